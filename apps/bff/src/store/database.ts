import SqliteDatabase from "better-sqlite3";
import { Kysely, PostgresDialect, SqliteDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { migrationProvider } from "./migrations.ts";
import type { Tables } from "./tables.ts";

export type Store = Kysely<Tables>;

export type StoreOptions = { kind: "sqlite"; file: string } | { kind: "postgres"; url: string };

/**
 * Opens the database and brings its tables up to date. SQLite with a write-ahead log and a flush at every commit: what
 * has been answered survives a power cut. Throws when the database cannot be opened, reached or migrated.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const store = new Kysely<Tables>({
    dialect: options.kind === "sqlite" ? sqliteDialect(options.file) : await postgresDialect(options.url),
  });
  const { error } = await new Migrator({ db: store, provider: migrationProvider }).migrateToLatest();
  if (error !== undefined) {
    await store.destroy();
    throw error;
  }
  return store;
}

function sqliteDialect(file: string): SqliteDialect {
  const database = new SqliteDatabase(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  database.pragma("busy_timeout = 5000");
  return new SqliteDialect({ database });
}

async function postgresDialect(url: string): Promise<PostgresDialect> {
  // Loaded only where it is used: it costs memory that SQLite needs not.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 });
  // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
  pool.on("error", () => undefined);
  return new PostgresDialect({ pool });
}

/** Fails when the database cannot answer. */
export async function pingStore(store: Store): Promise<void> {
  await sql`select 1`.execute(store);
}
