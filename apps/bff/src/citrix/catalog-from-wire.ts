import { WireCatalog, type WireCatalogList, type WireCatalogWarning } from "@catalog-deck/catalogservice";
import { Catalog, type CatalogList, type CatalogWarning } from "@catalog-deck/contract";
import { definedFields } from "../lib/defined-fields.ts";
import { sharedFields } from "./shared-fields.ts";

const catalogFields = sharedFields(Catalog, WireCatalog);

/**
 * A catalog as browsers see it: every field that `WireCatalog` and `Catalog` both name, without nulls. Enum values pass as
 * they are, known or not.
 */
export function catalogFromWire(wire: WireCatalog): Catalog {
  return {
    ...catalogFields(wire),
    id: wire.id,
    name: wire.name,
    state: wire.state,
    warnings: (wire.warnings ?? []).map(warningFromWire),
    sessionSupport: wire.sessionSupport ?? "Unknown",
    allocationType: wire.allocationType ?? "Unknown",
  };
}

function warningFromWire(wire: WireCatalogWarning): CatalogWarning {
  return {
    type: wire.type,
    ...definedFields({ isDismissible: wire.isDismissible, warningMessage: wire.warningMessage, isError: wire.isError }),
  };
}

/** How many catalogs the customer may have, if Citrix said. */
export function catalogLimitFromWire(wire: WireCatalogList["catalogLimit"]): CatalogList["limit"] {
  if (wire === null || wire === undefined) return undefined;
  return definedFields({
    limit: wire.limit,
    existingCatalogsCount: wire.existingCatalogsCount,
    hasLimitReached: wire.hasLimitReached,
  });
}
