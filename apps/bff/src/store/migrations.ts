import type { Migration, MigrationProvider } from "kysely/migration";
import * as core from "./migrations/0001-core.ts";
import * as imageUpdates from "./migrations/0002-image-updates.ts";

const migrations: Record<string, Migration> = {
  "0001-core": core,
  "0002-image-updates": imageUpdates,
};

/** All migrations, in the order of their names. A migration that has been released is never changed. */
export const migrationProvider: MigrationProvider = { getMigrations: async () => migrations };
