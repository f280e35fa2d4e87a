import type { Kysely } from "kysely";

/** Accounts of screens on the wall: 1 for such a one. */
export async function markDisplayAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("accounts")
    .addColumn("display", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
}
