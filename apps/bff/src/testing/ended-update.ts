import { randomUUID } from "node:crypto";
import { rowWithoutFacts } from "../image-updates/update-records.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";

/** An update of the catalog `sales` that was asked for on a day in November and took so many minutes to succeed. */
export function endedUpdate(tookMinutes: number, changes: Partial<ImageUpdateRow> = {}): ImageUpdateRow {
  const requestedAt = "2026-11-20T10:00:00.000Z";
  return {
    ...rowWithoutFacts,
    id: randomUUID(),
    connection_id: "default",
    catalog_id: "sales",
    catalog_name: "Sales",
    from_image_id: "old",
    from_image_name: "Old",
    to_image_id: "new",
    to_image_name: "New",
    citrix_prepared: 0,
    origin: "catalog-deck",
    vda_update_delay: 60,
    warning_title: null,
    warning_message: null,
    reason: null,
    rolls_back_id: null,
    rollout_id: null,
    requested_by_id: "a",
    requested_by_name: "Alex",
    recorded_at: requestedAt,
    state: "succeeded",
    active: 0,
    blocks_catalog: 0,
    citrix_transaction_id: null,
    last_modified_at_request: null,
    rollback_warning_at_request: 0,
    finished_at: new Date(Date.parse(requestedAt) + tookMinutes * 60_000).toISOString(),
    next_step_at: requestedAt,
    lease_owner: null,
    lease_until: null,
    ...changes,
  };
}
