import { appendFile, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";

const databaseName = "catalog-deck.sqlite";
const statesByKey =
  "select key, state from idempotency_keys join image_updates on image_updates.id = idempotency_keys.update_id";

/** Which state the database of a killed BFF holds for each idempotency key; read from a copy, so as to touch nothing. */
export async function recordedStates(dataDir: string): Promise<Map<string, string>> {
  const rows = await withCopy(dataDir, (database) => database.prepare(statesByKey).all());
  return new Map((rows as { key: string; state: string }[]).map(({ key, state }) => [key, state]));
}

/** What SQLite itself says of the file that a killed BFF left: "ok" when it is whole. */
export async function integrityOf(dataDir: string): Promise<string> {
  return String(await withCopy(dataDir, (database) => database.pragma("integrity_check", { simple: true })));
}

/** Adds to the write-ahead log what a write that was torn by a power cut leaves behind: bytes of no whole frame. */
export async function tearLog(dataDir: string, bytes: Buffer): Promise<void> {
  await appendFile(join(dataDir, `${databaseName}-wal`), bytes);
}

/** Waits until a key's intent or its outcome is committed, and returns within a fraction of a millisecond. */
export async function committed(
  dataDir: string,
  key: string,
  what: "intent" | "outcome",
  atMostMs: number,
): Promise<void> {
  const database = new SqliteDatabase(join(dataDir, databaseName), { readonly: true });
  try {
    const known = what === "intent" ? "" : " and answer is not null";
    const find = database.prepare(`select 1 from idempotency_keys where key = ?${known}`);
    const until = performance.now() + atMostMs;
    while (find.get(key) === undefined && performance.now() < until) await breathe();
  } finally {
    database.close();
  }
}

async function withCopy<T>(dataDir: string, read: (database: SqliteDatabase.Database) => T): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-copy-"));
  try {
    for (const name of [databaseName, `${databaseName}-wal`]) await copyFile(join(dataDir, name), join(folder, name));
    const database = new SqliteDatabase(join(folder, databaseName));
    try {
      return read(database);
    } finally {
      database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
