import type { Selectable, Transaction } from "kysely";
import type { Store } from "./database.ts";
import type { AuditLogTable, Tables } from "./tables.ts";

/**
 * Adds a row behind the last one. Taking the next number from the one row of `audit_head` locks it until the
 * transaction ends, so that no two writers chain to the same entry.
 */
export async function appendAuditRow(
  trx: Transaction<Tables>,
  row: { id: string; entry: string; hashAfter: (previousHash: string) => string },
): Promise<void> {
  const head = await trx
    .updateTable("audit_head")
    .set((eb) => ({ sequence: eb("sequence", "+", 1) }))
    .where("id", "=", 1)
    .returning(["sequence", "hash"])
    .executeTakeFirstOrThrow();
  const hash = row.hashAfter(head.hash);
  await trx.insertInto("audit_log").values({ sequence: head.sequence, id: row.id, entry: row.entry, hash }).execute();
  await trx.updateTable("audit_head").set({ hash }).where("id", "=", 1).execute();
}

/** Rows newest first, before a number; or, with `after`, oldest first. */
export async function listAuditRows(
  store: Store,
  { before, after, limit }: { before?: number | undefined; after?: number; limit: number },
): Promise<Selectable<AuditLogTable>[]> {
  let query = store.selectFrom("audit_log").selectAll().limit(limit);
  if (before !== undefined) query = query.where("sequence", "<", before);
  if (after !== undefined) query = query.where("sequence", ">", after);
  return query.orderBy("sequence", after === undefined ? "desc" : "asc").execute();
}
