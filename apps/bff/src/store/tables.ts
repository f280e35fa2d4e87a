import type { ImageUpdateTables } from "./image-updates.tables.ts";

/** Times are ISO 8601 text in UTC, so the same SQL serves SQLite and PostgreSQL. */
export interface AccountsTable {
  id: string;
  username: string;
  /** The user name as it is compared: Unicode-normalised, lower case. */
  username_key: string;
  display_name: string;
  role: string;
  password_hash: string;
  created_at: string;
}

export interface SessionsTable {
  /** SHA-256 of the session id: a copy of the table signs nobody in. */
  id_hash: string;
  /** The session, encrypted with AES-256-GCM. */
  payload: string;
  created_at: string;
  last_used_at: string;
  expires_at: string;
}

export interface AuditLogTable {
  sequence: number;
  id: string;
  /** The AuditEntry as JSON, exactly the text that was hashed. */
  entry: string;
  hash: string;
}

/** One row: the last entry of the audit log. Updating it puts writers in a row, on PostgreSQL too. */
interface AuditHeadTable {
  id: number;
  sequence: number;
  hash: string;
}

export interface Tables extends ImageUpdateTables {
  accounts: AccountsTable;
  sessions: SessionsTable;
  audit_log: AuditLogTable;
  audit_head: AuditHeadTable;
}
