import { randomUUID } from "node:crypto";
import type { Role } from "@catalog-deck/contract";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { hasNoAccounts, insertAccount } from "../store/accounts.ts";
import type { Store } from "../store/database.ts";
import { hashPassword } from "./passwords.ts";

interface NewAccount {
  username: string;
  displayName: string;
  password: string;
  role: Role;
  display?: boolean;
}

/** The accounts of the demo; the sign-in page shows them. They exist in the demo's own database only. */
export const demoAccounts: readonly NewAccount[] = [
  { username: "admin", displayName: "Alex Admin", password: "catalog-deck-demo", role: "admin" },
  { username: "helpdesk", displayName: "Hedy Helpdesk", password: "catalog-deck-demo", role: "helpdesk" },
];

/** Makes the first accounts: the demo's two, or the initial admin on an empty database. */
export async function ensureAccounts(store: Store, config: Config, clock: Clock): Promise<void> {
  if (config.demo) {
    for (const account of demoAccounts) await addAccount(store, account, clock);
    return;
  }
  if (config.initialAdmin === undefined || !(await hasNoAccounts(store))) return;
  const { username, password } = config.initialAdmin;
  await addAccount(store, { username, displayName: username, password, role: "admin" }, clock);
}

/** Adds a password account unless one of that user name exists. */
export async function addAccount(store: Store, account: NewAccount, clock: Clock): Promise<void> {
  await insertAccount(store, {
    id: randomUUID(),
    username: account.username,
    display_name: account.displayName,
    role: account.role,
    display: account.display === true ? 1 : 0,
    password_hash: await hashPassword(account.password),
    created_at: clock.now().toISOString(),
  });
}
