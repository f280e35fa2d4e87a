import { PostgresDialect, type PostgresPoolClient, type PostgresQueryResult } from "kysely";
import type { Client, PoolClient } from "pg";
import { type ChangeTopic, changedBy } from "./changes.ts";
import { applicationName, type PostgresChanges } from "./postgres-changes.ts";
import { StorageUnavailableError } from "./storage-trouble.ts";

/** Also how long a request waits for one of the pool's connections to become free. */
const connectWithinMs = 3_000;
/** PostgreSQL's own limit; ours is a little longer, for a server or a network that has fallen silent. */
const statementWithinMs = 10_000;
const silentAfterMs = 12_000;
/** What an instance that froze in the middle of a transaction holds is free again after this. */
const idleInTransactionMs = 15_000;

/** SQLSTATE classes and codes (PostgreSQL, appendix A): connection, resources, operator, system, deadlock, read-only, no right. */
const troubles = /^(08|40|53|57|58)|^(25006|42501|55P03)$/;

/**
 * What migrations may take: as long as they need, and as long as another instance holds their lock. So may reading for
 * a command, which can change nothing.
 */
export type PostgresPatience = "requests" | "migrations" | "reading";

/** Told to each session: a pooler does not take them as parameters of the connection. */
const sessionSettings: Record<PostgresPatience, string> = {
  requests: `set statement_timeout = ${statementWithinMs}; set idle_in_transaction_session_timeout = ${idleInTransactionMs}`,
  migrations: "",
  reading: "set default_transaction_read_only = on",
};

/** Locks and settings of a session would be those of whoever gets the connection next. */
export class TransactionPoolingError extends Error {
  constructor() {
    super("the database is behind a pooler in transaction mode; use session mode, or PostgreSQL itself");
    this.name = "TransactionPoolingError";
  }
}

/** Throws a TransactionPoolingError when a connection has no session of its own. Leaves nothing behind in the session. */
export async function demandOwnSessions(url: string): Promise<void> {
  const { default: pg } = await import("pg");
  const limits = { connectionTimeoutMillis: connectWithinMs, query_timeout: connectWithinMs };
  const [one, other] = [1, 2].map(() => new pg.Client({ connectionString: url, ...limits })) as [Client, Client];
  for (const client of [one, other]) client.on("error", () => undefined);
  const session = async (client: Client) =>
    (await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid;
  try {
    await one.connect();
    await other.connect();
    // Twice in a row on one: a pooler may also hand its connections out in turn.
    const [first, second, third, fourth] = [
      await session(one),
      await session(other),
      await session(other),
      await session(one),
    ];
    if (first !== fourth || second !== third || first === second) throw new TransactionPoolingError();
  } catch (error) {
    throw error instanceof TransactionPoolingError ? error : new StorageUnavailableError(error);
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
}

/**
 * A pool of connections to PostgreSQL. Whatever says that the server is away, a broken connection, a time-out, a
 * shutdown, is thrown as a StorageUnavailableError; connections that broke are replaced when they are next needed. What
 * its statements change is told to `changes`, which end with the pool.
 */
export async function postgresDialect(
  url: string,
  patience: PostgresPatience,
  changes?: PostgresChanges,
): Promise<PostgresDialect> {
  // Loaded only where it is used: it costs memory that SQLite needs not.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    max: patience === "requests" ? 10 : 2,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    application_name: applicationName,
    ...(patience === "requests" ? { query_timeout: silentAfterMs } : {}),
    onConnect: async (client) => {
      await client.query(sessionSettings[patience]);
    },
  });
  // A connection that breaks is told to the query that runs on it. Unheard, its error event would end the process: on
  // the pool for connections that rest, on the connection itself for one in the middle of a transaction.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new PostgresDialect({
    pool: {
      connect: async () => {
        try {
          return new GuardedClient(await pool.connect(), (topic) => changes?.tell(topic));
        } catch (error) {
          throw new StorageUnavailableError(error);
        }
      },
      end: async () => {
        await Promise.all([changes?.close(), pool.end()]);
      },
      options: pool.options,
    },
  });
}

/** A connection out of the pool, until it is given back. */
class GuardedClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #onChange: (topic: ChangeTopic) => void;
  #broken = false;
  /** What the transaction has changed so far; others see it only once that has ended. */
  readonly #changed = new Set<ChangeTopic>();
  /** Text alone: nothing here reads with a cursor. */
  readonly query = ((sql: string, parameters: ReadonlyArray<unknown>) =>
    this.#run(sql, parameters)) as PostgresPoolClient["query"];

  constructor(client: PoolClient, onChange: (topic: ChangeTopic) => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#broken);
  }

  async #run<R>(sql: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>> {
    try {
      const { command, rowCount, rows } = await this.#client.query(sql, [...parameters]);
      return { command: command as PostgresQueryResult<R>["command"], rowCount: rowCount ?? 0, rows: rows as R[] };
    } catch (error) {
      if (error instanceof TypeError) throw error;
      const { code, severity } = error as { code?: string; severity?: string };
      // What PostgreSQL itself answered has a severity; anything else is the connection.
      if (severity !== undefined && !troubles.test(code ?? "")) throw error;
      this.#broken = severity === undefined || severity === "FATAL" || severity === "PANIC";
      throw new StorageUnavailableError(error);
    } finally {
      this.#tellChanges(sql);
    }
  }

  #tellChanges(statement: string): void {
    const changed = changedBy(statement);
    if (changed !== undefined) this.#changed.add(changed);
    else if (statement !== "commit") return;
    for (const topic of this.#changed) this.#onChange(topic);
  }
}
