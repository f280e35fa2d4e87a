import type { ImageUpdateTables } from "./image-updates.tables.ts";
import type { RolloutTables } from "./rollouts.tables.ts";

/** Times are ISO 8601 text in UTC, so the same SQL serves SQLite and PostgreSQL. */
export interface AccountsTable {
  id: string;
  username: string;
  /** The user name as it is compared: Unicode-normalized, lower case. */
  username_key: string;
  display_name: string;
  role: string;
  password_hash: string;
  created_at: string;
  password_changed_at: string;
  last_signed_in_at: string | null;
  /** Since when nobody may sign in with the account. */
  disabled_at: string | null;
  /** 1: the account of a screen on the wall; helpdesk only. */
  display: number;
  updated_at: string;
  /** Counts the changes of the account; a change names the version that it was decided on. */
  version: number;
}

/** One row: changing it puts changes of accounts in a row, on PostgreSQL too. */
interface AccountsHeadTable {
  id: number;
  changes: number;
  /** SHA-256 of the token of the one valid set-up link, while there is no account. */
  set_up_token_hash: string | null;
  set_up_expires_at: string | null;
}

/** Attempts to sign in of the last minutes, for one account or one address. */
interface SignInFailuresTable {
  /** Keyed hash: the table names neither user names nor addresses. */
  key: string;
  /** JSON: the times of the attempts that count, oldest first, in milliseconds since 1970. */
  attempts: string;
  /** Until when a refusal is no news for the audit log; milliseconds since 1970. */
  told_until: string;
  expires_at: string;
}

export interface SessionsTable {
  /** SHA-256 of the session id: a copy of the table signs nobody in. */
  id_hash: string;
  /** The session, encrypted with AES-256-GCM. */
  payload: string;
  created_at: string;
  last_used_at: string;
  expires_at: string;
  /** The account's id, or who it is to the identity provider. */
  person_id: string;
  /** How the person signed in: `password` or `oidc`. */
  method: string;
  /** The identity provider's name of its session (`sid`), for its call that ends it. */
  provider_session: string | null;
  address: string;
  user_agent: string;
}

/** What counts once and has been used: hashes of sign-ins by the identity provider and of its logout tokens. */
interface UsedTokensTable {
  id_hash: string;
  expires_at: string;
}

/** The last sign-in of everyone who came by the identity provider, and the role that it gave. */
interface ProviderSignInsTable {
  person_id: string;
  role: string;
  signed_in_at: string;
}

/** What a person has set for themselves. */
export interface PersonSettingsTable {
  person_id: string;
  name: string;
  /** Empty for what holds on every connection. */
  connection_id: string;
  /** JSON, as the contract's schema of that name has it. */
  value: string;
  updated_at: string;
}

export interface AuditLogTable {
  sequence: number;
  id: string;
  /** The AuditEntry as JSON, exactly the text that was hashed. */
  entry: string;
  hash: string;
  /** What entries are found by, as the text says it; null where it says nothing. */
  at: string | null;
  kind: string | null;
  actor_id: string | null;
  connection_id: string | null;
  catalog_id: string | null;
}

/** One row: the last entry of the audit log. Updating it puts writers in a row, on PostgreSQL too. */
export interface AuditHeadTable {
  id: number;
  sequence: number;
  hash: string;
}

export interface Tables extends ImageUpdateTables, RolloutTables {
  accounts: AccountsTable;
  accounts_head: AccountsHeadTable;
  sign_in_failures: SignInFailuresTable;
  sessions: SessionsTable;
  used_tokens: UsedTokensTable;
  provider_sign_ins: ProviderSignInsTable;
  person_settings: PersonSettingsTable;
  audit_log: AuditLogTable;
  audit_head: AuditHeadTable;
}
