import SqliteDatabase from "better-sqlite3";
import { type DatabaseConnection, SqliteDialect, SqliteDriver, type SqliteStatement } from "kysely";
import { LRUCache } from "lru-cache";
import { keepDatabasePrivate } from "../lib/private-file.ts";
import { ChangeListeners, type Changes, type ChangeTopic, changedBy } from "./changes.ts";
import { isStorageTrouble } from "./storage-trouble.ts";

/** Ours are fewer, but for those that name a list of any length. */
const statementsKept = 300;

/**
 * SQLite with a write-ahead log and a flush at every commit: what has been answered survives a power cut. Throws when
 * the file cannot be opened.
 */
export function sqliteDialect(file: string): { dialect: SqliteDialect; changes: Changes } {
  keepDatabasePrivate(file);
  const database = new SqliteDatabase(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  // Waiting stops everything else in this process: what another program holds for longer is answered 503.
  database.pragma("busy_timeout = 1000");
  const listeners = new ChangeListeners();
  const statements = new PreparedOnce(database, (topic) => listeners.tell(topic));
  const dialect = new SqliteDialect({ database: statements });
  dialect.createDriver = () => new SelfEndedTransactions(database, statements);
  return { dialect, changes: new SqliteChanges(database, listeners) };
}

/** SQLite for reading alone: a server may run on the file, which must exist. */
export function sqliteDialectForReading(file: string): SqliteDialect {
  const database = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
  database.pragma("busy_timeout = 5000");
  return new SqliteDialect({ database });
}

/** Statements as Kysely asks for them, one by one, each prepared once; says what they are about to change. */
class PreparedOnce {
  readonly #database: SqliteDatabase.Database;
  readonly #onChange: (topic: ChangeTopic) => void;
  readonly #statements = new LRUCache<string, { statement: SqliteStatement; changes: ChangeTopic | undefined }>({
    max: statementsKept,
  });

  constructor(database: SqliteDatabase.Database, onChange: (topic: ChangeTopic) => void) {
    this.#database = database;
    this.#onChange = onChange;
  }

  prepare(sql: string): SqliteStatement {
    let prepared = this.#statements.get(sql);
    if (prepared === undefined) {
      prepared = { statement: this.#database.prepare(sql), changes: changedBy(sql) };
      this.#statements.set(sql, prepared);
    }
    // Nobody reads between this and the end of the transaction: they share the one connection.
    if (prepared.changes !== undefined) this.#onChange(prepared.changes);
    return prepared.statement;
  }

  close(): void {
    this.#database.close();
  }
}

/**
 * On a full or failing disk SQLite ends the transaction by itself. Rolling back what is no longer there would fail, and
 * that failure would hide the first.
 */
class SelfEndedTransactions extends SqliteDriver {
  readonly #database: SqliteDatabase.Database;

  constructor(database: SqliteDatabase.Database, statements: PreparedOnce) {
    super({ database: statements });
    this.#database = database;
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Other programs on the file, such as the command `accounts`, are noticed by SQLite's count of their commits. */
class SqliteChanges implements Changes {
  readonly #database: SqliteDatabase.Database;
  readonly #listeners: ChangeListeners;
  readonly #version: SqliteDatabase.Statement;
  #seen: unknown;

  constructor(database: SqliteDatabase.Database, listeners: ChangeListeners) {
    this.#database = database;
    this.#listeners = listeners;
    this.#version = database.prepare("pragma data_version").pluck();
  }

  listen(topic: ChangeTopic, listener: (id?: string) => void): void {
    this.#listeners.add(topic, listener);
  }

  areTold(): boolean {
    // In a transaction the count stays as it was at its beginning.
    if (this.#database.inTransaction) return false;
    let version: unknown;
    try {
      version = this.#version.get();
    } catch (error) {
      if (isStorageTrouble(error)) return false;
      throw error;
    }
    if (version !== this.#seen) {
      this.#seen = version;
      this.#listeners.tellAll();
    }
    return true;
  }
}
