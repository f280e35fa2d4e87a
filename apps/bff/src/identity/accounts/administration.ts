import { randomUUID } from "node:crypto";
import { type Account, type AccountChange, type NewAccount, Role } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";
import type { Transaction } from "kysely";
import type { AuditLog, NewAuditEntry } from "../../audit/audit-log.ts";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import {
  type AccountRow,
  accountById,
  changeAccount,
  hasAnotherAdmin,
  insertAccount,
  listAccounts,
  lockAccounts,
  usernameKey,
} from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
import { endSessions } from "../../store/sessions.ts";
import type { Tables } from "../../store/tables.ts";
import { type Authority, demandAuthority } from "../authority.ts";
import { weaknessOf } from "./password-policy.ts";
import { hashPassword } from "./passwords.ts";

/** Who asks for a change, and on whose strength. */
export type AskedBy = Pick<NewAuditEntry, "actor" | "address" | "requestId"> & {
  details?: Record<string, unknown>;
  authority: Authority;
};

const nothingChanged = "authority-lost-unchanged";

/**
 * Local accounts, as admins change them on the page and by the command. Every change and its audit entry are one
 * transaction: without the entry there is no change, nor when the asker's authority has gone meanwhile (403
 * `authority-lost`). Throws HttpProblem, whose detail is for people.
 */
export class AccountAdministration {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #audit: AuditLog;

  constructor({ store, clock, audit }: { store: Store; clock: Clock; audit: AuditLog }) {
    this.#store = store;
    this.#clock = clock;
    this.#audit = audit;
  }

  /** All accounts, by user name. */
  async list(): Promise<Account[]> {
    return (await listAccounts(this.#store)).map(accountFromRow);
  }

  /**
   * Makes an account. `within` runs in the transaction before it and may refuse by throwing.
   * Throws 409 `username-taken`, and 400 for a password that is guessed first.
   */
  async create(
    { username, displayName, role, display, password }: NewAccount,
    by: AskedBy,
    within: (trx: Transaction<Tables>, link: { tokenHash: string; expiresAt: string } | null) => Promise<void> = noMore,
  ): Promise<Account> {
    const name = username.normalize("NFKC");
    demandStrongPassword(password, name, "password");
    const row = {
      id: randomUUID(),
      username: name,
      display_name: displayName ?? name,
      role,
      display: display === true ? 1 : 0,
      password_hash: await hashPassword(password),
      created_at: this.#clock.now().toISOString(),
    };
    return this.#store.transaction().execute(async (trx) => {
      const link = await lockAccounts(trx);
      await demandAuthority(by.authority, trx, nothingChanged);
      await within(trx, link);
      if (!(await insertAccount(trx, row))) {
        throw new HttpProblem(409, "username-taken", { code: "username-taken", params: { username: name } });
      }
      const made = await existing(trx, row.id);
      await this.#note(trx, "account-created", by, made, {});
      return accountFromRow(made);
    });
  }

  /**
   * Changes name, role, access, or whether it is a display. A disabled account's sessions end with it, and so do those
   * of one whose role or kind changes: they carry it. Throws 400 for a display that administers, 404, 409
   * `account-changed` and 409 `last-admin`.
   */
  async change(id: string, change: AccountChange, by: AskedBy): Promise<Account> {
    return this.#store.transaction().execute(async (trx) => {
      await lockAccounts(trx);
      await demandAuthority(by.authority, trx, nothingChanged);
      const before = await existing(trx, id);
      if (change.version !== undefined && change.version !== before.version) {
        throw new HttpProblem(409, "account-changed", "account-changed");
      }
      const now = this.#clock.now().toISOString();
      const after = {
        display_name: change.displayName ?? before.display_name,
        role: change.role ?? before.role,
        display: change.display === undefined ? before.display : change.display ? 1 : 0,
        disabled_at: change.disabled === undefined ? before.disabled_at : change.disabled ? now : null,
      };
      demandHelpdeskDisplay(after);
      const what = differences(before, after);
      if (what.changed.length === 0) return accountFromRow(before);
      if (administers(before) && !administers(after) && !(await hasAnotherAdmin(trx, id))) {
        throw new HttpProblem(409, "last-admin", "last-admin");
      }
      const row = await changeAccount(trx, id, after, now);
      const isDisabled = row.disabled_at !== null;
      const access = what.changed.includes("disabled");
      const ends = isDisabled || ["role", "display"].some((it) => what.changed.includes(it as "role"));
      const sessionsEnded = ends ? await endSessions(trx, { personId: id }) : 0;
      // A change that locks someone out or lets them in is named for that.
      const kind = access ? (isDisabled ? "account-disabled" : "account-enabled") : "account-changed";
      await this.#note(trx, kind, by, row, { ...what, sessionsEnded });
      return accountFromRow(row);
    });
  }

  /** Gives an account a new password, which ends all its sessions. Throws 404, and 400 for a weak one. */
  async setPassword(id: string, password: string, by: AskedBy): Promise<void> {
    await this.#changePassword(id, password, { field: "password" }, by);
  }

  /**
   * A person's own new password: their other sessions end, the one of `keepIdHash` goes on. The caller has checked the
   * old one on the account's `version`; 409 `account-changed` when it is no longer that.
   */
  async changeOwnPassword(
    { id, version }: { id: string; version: number },
    password: string,
    keepIdHash: string,
    by: AskedBy,
  ): Promise<void> {
    await this.#changePassword(id, password, { field: "newPassword", version, keepIdHash }, by);
  }

  async #changePassword(
    id: string,
    password: string,
    how: { field: string; version?: number; keepIdHash?: string },
    by: AskedBy,
  ): Promise<void> {
    const { username } = await existing(this.#store, id);
    demandStrongPassword(password, username, how.field);
    const password_hash = await hashPassword(password);
    await this.#store.transaction().execute(async (trx) => {
      await lockAccounts(trx);
      await demandAuthority(by.authority, trx, nothingChanged);
      const before = await existing(trx, id);
      if (how.version !== undefined && how.version !== before.version) {
        throw new HttpProblem(409, "account-changed", "own-account-changed");
      }
      const now = this.#clock.now().toISOString();
      const row = await changeAccount(trx, id, { password_hash, password_changed_at: now }, now);
      const which = how.keepIdHash === undefined ? {} : { exceptIdHash: how.keepIdHash };
      const sessionsEnded = await endSessions(trx, { personId: id, ...which });
      await this.#note(trx, "password-changed", by, row, { sessionsEnded });
    });
  }

  async #note(
    trx: Transaction<Tables>,
    kind: NewAuditEntry["kind"],
    { authority, details: asked, ...by }: AskedBy,
    { id, username, display_name, role }: AccountRow,
    details: Record<string, unknown>,
  ): Promise<void> {
    const account = { id, username, displayName: display_name, role };
    await this.#audit.append({ ...by, kind, details: { account, ...details, ...asked } }, trx);
  }
}

const noMore = async () => undefined;

async function existing(store: Store, id: string): Promise<AccountRow> {
  const row = await accountById(store, id);
  if (row === undefined) throw new HttpProblem(404, "not-found", "account-unknown");
  return row;
}

function administers({ role, disabled_at }: Pick<AccountRow, "role" | "disabled_at">): boolean {
  return role === "admin" && disabled_at === null;
}

type Changeable = Pick<AccountRow, "display_name" | "role" | "display" | "disabled_at">;

/** A screen on the wall stands where anybody can reach it. */
function demandHelpdeskDisplay({ display, role }: Changeable): void {
  if (display !== 1 || role === "helpdesk") return;
  const errors = [{ field: "role", message: "must be helpdesk for a display account" }];
  throw new HttpProblem(400, "invalid-request", "display-needs-helpdesk", { errors });
}

/** What changes, as the audit log tells it. */
function differences(before: Changeable, after: Changeable) {
  const [old, fresh] = [before, after].map(({ display_name, role, display, disabled_at }) => ({
    displayName: display_name,
    role,
    display: display === 1,
    disabled: disabled_at !== null,
  })) as [Facts, Facts];
  const changed = (Object.keys(old) as (keyof Facts)[]).filter((name) => old[name] !== fresh[name]);
  const pick = (facts: Facts) => Object.fromEntries(changed.map((name) => [name, facts[name]]));
  return { changed, before: pick(old), after: pick(fresh) };
}

interface Facts {
  displayName: string;
  role: string;
  display: boolean;
  disabled: boolean;
}

function demandStrongPassword(password: string, username: string, field: string): void {
  const weakness = weaknessOf(password, usernameKey(username));
  if (weakness === undefined) return;
  const errors = [{ field, message: factInWords({ code: weakness, params: {} }) }];
  throw new HttpProblem(400, "invalid-request", weakness, { errors });
}

/** An account as the contract shows it: without the password's hash. */
export function accountFromRow(row: AccountRow): Account {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    role: Role.parse(row.role),
    ...(row.display === 1 ? { display: true } : {}),
    disabled: row.disabled_at !== null,
    createdAt: row.created_at,
    passwordChangedAt: row.password_changed_at,
    ...(row.last_signed_in_at === null ? {} : { lastSignedInAt: row.last_signed_in_at }),
    version: row.version,
  };
}
