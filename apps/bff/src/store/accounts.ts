import type { Selectable } from "kysely";
import type { Store } from "./database.ts";
import type { AccountsTable } from "./tables.ts";

export type AccountRow = Selectable<AccountsTable>;

/** How user names are compared: without case and in one Unicode form. */
export function usernameKey(username: string): string {
  return username.normalize("NFKC").trim().toLowerCase();
}

/** Adds an account unless one of that user name exists. */
export async function insertAccount(store: Store, row: Omit<AccountRow, "username_key">): Promise<void> {
  await store
    .insertInto("accounts")
    .values({ ...row, username_key: usernameKey(row.username) })
    .onConflict((conflict) => conflict.column("username_key").doNothing())
    .execute();
}

/** The account of a user name. */
export async function findAccount(store: Store, username: string): Promise<AccountRow | undefined> {
  return store.selectFrom("accounts").selectAll().where("username_key", "=", usernameKey(username)).executeTakeFirst();
}

/** True when there is no account at all. */
export async function hasNoAccounts(store: Store): Promise<boolean> {
  return (await store.selectFrom("accounts").select("id").limit(1).executeTakeFirst()) === undefined;
}
