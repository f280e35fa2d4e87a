import type { AuditKind } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";
import type { NewAuditEntry } from "../audit/audit-log.ts";
import type { Requester } from "../identity/requester.ts";
import { definedFields } from "../lib/defined-fields.ts";
import { factOfText } from "../store/fact-text.ts";
import { type ImageUpdateRow, isExternal, toImageOf } from "../store/image-updates.ts";
import { auditSubject, siteDetails } from "./update-records.ts";

function requestedBy({ requested_by_id: id, requested_by_name: displayName }: ImageUpdateRow) {
  return id === null ? {} : { requestedBy: { id, displayName: displayName ?? id } };
}

function askedFor(row: ImageUpdateRow) {
  return {
    vdaUpdateDelay: row.vda_update_delay,
    warningTitle: row.warning_title,
    warningMessage: row.warning_message,
    reason: row.reason,
  };
}

/** What was seen, as an entry tells it: the fact, and the same in English for readers of the log. */
function factDetails(text: string | null): Record<string, unknown> {
  if (text === null) return { message: null };
  const fact = factOfText(text);
  return { fact, message: factInWords(fact) };
}

/**
 * The audit entry of something that happened to an image update: every kind carries the whole request, so that each can
 * be read alone. `more` adds facts of the kind (contract, `auditKinds`). Without a requester (the
 * server itself found something out) it names who had asked for it, if anybody here had.
 */
export function imageUpdateAuditEntry(
  kind: Extract<AuditKind, `update-${string}` | "external-update">,
  row: ImageUpdateRow,
  { actor, address, requestId }: Partial<Requester> = {},
  more: Record<string, unknown> = {},
): NewAuditEntry {
  return {
    kind,
    ...(actor === undefined
      ? requestedBy(row)
      : { actor: { id: actor.id, displayName: actor.displayName, ...(actor.role && { role: actor.role }) } }),
    ...(address === undefined ? {} : { address }),
    ...(requestId === undefined ? {} : { requestId }),
    ...auditSubject(row),
    details: {
      ...siteDetails(row),
      catalogName: row.catalog_name,
      fromImage: row.from_image_id === null ? null : { id: row.from_image_id, name: row.from_image_name },
      ...(row.rolls_back_id === null ? {} : { rollsBack: row.rolls_back_id }),
      ...definedFields({ toImage: toImageOf(row) }),
      ...(isExternal(row) ? {} : askedFor(row)),
      ...(row.rollout_id === null ? {} : { rolloutId: row.rollout_id }),
      ...(kind === "update-intended" ? {} : { state: row.state, ...factDetails(row.fact) }),
      ...more,
    },
  };
}
