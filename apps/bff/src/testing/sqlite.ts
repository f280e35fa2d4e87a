import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { openStore, type Store } from "../store/database.ts";

/** Made once per process and copied: to make the tables again for every test takes ten times as long. */
let emptyDatabase: Promise<Buffer> | undefined;

async function makeEmptyDatabase(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-empty-"));
  try {
    const file = join(folder, "empty.sqlite");
    await (await openSqlite(file)).destroy();
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Puts an SQLite file with the server's tables, and nothing in them, where there is none. */
export async function makeSqlite(file: string): Promise<void> {
  emptyDatabase ??= makeEmptyDatabase();
  await writeFile(file, await emptyDatabase, { flag: "wx" });
}

/** Opens an SQLite file as the server does, but without waiting for the disk: no test of those that use it cuts the power. */
export async function openSqlite(file: string): Promise<Store> {
  const store = await openStore({ kind: "sqlite", file });
  await sql`pragma synchronous = off`.execute(store);
  return store;
}
