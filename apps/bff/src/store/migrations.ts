import { sql } from "kysely";
import { type Migration, Migrator, type MigratorProps } from "kysely/migration";
import { createSchema } from "./migrations/0001-tables.ts";
import { tellChanges } from "./migrations/0002-notices.ts";
import { noteKeptDisks } from "./migrations/0003-kept-disks.ts";

/** All migrations, in the order of their names. One that has been released is never changed. */
export const migrations: Record<string, Migration> = {
  "0001-tables": { up: createSchema },
  "0002-notices": { up: tellChanges },
  "0003-kept-disks": { up: noteKeptDisks },
};

/** The tables are another version's: a newer one has made its `migration`, or an older one lacks it. */
export class OtherVersionError extends Error {
  readonly version: "newer" | "older";
  readonly migration: string;

  constructor(version: "newer" | "older", migration: string) {
    super(`the database is one of a version that is ${version} (${migration})`);
    this.name = "OtherVersionError";
    this.version = version;
    this.migration = migration;
  }
}

/** Called before a database that holds something is changed, with the name of the first migration. If it throws, nothing is changed. */
export type BeforeMigrating = (migration: string) => void;

/** For what runs beside a server, which may be of the version that the tables are of: throws an OtherVersionError instead. */
export const neverMigrate: BeforeMigrating = (migration) => {
  throw new OtherVersionError("older", migration);
};

/** Brings the tables up to date; an empty database gets them. Throws an OtherVersionError when a newer version has changed them. */
export async function migrate(
  db: MigratorProps["db"],
  before: BeforeMigrating = () => undefined,
  known: Record<string, Migration> = migrations,
): Promise<void> {
  await demandKnownTables(db, known);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const all = await migrator.getMigrations();
  const next = all.find(({ executedAt }) => executedAt === undefined);
  if (next !== undefined && next !== all[0]) before(next.name);
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Throws an OtherVersionError when a newer version has changed the tables. */
export async function demandKnownTables(db: MigratorProps["db"], known = migrations): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const unknown = rows.find(({ name }) => !(name in known));
  if (unknown !== undefined) throw new OtherVersionError("newer", unknown.name);
}
