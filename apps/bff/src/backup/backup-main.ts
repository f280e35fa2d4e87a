/** `backup`: copies the SQLite database of the configured server, which may run. See `backup --help`. */
import { findingsInWords } from "../audit/verify-chain.ts";
import { databaseBeside } from "../config/database-place.ts";
import { ConfigError } from "../config/values.ts";
import { backUp } from "./backup.ts";
import { runCommand } from "./command.ts";

const usage = `Usage: backup <file or folder>

Copies the database of the server whose variables are set, while it runs or not, into a new file that only its owner can
read. In a folder, the file is named after the time in UTC. Sessions and the session secret are left out: after a restore,
everybody signs in again. The copy is opened and its audit log verified.

PostgreSQL is backed up by pg_dump.

Exit codes: 0 done, 1 not done or the audit log is broken, 2 wrong call.`;

async function main(target: string | undefined): Promise<number | undefined> {
  if (target === undefined) return undefined;
  const database = databaseBeside(process.env);
  if (database.kind === "postgres") {
    throw new ConfigError("DATABASE_URL", "holds an address (not shown)", "be backed up by pg_dump");
  }
  if (database.isDemo) console.error("This is the demo's database.");
  const { file, bytes, audit } = await backUp(database.file, target, new Date());
  console.log(`Backup written: ${file} (${Math.ceil(bytes / 1024)} KiB). ${findingsInWords(audit)}`);
  return audit.firstBroken === undefined ? 0 : 1;
}

process.exitCode = await runCommand(usage, main);
