/**
 * `verify-audit`: reads the whole audit log and says in one line whether its chain is whole. Exit code 0: it is; 1: it is
 * not; 2: it could not be read. Only reads, starts no server, and may run while one does.
 */
import { parseArgs } from "node:util";
import { type DatabasePlace, databaseBeside } from "../config/database-place.ts";
import { ConfigError } from "../config/values.ts";
import { otherVersionOf } from "../start-failures.ts";
import { openStoreForReading } from "../store/database.ts";
import { type ChainFindings, type ChainHead, findingsInWords, verifyChain } from "./verify-chain.ts";

const usage = "Usage: verify-audit [--expect-head <sequence>:<hash>], the head as an earlier run printed it.";

class UsageError extends Error {}

function expectedHead(args: string[]): ChainHead | undefined {
  const given = args[0] === "--" ? args.slice(1) : args;
  const { values } = parseArgs({ args: given, options: { "expect-head": { type: "string" } } });
  const head = values["expect-head"];
  if (head === undefined) return undefined;
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(head) ?? [];
  if (sequence === undefined || hash === undefined) throw new UsageError(`${JSON.stringify(head)} is no head.`);
  return { sequence: Number(sequence), hash };
}

async function findings(database: DatabasePlace, expected: ChainHead | undefined): Promise<ChainFindings> {
  const store = await openStoreForReading(database);
  try {
    return await verifyChain(store, expected);
  } finally {
    await store.destroy();
  }
}

/** What went wrong, without an address that may hold a password. */
function troubleInWords(error: unknown, place: string): string {
  const made = otherVersionOf(error);
  if (made !== undefined) {
    return `The audit log cannot be read: ${place} is a database that ${made.by}; it should ${made.instead}.`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return `The audit log cannot be read: ${place} (${[code, message].filter(Boolean).join(", ")}).`;
}

async function main(): Promise<number> {
  let place = "the settings";
  try {
    const expected = expectedHead(process.argv.slice(2));
    const database = databaseBeside(process.env);
    place = database.kind === "sqlite" ? database.file : "the database that DATABASE_URL names";
    const found = await findings(database, expected);
    console.log(findingsInWords(found, expected));
    return found.firstBroken === undefined ? 0 : 1;
  } catch (error) {
    const isUsage =
      error instanceof UsageError || String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
    if (isUsage) console.error(`${(error as Error).message} ${usage}`);
    else console.error(error instanceof ConfigError ? error.message : troubleInWords(error, place));
    return 2;
  }
}

process.exitCode = await main();
