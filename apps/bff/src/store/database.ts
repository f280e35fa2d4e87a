import { randomUUID } from "node:crypto";
import SqliteDatabase from "better-sqlite3";
import { type DatabaseConnection, Kysely, type LogConfig, SqliteDialect, SqliteDriver, sql } from "kysely";
import type { DatabasePlace } from "../config/database-place.ts";
import { keepDatabasePrivate } from "../lib/private-file.ts";
import { type BeforeMigrating, migrate } from "./migrations.ts";
import { applicationName, demandOwnSessions, postgresDialect } from "./postgres.ts";
import type { Tables } from "./tables.ts";

export type Store = Kysely<Tables>;

/**
 * Opens the database and brings its tables up to date. SQLite with a write-ahead log and a flush at every commit: what
 * has been answered survives a power cut. Of several instances that start at once on PostgreSQL one migrates and the
 * others wait for it. `log` is told of every statement. Throws when the database cannot be opened, reached or migrated.
 */
export async function openStore(
  place: DatabasePlace,
  { log = [], before }: { log?: LogConfig | undefined; before?: BeforeMigrating } = {},
): Promise<Store> {
  if (place.kind === "sqlite") {
    const store = new Kysely<Tables>({ dialect: sqliteDialect(place.file), log });
    await closeUnless(store, () => migrate(store, before));
    return store;
  }
  await demandOwnSessions(place.url);
  const migrating = new Kysely<Tables>({ dialect: await postgresDialect(place.url, "migrations") });
  await closeUnless(migrating, () => migrate(migrating, before));
  await migrating.destroy();
  return new Kysely<Tables>({ dialect: await postgresDialect(place.url, "requests"), log });
}

async function closeUnless(store: Store, succeeds: () => Promise<void>): Promise<void> {
  try {
    await succeeds();
  } catch (error) {
    await store.destroy();
    throw error;
  }
}

/**
 * Opens a database that exists, for reading alone: a server may run on it, and nothing of it can be changed. Throws when
 * it cannot be opened or reached.
 */
export async function openStoreForReading(place: DatabasePlace): Promise<Store> {
  if (place.kind === "postgres") {
    await demandOwnSessions(place.url);
    return new Kysely<Tables>({ dialect: await postgresDialect(place.url, "reading") });
  }
  const database = new SqliteDatabase(place.file, { readonly: true, fileMustExist: true });
  database.pragma("busy_timeout = 5000");
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

function sqliteDialect(file: string): SqliteDialect {
  keepDatabasePrivate(file);
  const database = new SqliteDatabase(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  // Waiting stops everything else in this process: what another program holds for longer is answered 503.
  database.pragma("busy_timeout = 1000");
  const dialect = new SqliteDialect({ database });
  dialect.createDriver = () => new SelfEndedTransactions(database);
  return dialect;
}

/**
 * On a full or failing disk SQLite ends the transaction by itself. Rolling back what is no longer there would fail, and
 * that failure would hide the first.
 */
class SelfEndedTransactions extends SqliteDriver {
  readonly #database: SqliteDatabase.Database;

  constructor(database: SqliteDatabase.Database) {
    super({ database });
    this.#database = database;
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** How many connections to a PostgreSQL database other processes of Catalog Deck have. */
export async function otherConnections(store: Store): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name = ${applicationName} and pid <> pg_backend_pid()`.execute(
    store,
  );
  return Number(rows[0]?.count);
}

/** Fails when the database cannot answer. */
export async function pingStore(store: Store): Promise<void> {
  await sql`select 1`.execute(store);
}

/** In characters: makes the probe write about as many pages as a sign-in or the start of an update. */
const probeLength = 6_000;

/**
 * Fails when nothing can be written: on a full disk, a standby, a database or a role that is read-only. It writes a row
 * and takes it away again, for no question tells all of that.
 */
export async function proveWritable(store: Store): Promise<void> {
  const probe = { id_hash: `probe ${randomUUID()}`.padEnd(probeLength, "."), expires_at: new Date(0).toISOString() };
  await store.transaction().execute(async (trx) => {
    await trx.insertInto("used_tokens").values(probe).execute();
    await trx.deleteFrom("used_tokens").where("id_hash", "=", probe.id_hash).execute();
  });
}
