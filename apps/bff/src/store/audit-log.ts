import { type Selectable, type SelectQueryBuilder, sql, type Transaction } from "kysely";
import type { Store } from "./database.ts";
import type { AuditHeadTable, AuditLogTable, Tables } from "./tables.ts";

export type AuditRow = Selectable<AuditLogTable>;
/** What entries are found by. The truth is the hashed text; these repeat it. */
export type AuditColumns = Omit<AuditRow, "sequence" | "id" | "entry" | "hash">;

/** Which rows; all that is given must hold. `from` (included) and `to` (excluded) are ISO 8601 in UTC. */
export interface AuditRowFilter {
  actorId?: string | undefined;
  catalogId?: string | undefined;
  connectionId?: string | undefined;
  kinds?: readonly string[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * Adds a row behind the last one. Taking the next number from the one row of `audit_head` locks it until the
 * transaction ends, so that no two writers chain to the same entry.
 */
export async function appendAuditRow(
  trx: Transaction<Tables>,
  row: { id: string; entry: string; columns: AuditColumns; hashAfter: (previousHash: string) => string },
): Promise<void> {
  const head = await trx
    .updateTable("audit_head")
    .set((eb) => ({ sequence: eb("sequence", "+", 1) }))
    .where("id", "=", 1)
    .returning(["sequence", "hash"])
    .executeTakeFirstOrThrow();
  const { id, entry, columns } = row;
  const hash = row.hashAfter(head.hash);
  await trx
    .insertInto("audit_log")
    .values({ sequence: head.sequence, id, entry, hash, ...columns })
    .execute();
  await trx.updateTable("audit_head").set({ hash }).where("id", "=", 1).execute();
}

/** Rows that fit, newest first, before a number. */
export async function newestAuditRows(
  store: Store,
  filter: AuditRowFilter,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<AuditRow[]> {
  const query = filtered(store.selectFrom("audit_log").selectAll(), filter).orderBy("sequence", "desc").limit(limit);
  return (before === undefined ? query : query.where("sequence", "<", before)).execute();
}

/** Rows that fit, oldest first, after a number and up to another. */
export async function oldestAuditRows(
  store: Store,
  filter: AuditRowFilter,
  { after, upTo, limit }: { after: number; upTo?: number; limit: number },
): Promise<AuditRow[]> {
  const query = filtered(store.selectFrom("audit_log").selectAll(), filter)
    .where("sequence", ">", after)
    .orderBy("sequence")
    .limit(limit);
  return (upTo === undefined ? query : query.where("sequence", "<=", upTo)).execute();
}

/** The number and hash that the newest row must have. Undefined when someone has removed even that. */
export async function readAuditHead(store: Store): Promise<Selectable<AuditHeadTable> | undefined> {
  return store.selectFrom("audit_head").selectAll().where("id", "=", 1).executeTakeFirst();
}

/** The newest row of each person in the log, by the person's id; `limit` people at most. Reads one index entry per person. */
export async function newestRowPerActor(store: Store, limit: number): Promise<AuditRow[]> {
  // A walk from one person's id to the next: DISTINCT would read the whole index.
  const { rows } = await sql<{ id: string }>`
    with recursive people(id) as (
      select min(actor_id) from audit_log
      union all
      select (select min(actor_id) from audit_log where actor_id > people.id) from people where people.id is not null
    )
    select id from people where id is not null limit ${limit}`.execute(store);
  const newest = await Promise.all(
    rows.map(({ id }) => newestAuditRows(store, { actorId: id }, { limit: 1 }).then(([row]) => row)),
  );
  return newest.filter((row) => row !== undefined);
}

type AuditSelect = SelectQueryBuilder<Tables, "audit_log", AuditRow>;

function filtered(query: AuditSelect, { actorId, catalogId, connectionId, kinds, from, to }: AuditRowFilter) {
  let found = query;
  if (actorId !== undefined) found = found.where("actor_id", "=", actorId);
  if (catalogId !== undefined) found = found.where("catalog_id", "=", catalogId);
  if (connectionId !== undefined) found = found.where("connection_id", "=", connectionId);
  if (kinds !== undefined) found = found.where("kind", "in", [...kinds]);
  if (from !== undefined) found = found.where("at", ">=", from);
  if (to !== undefined) found = found.where("at", "<", to);
  return found;
}
