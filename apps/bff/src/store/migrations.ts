import type { Migration, MigrationProvider } from "kysely/migration";
import { createSchema } from "./migrations/0001-schema.ts";
import { addRollBacks } from "./migrations/0002-roll-backs.ts";

const migrations: Record<string, Migration> = {
  "0001-schema": { up: createSchema },
  "0002-roll-backs": { up: addRollBacks },
};

/** All migrations, in the order of their names. A migration that has been released is never changed. */
export const migrationProvider: MigrationProvider = { getMigrations: async () => migrations };
