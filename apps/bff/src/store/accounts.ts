import type { Selectable, Transaction } from "kysely";
import type { Store } from "./database.ts";
import type { AccountsTable, Tables } from "./tables.ts";

export type AccountRow = Selectable<AccountsTable>;

/** How user names are compared: without case and in one Unicode form. */
export function usernameKey(username: string): string {
  return username.normalize("NFKC").trim().toLowerCase();
}

export type NewAccountRow = Pick<
  AccountRow,
  "id" | "username" | "display_name" | "role" | "display" | "password_hash" | "created_at"
>;

/** Adds an account. Gives false, and adds nothing, when one of that user name exists. */
export async function insertAccount(store: Store, row: NewAccountRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await store
    .insertInto("accounts")
    .values({
      ...row,
      username_key: usernameKey(row.username),
      password_changed_at: row.created_at,
      updated_at: row.created_at,
      version: 1,
    })
    .onConflict((conflict) => conflict.column("username_key").doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows) > 0;
}

export async function findAccount(store: Store, username: string): Promise<AccountRow | undefined> {
  return store.selectFrom("accounts").selectAll().where("username_key", "=", usernameKey(username)).executeTakeFirst();
}

export async function accountById(store: Store, id: string): Promise<AccountRow | undefined> {
  return store.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
}

/** All accounts, by user name. */
export async function listAccounts(store: Store): Promise<AccountRow[]> {
  return store.selectFrom("accounts").selectAll().orderBy("username_key").execute();
}

/**
 * Begins a change of accounts in a transaction: until it ends no other one can change any, on PostgreSQL too. Gives the
 * set-up link that stands.
 */
export async function lockAccounts(trx: Transaction<Tables>): Promise<{ tokenHash: string; expiresAt: string } | null> {
  const head = await trx
    .updateTable("accounts_head")
    .set((eb) => ({ changes: eb("changes", "+", 1) }))
    .where("id", "=", 1)
    .returning(["set_up_token_hash", "set_up_expires_at"])
    .executeTakeFirstOrThrow();
  if (head.set_up_token_hash === null || head.set_up_expires_at === null) return null;
  return { tokenHash: head.set_up_token_hash, expiresAt: head.set_up_expires_at };
}

/** Puts a new set-up link in the place of the one before, or none. Works after `lockAccounts`. */
export async function replaceSetUpLink(
  trx: Transaction<Tables>,
  link: { tokenHash: string; expiresAt: string } | null,
): Promise<void> {
  await trx
    .updateTable("accounts_head")
    .set({ set_up_token_hash: link?.tokenHash ?? null, set_up_expires_at: link?.expiresAt ?? null })
    .where("id", "=", 1)
    .execute();
}

/** Changes an account and counts the change. Works after `lockAccounts`. */
export async function changeAccount(
  trx: Transaction<Tables>,
  id: string,
  changes: Partial<
    Pick<AccountRow, "display_name" | "role" | "display" | "disabled_at" | "password_hash" | "password_changed_at">
  >,
  now: string,
): Promise<AccountRow> {
  return trx
    .updateTable("accounts")
    .set((eb) => ({ ...changes, updated_at: now, version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** True when someone else could still administer: an enabled admin besides that account. */
export async function hasAnotherAdmin(store: Store, id: string): Promise<boolean> {
  const other = await store
    .selectFrom("accounts")
    .select("id")
    .where("id", "!=", id)
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/**
 * Writes down that someone signs in, if the account is still as it was when the password was checked. In a transaction
 * with the new session this leaves no gap: whatever changes the account later finds that session and ends it.
 */
export async function noteSignIn(
  store: Store,
  { id, version }: { id: string; version: number },
  now: string,
): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("accounts")
    .set({ last_signed_in_at: now })
    .where("id", "=", id)
    .where("version", "=", version)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** True when there is no account at all. */
export async function hasNoAccounts(store: Store): Promise<boolean> {
  return (await store.selectFrom("accounts").select("id").limit(1).executeTakeFirst()) === undefined;
}
