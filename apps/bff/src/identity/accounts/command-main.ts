/** `accounts`: lists, makes and changes local accounts on the configured database. See `accounts --help`. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { databaseBeside, readDataPlace } from "../../config/database-place.ts";
import { systemClock } from "../../lib/clock.ts";
import { osUser } from "../../lib/os-user.ts";
import { asStorageFailure } from "../../start-failures.ts";
import { openStore, type Store } from "../../store/database.ts";
import { neverMigrate } from "../../store/migrations.ts";
import { accountsUsage, runAccountsCommand, WrongCallError } from "./command.ts";

async function openConfiguredStore(): Promise<Store> {
  const database = databaseBeside(process.env);
  const { dataDir } = readDataPlace(process.env);
  if (database.isDemo) console.error("These are the demo's accounts: they last until its next start.");
  if (database.kind === "sqlite") mkdirSync(dirname(database.file), { recursive: true, mode: 0o700 });
  try {
    return await openStore(database, { before: neverMigrate });
  } catch (error) {
    throw asStorageFailure(error, { database, dataDir });
  }
}

/** Asks twice at a terminal, without showing what is typed; else takes the first line of the standard input. */
async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    for await (const line of createInterface({ input: process.stdin })) return line;
    throw new Error("There was no password on standard input.");
  }
  const first = await askHidden("New password: ");
  if (first !== (await askHidden("Repeat the password: "))) throw new Error("The passwords differ. Nothing was done.");
  return first;
}

async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  try {
    return await new Promise((resolve, reject) => {
      terminal.once("line", resolve).once("close", () => reject(new Error("Nothing was done.")));
    });
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(accountsUsage);
    return 0;
  }
  try {
    await runAccountsCommand(args, {
      openStore: openConfiguredStore,
      clock: systemClock,
      osUser: osUser(),
      askPassword,
      print: (line) => console.log(line),
    });
    return 0;
  } catch (error) {
    if (error instanceof WrongCallError) {
      console.error(`${error.message}\n\n${accountsUsage}`);
      return 2;
    }
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
