import { createHash } from "node:crypto";
import { AuditEntry } from "@catalog-deck/contract";
import type { AuditColumns, AuditRow } from "../store/audit-log.ts";

/** The hash of an entry: SHA-256 over the hash before it, a line feed, and the entry's text. The first follows "". */
export function chainedHash(previous: string, entry: string): string {
  return createHash("sha256").update(previous).update("\n").update(entry).digest("hex");
}

/** What the columns beside an entry's text must hold. */
export function columnsOf(entry: AuditEntry): AuditColumns {
  return {
    at: entry.at,
    kind: entry.kind,
    actor_id: entry.actor?.id ?? entry.requestedBy?.id ?? null,
    connection_id: entry.connectionId ?? null,
    catalog_id: entry.catalogId ?? null,
  };
}

/** The entry that a row's text holds; undefined when it holds none. */
export function entryOf(row: Pick<AuditRow, "entry">): AuditEntry | undefined {
  try {
    return AuditEntry.safeParse(JSON.parse(row.entry)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
