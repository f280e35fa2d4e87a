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

/** Called before a database that holds something is changed, with the name of the first migration. If it throws, nothing is changed. */
export type BeforeMigrating = (migration: string) => void;

/** Brings the tables up to date; an empty database gets them. */
export async function migrate(
  db: MigratorProps["db"],
  before: BeforeMigrating = () => undefined,
  known: Record<string, Migration> = migrations,
): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const all = await migrator.getMigrations();
  const next = all.find(({ executedAt }) => executedAt === undefined);
  if (next !== undefined && next !== all[0]) before(next.name);
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
