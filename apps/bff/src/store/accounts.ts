import type { Selectable } from "kysely";
import type { Store } from "./database.ts";
import type { AccountsTable } from "./tables.ts";

export type AccountRow = Selectable<AccountsTable>;

/** How user names are compared: without case and in one Unicode form. */
export function usernameKey(username: string): string {
  return username.normalize("NFKC").trim().toLowerCase();
}

/** What a new account is made of. */
export type NewAccountRow = Pick<
  AccountRow,
  "id" | "username" | "display_name" | "role" | "password_hash" | "created_at"
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

/** The account of a user name. */
export async function findAccount(store: Store, username: string): Promise<AccountRow | undefined> {
  return store.selectFrom("accounts").selectAll().where("username_key", "=", usernameKey(username)).executeTakeFirst();
}

/** True when there is no account at all. */
export async function hasNoAccounts(store: Store): Promise<boolean> {
  return (await store.selectFrom("accounts").select("id").limit(1).executeTakeFirst()) === undefined;
}
