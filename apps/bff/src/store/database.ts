import { randomUUID } from "node:crypto";
import { type Dialect, Kysely, type LogConfig, sql } from "kysely";
import type { DatabasePlace } from "../config/database-place.ts";
import { withChanges } from "./changes.ts";
import { type BeforeMigrating, demandKnownTables, migrate } from "./migrations.ts";
import { demandOwnSessions, postgresDialect } from "./postgres.ts";
import { applicationName, PostgresChanges } from "./postgres-changes.ts";
import { sqliteDialect, sqliteDialectForReading } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

export type Store = Kysely<Tables>;

/**
 * Opens the database and brings its tables up to date. Of several instances that start at once on PostgreSQL one migrates
 * and the others wait for it. `log` is told of every statement. Throws when the database cannot be opened, reached or
 * migrated.
 */
export async function openStore(
  place: DatabasePlace,
  { log = [], before }: { log?: LogConfig | undefined; before?: BeforeMigrating } = {},
): Promise<Store> {
  if (place.kind === "sqlite") {
    const { dialect, changes } = sqliteDialect(place.file);
    const store = new Kysely<Tables>({ dialect, log });
    await closeUnless(store, () => migrate(store, before));
    return withChanges(store, changes);
  }
  await demandOwnSessions(place.url);
  const migrating = new Kysely<Tables>({ dialect: await postgresDialect(place.url, "migrations") });
  await closeUnless(migrating, () => migrate(migrating, before));
  await migrating.destroy();
  const changes = new PostgresChanges(place.url);
  const dialect = await postgresDialect(place.url, "requests", changes);
  return withChanges(new Kysely<Tables>({ dialect, log }), changes);
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
 * it cannot be opened or reached, and an OtherVersionError when a newer version has changed its tables.
 */
export async function openStoreForReading(place: DatabasePlace): Promise<Store> {
  const store = new Kysely<Tables>({ dialect: await dialectForReading(place) });
  await closeUnless(store, () => demandKnownTables(store));
  return store;
}

async function dialectForReading(place: DatabasePlace): Promise<Dialect> {
  if (place.kind === "sqlite") return sqliteDialectForReading(place.file);
  await demandOwnSessions(place.url);
  return await postgresDialect(place.url, "reading");
}

/** How many connections to a PostgreSQL database other processes of Catalog Deck have. */
export async function otherConnections(store: Store): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name like ${`${applicationName}%`} and pid <> pg_backend_pid()`.execute(
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
