import SqliteDatabase from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { migrationProvider } from "./migrations.ts";
import { postgresDialect } from "./postgres.ts";
import type { Tables } from "./tables.ts";

export type Store = Kysely<Tables>;

export type StoreOptions = { kind: "sqlite"; file: string } | { kind: "postgres"; url: string };

/**
 * Opens the database and brings its tables up to date. SQLite with a write-ahead log and a flush at every commit: what
 * has been answered survives a power cut. Of several instances that start at once on PostgreSQL one migrates and the
 * others wait for it. Throws when the database cannot be opened, reached or migrated.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.kind === "sqlite") {
    const store = new Kysely<Tables>({ dialect: sqliteDialect(options.file) });
    await migrateOrClose(store);
    return store;
  }
  const migrating = new Kysely<Tables>({ dialect: await postgresDialect(options.url, "migrations") });
  await migrateOrClose(migrating);
  await migrating.destroy();
  return new Kysely<Tables>({ dialect: await postgresDialect(options.url, "requests") });
}

async function migrateOrClose(store: Store): Promise<void> {
  const { error } = await new Migrator({ db: store, provider: migrationProvider }).migrateToLatest();
  if (error === undefined) return;
  await store.destroy();
  throw error;
}

/**
 * Opens a database that exists, for reading alone: a server may run on it, and nothing of it can be changed. Throws when
 * an SQLite file cannot be opened; PostgreSQL is reached with the first question.
 */
export async function openStoreForReading(options: StoreOptions): Promise<Store> {
  if (options.kind === "postgres") {
    return new Kysely<Tables>({ dialect: await postgresDialect(options.url, "reading") });
  }
  const database = new SqliteDatabase(options.file, { readonly: true, fileMustExist: true });
  database.pragma("busy_timeout = 5000");
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

function sqliteDialect(file: string): SqliteDialect {
  const database = new SqliteDatabase(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  // Waiting stops everything else in this process: what another program holds for longer is answered 503.
  database.pragma("busy_timeout = 1000");
  return new SqliteDialect({ database });
}

/** Fails when the database cannot answer. */
export async function pingStore(store: Store): Promise<void> {
  await sql`select 1`.execute(store);
}
