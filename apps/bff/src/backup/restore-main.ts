/** `restore`: puts a backup in the place of the configured server's database. See `restore --help`. */
import { findingsInWords } from "../audit/verify-chain.ts";
import { readDataPlace } from "../config/database-place.ts";
import { ConfigError } from "../config/values.ts";
import { systemClock } from "../lib/clock.ts";
import { osUser } from "../lib/os-user.ts";
import { asStorageFailure } from "../start-failures.ts";
import { runCommand } from "./command.ts";
import { restoreFile, settlePostgres } from "./restore.ts";

const usage = `Usage: restore <file>
       restore                 with DATABASE_URL, after pg_restore

Puts a backup in the place of the database of the server whose variables are set. The server must have ended. The database
that was there is kept beside it. Everybody has to sign in again, and open rollouts are held until an administrator
resumes them. On PostgreSQL, restore the dump with pg_restore, then run this command without a file.

Exit codes: 0 done, 1 not done, 2 wrong call.`;

async function main(backup: string | undefined): Promise<number | undefined> {
  const { dataDir, database } = readDataPlace(process.env);
  const by = { clock: systemClock, osUser: osUser() };
  if (database.kind === "postgres") {
    if (backup !== undefined) {
      const should = "be left out to restore a file; a dump of PostgreSQL is restored by pg_restore";
      throw new ConfigError("DATABASE_URL", "holds an address (not shown)", should);
    }
    try {
      tell(await settlePostgres(database, by));
    } catch (error) {
      throw asStorageFailure(error, { database, dataDir });
    }
    return 0;
  }
  if (backup === undefined) return undefined;
  const restored = await restoreFile(backup, { dataDir, file: database.file }, by);
  console.log(`Restored: ${database.file}.`);
  if (restored.keptAs !== undefined) console.log(`The database from before is kept: ${restored.keptAs}.`);
  tell(restored);
  return 0;
}

function tell({ audit, heldRollouts }: Awaited<ReturnType<typeof settlePostgres>>): void {
  console.log(findingsInWords(audit));
  const held =
    heldRollouts === 1
      ? "1 open rollout is held until an administrator resumes it"
      : `${heldRollouts} open rollouts are held until an administrator resumes them`;
  console.log(`Everybody has to sign in again. ${held}.`);
}

process.exitCode = await runCommand(usage, main);
