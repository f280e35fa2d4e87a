import { existsSync } from "node:fs";
import { join } from "node:path";
import { tlsOfDatabase } from "./database-tls.ts";
import { ConfigError, type Environment, readText } from "./values.ts";

/** PostgreSQL at an address, which may hold a password, or an SQLite file. */
export type DatabasePlace = { kind: "sqlite"; file: string } | { kind: "postgres"; url: string };

interface DataPlace {
  dataDir: string;
  /** Of a server with real customers. */
  database: DatabasePlace;
  /** The demo's own, whatever else is configured: it is emptied at each start. */
  demoDatabase: DatabasePlace & { kind: "sqlite" };
  /** What DATABASE_URL does that one might not expect, if anything. */
  notice: string | undefined;
}

/** Where data is kept: PostgreSQL if DATABASE_URL names one, else SQLite in DATA_DIR. */
export function readDataPlace(env: Environment): DataPlace {
  const dataDir = readText(env, "DATA_DIR") ?? "./data";
  const url = readDatabaseUrl(env);
  const tls = url === undefined ? undefined : tlsOfDatabase(url);
  return {
    dataDir,
    database:
      tls === undefined
        ? { kind: "sqlite", file: join(dataDir, "catalog-deck.sqlite") }
        : { kind: "postgres", url: tls.address },
    demoDatabase: { kind: "sqlite", file: join(dataDir, "demo.sqlite") },
    notice: tls?.notice,
  };
}

/**
 * The database of the server whose settings these are, for programs that run beside it: the demo's only where there is
 * no other.
 */
export function databaseBeside(env: Environment): DatabasePlace & { isDemo: boolean } {
  const { database, demoDatabase } = readDataPlace(env);
  const isDemo = database.kind === "sqlite" && !existsSync(database.file) && existsSync(demoDatabase.file);
  return { ...(isDemo ? demoDatabase : database), isDemo };
}

function readDatabaseUrl(env: Environment): string | undefined {
  const text = readText(env, "DATABASE_URL");
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !["postgres:", "postgresql:"].includes(url.protocol) || url.hostname === "") {
    throw new ConfigError(
      "DATABASE_URL",
      "holds something else (not shown)",
      "be a postgres://user:password@host/database address, with special characters of user and password percent-encoded",
    );
  }
  return text;
}
