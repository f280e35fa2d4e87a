import type { ImageUpdate } from "@catalog-deck/contract";
import { restartInWords, wordsForImageUpdate } from "@catalog-deck/domain";
import type { ImageUpdatesFilter } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { type Column, csvOf, type ExportOrigin, jsonOf } from "./export-rows.ts";

const columns: readonly Column<ImageUpdate>[] = [
  { heading: m.export_update_id(), cell: ({ id }) => id },
  { heading: m.export_rollout_id(), cell: ({ rolloutId }) => rolloutId },
  { heading: m.fact_catalog_id(), cell: ({ catalogId }) => catalogId },
  { heading: m.catalog(), cell: ({ catalogName }) => catalogName },
  { heading: m.export_from_id(), cell: ({ fromImage }) => fromImage?.id },
  { heading: m.from_image(), cell: ({ fromImage }) => fromImage?.name },
  { heading: m.export_to_id(), cell: ({ toImage }) => toImage?.id },
  { heading: m.to_image(), cell: ({ toImage }) => toImage?.name },
  { heading: m.column_state(), cell: (update) => wordsForImageUpdate(update).label },
  { heading: m.export_state_code(), cell: ({ state }) => state },
  {
    heading: m.restarts(),
    cell: ({ vdaUpdateDelay }) => (vdaUpdateDelay === undefined ? undefined : restartInWords(vdaUpdateDelay)),
  },
  { heading: m.export_delay(), cell: ({ vdaUpdateDelay }) => vdaUpdateDelay },
  { heading: m.sent(), cell: ({ requestedAt }) => requestedAt },
  { heading: m.citrix_began(), cell: ({ startedAt }) => startedAt },
  { heading: m.ended(), cell: ({ finishedAt }) => finishedAt },
  { heading: m.sent_by(), cell: ({ requestedBy }) => requestedBy?.displayName },
  { heading: m.origin(), cell: ({ origin }) => origin },
  { heading: m.reason(), cell: ({ reason }) => reason },
  { heading: m.export_message_title(), cell: ({ warningTitle }) => warningTitle },
  { heading: m.message_to_users(), cell: ({ warningMessage }) => warningMessage },
  { heading: m.export_said(), cell: ({ message }) => message },
  { heading: m.export_update_transaction(), cell: ({ citrixTransactionId }) => citrixTransactionId },
];

/** The updates as CSV, in the order given. */
export function updatesAsCsv(updates: readonly ImageUpdate[]): string {
  return csvOf(columns, updates);
}

/** The updates as JSON, every fact as the server gave it, with the state in words beside. */
export function updatesAsJson(
  updates: readonly ImageUpdate[],
  origin: ExportOrigin & { filter: ImageUpdatesFilter; complete: boolean },
): string {
  return jsonOf(origin, {
    filter: origin.filter,
    complete: origin.complete,
    updates: updates.map((update) => ({ ...update, stateInWords: wordsForImageUpdate(update).label })),
  });
}
