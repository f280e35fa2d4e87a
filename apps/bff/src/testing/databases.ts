import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DatabasePlace } from "../config/database-place.ts";
import { openStore, type Store } from "../store/database.ts";
import { RealPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

/** A database of a test file's own: opened as often as wanted, closed once. */
export interface TestDatabase {
  /** Where it is, for programs that open it themselves. */
  options: DatabasePlace;
  open: () => Promise<Store>;
  close: () => Promise<void>;
}

async function onSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-sqlite-"));
  const options = { kind: "sqlite", file: join(folder, "catalog-deck.sqlite") } as const;
  return {
    options,
    open: () => openSqlite(options.file),
    close: () => rm(folder, { recursive: true }),
  };
}

async function onPostgres(): Promise<TestDatabase> {
  const server = await RealPostgres.start();
  const options: DatabasePlace = { kind: "postgres", url: server.url() };
  return {
    options,
    open: () => openStore(options),
    close: () => server.close(),
  };
}

/** Every database that the server runs on, for `describe.each`. Starting PostgreSQL takes seconds. */
export const databases = [
  { database: "SQLite", start: onSqlite },
  { database: "PostgreSQL", start: onPostgres },
];

/** The settings of a server or a command on this database: an SQLite file is where a server would keep it. */
export function settingsFor(options: DatabasePlace): Record<string, string> {
  if (options.kind === "postgres") return { DATABASE_URL: options.url };
  return { DATA_DIR: dirname(options.file) };
}
