import { randomUUID } from "node:crypto";
import type { Role } from "@catalog-deck/contract";
import type { AuditLog } from "../../audit/audit-log.ts";
import type { Config } from "../../config/config.ts";
import type { Clock } from "../../lib/clock.ts";
import { hasNoAccounts, insertAccount } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
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

/**
 * Makes the first accounts: the demo's two, or the initial admin on an empty database, which the audit log tells in the
 * same transaction.
 */
export async function ensureAccounts(
  store: Store,
  { config, clock, audit }: { config: Config; clock: Clock; audit: AuditLog },
): Promise<void> {
  if (config.demo) {
    for (const account of demoAccounts) await addAccount(store, account, clock);
    return;
  }
  if (config.initialAdmin === undefined || !(await hasNoAccounts(store))) return;
  const { username, password } = config.initialAdmin;
  const row = await rowOf({ username, displayName: username, password, role: "admin" }, clock);
  await store.transaction().execute(async (trx) => {
    if (!(await insertAccount(trx, row))) return;
    const account = { id: row.id, username, displayName: username, role: "admin" };
    await audit.append({ kind: "account-created", details: { account, by: "INITIAL_ADMIN_USERNAME" } }, trx);
  });
}

/** Adds a password account unless one of that user name exists. */
export async function addAccount(store: Store, account: NewAccount, clock: Clock): Promise<void> {
  await insertAccount(store, await rowOf(account, clock));
}

async function rowOf({ username, displayName, role, password, display }: NewAccount, clock: Clock) {
  return {
    id: randomUUID(),
    username,
    display_name: displayName,
    role,
    display: display === true ? 1 : 0,
    password_hash: await hashPassword(password),
    created_at: clock.now().toISOString(),
  };
}
