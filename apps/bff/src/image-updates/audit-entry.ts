import type { AuditKind } from "@catalog-deck/contract";
import type { NewAuditEntry } from "../audit/audit-log.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";
import { auditSubject, siteDetails } from "./update-records.ts";

/** The person and the request behind an entry; left out where the server itself found something out. */
export type AuditOrigin = Pick<NewAuditEntry, "actor" | "address" | "requestId">;

/**
 * The audit entry of something that happened to an image update: every kind carries the whole request, so that each can
 * be read alone. `more` adds facts of the kind (contract, `auditKinds`). Without an actor it names who had asked for it.
 */
export function imageUpdateAuditEntry(
  kind: Extract<AuditKind, `update-${string}`>,
  row: ImageUpdateRow,
  { actor, address, requestId }: AuditOrigin = {},
  more: Record<string, unknown> = {},
): NewAuditEntry {
  return {
    kind,
    ...(actor === undefined
      ? { requestedBy: { id: row.requested_by_id, displayName: row.requested_by_name } }
      : { actor: { id: actor.id, displayName: actor.displayName, ...(actor.role && { role: actor.role }) } }),
    ...(address === undefined ? {} : { address }),
    ...(requestId === undefined ? {} : { requestId }),
    ...auditSubject(row),
    details: {
      ...siteDetails(row),
      catalogName: row.catalog_name,
      fromImage: row.from_image_id === null ? null : { id: row.from_image_id, name: row.from_image_name },
      toImage: { id: row.to_image_id, name: row.to_image_name },
      vdaUpdateDelay: row.vda_update_delay,
      warningTitle: row.warning_title,
      warningMessage: row.warning_message,
      reason: row.reason,
      ...(row.rollout_id === null ? {} : { rolloutId: row.rollout_id }),
      ...(kind === "update-intended" ? {} : { state: row.state, message: row.message }),
      ...more,
    },
  };
}
