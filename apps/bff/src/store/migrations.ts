import type { Migration, MigrationProvider } from "kysely/migration";
import { createSchema } from "./migrations/0001-tables.ts";
import { tellChanges } from "./migrations/0002-notices.ts";

const migrations: Record<string, Migration> = {
  "0001-tables": { up: createSchema },
  "0002-notices": { up: tellChanges },
};

/** All migrations, in the order of their names. A migration that has been released is never changed. */
export const migrationProvider: MigrationProvider = { getMigrations: async () => migrations };
