import type { Migration, MigrationProvider } from "kysely/migration";
import { createCoreTables } from "./migrations/0001-core.ts";
import { createImageUpdateTables } from "./migrations/0002-image-updates.ts";
import { addDecisions } from "./migrations/0003-decisions.ts";
import { createAccountAdministration } from "./migrations/0004-accounts.ts";
import { createUsedTokens } from "./migrations/0005-used-tokens.ts";
import { keepAuditAppendOnly } from "./migrations/0006-audit-append-only.ts";
import { indexEndOfUpdates } from "./migrations/0007-newest-ended.ts";
import { createOutsideChanges } from "./migrations/0008-outside-changes.ts";
import { createPersonSettings } from "./migrations/0009-person-settings.ts";
import { markDisplayAccounts } from "./migrations/0010-display-accounts.ts";
import { addSiteOfUpdate } from "./migrations/0011-site-of-update.ts";
import { addQuietTime } from "./migrations/0012-quiet-time.ts";
import { identifyCatalogsBySite } from "./migrations/0013-identity-of-catalogs.ts";

const migrations: Record<string, Migration> = {
  "0001-core": { up: createCoreTables },
  "0002-image-updates": { up: createImageUpdateTables },
  "0003-decisions": { up: addDecisions },
  "0004-accounts": { up: createAccountAdministration },
  "0005-used-tokens": { up: createUsedTokens },
  "0006-audit-append-only": { up: keepAuditAppendOnly },
  "0007-newest-ended": { up: indexEndOfUpdates },
  "0008-outside-changes": { up: createOutsideChanges },
  "0009-person-settings": { up: createPersonSettings },
  "0010-display-accounts": { up: markDisplayAccounts },
  "0011-site-of-update": { up: addSiteOfUpdate },
  "0012-quiet-time": { up: addQuietTime },
  "0013-identity-of-catalogs": { up: identifyCatalogsBySite },
};

/** All migrations, in the order of their names. A migration that has been released is never changed. */
export const migrationProvider: MigrationProvider = { getMigrations: async () => migrations };
