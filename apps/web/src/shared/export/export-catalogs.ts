import type { Catalog } from "@catalog-deck/contract";
import { wordsForCatalogState, wordsForImageUpdateState, wordsForWarning } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { type Column, csvOf, type ExportOrigin, jsonOf } from "./export-rows.ts";

const columns: readonly Column<Catalog>[] = [
  { heading: m.fact_catalog_id(), cell: ({ id }) => id },
  { heading: m.column_name(), cell: ({ name }) => name },
  { heading: m.column_state(), cell: (catalog) => wordsForCatalogState(catalog).label },
  { heading: m.export_citrix_state(), cell: ({ state }) => state },
  { heading: m.export_image_id(), cell: ({ imageId }) => imageId },
  { heading: m.column_image(), cell: ({ templateImageName }) => templateImageName },
  { heading: m.fact_system(), cell: ({ templateImageOs }) => templateImageOs },
  { heading: m.fact_vda(), cell: ({ imageVdaVersion }) => imageVdaVersion },
  { heading: m.fact_machines(), cell: ({ totalMachinesInCatalog }) => totalMachinesInCatalog },
  { heading: m.fact_users(), cell: ({ numOfUsers }) => numOfUsers },
  { heading: m.fact_sessions(), cell: ({ sessionSupport }) => sessionSupport },
  { heading: m.fact_allocation(), cell: ({ allocationType }) => allocationType },
  { heading: m.fact_region(), cell: ({ region }) => region },
  { heading: m.fact_domain(), cell: ({ domainName }) => domainName },
  {
    heading: m.export_warnings(),
    cell: ({ warnings }) => warnings.map((one) => wordsForWarning(one).title).join("; "),
  },
  { heading: m.fact_last_changed(), cell: ({ lastModifiedTime }) => lastModifiedTime },
  { heading: m.export_rollout(), cell: ({ rollout }) => rollout?.name },
  { heading: m.export_rollout_wave(), cell: ({ rollout }) => rollout?.wave },
  { heading: m.export_rollout_to(), cell: ({ rollout }) => rollout?.toImage.name },
  { heading: m.export_update_to(), cell: ({ activeUpdate }) => activeUpdate?.toImage?.name },
  {
    heading: m.export_update_state(),
    cell: ({ activeUpdate }) => activeUpdate && wordsForImageUpdateState(activeUpdate.state).label,
  },
  { heading: m.export_update_sent(), cell: ({ activeUpdate }) => activeUpdate?.requestedAt },
  { heading: m.export_update_by(), cell: ({ activeUpdate }) => activeUpdate?.requestedBy?.displayName },
  { heading: m.export_update_transaction(), cell: ({ activeUpdate }) => activeUpdate?.citrixTransactionId },
];

/** The catalogs as CSV, in the order given. */
export function catalogsAsCsv(catalogs: readonly Catalog[]): string {
  return csvOf(columns, catalogs);
}

/** The catalogs as JSON, every fact as the server gave it, with the state in words beside. */
export function catalogsAsJson(catalogs: readonly Catalog[], origin: ExportOrigin): string {
  return jsonOf(origin, {
    catalogs: catalogs.map((catalog) => ({ ...catalog, stateInWords: wordsForCatalogState(catalog).label })),
  });
}
