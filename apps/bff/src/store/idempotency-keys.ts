import type { Selectable, Transaction } from "kysely";
import type { Store } from "./database.ts";
import type { IdempotencyKeysTable } from "./image-updates.tables.ts";
import type { Tables } from "./tables.ts";

type Database = Store | Transaction<Tables>;

/** What was asked for with this key of this account, if anything was. */
export async function findIdempotencyKey(
  db: Database,
  accountId: string,
  key: string,
): Promise<Selectable<IdempotencyKeysTable> | undefined> {
  return await db
    .selectFrom("idempotency_keys")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("key", "=", key)
    .executeTakeFirst();
}

/** Binds a key to the update that it starts. Fails when the account has used the key before. */
export async function insertIdempotencyKey(db: Database, record: Omit<IdempotencyKeysTable, "answer">): Promise<void> {
  await db
    .insertInto("idempotency_keys")
    .values({ ...record, answer: null })
    .execute();
}

/** Keeps the first answer (JSON text), to be given again whenever the key comes again. */
export async function keepAnswer(db: Database, updateId: string, answer: string): Promise<void> {
  await db.updateTable("idempotency_keys").set({ answer }).where("update_id", "=", updateId).execute();
}

/** Frees the key of an update that was never sent: it may be used again. */
export async function freeIdempotencyKey(db: Database, updateId: string): Promise<void> {
  await db.deleteFrom("idempotency_keys").where("update_id", "=", updateId).execute();
}
