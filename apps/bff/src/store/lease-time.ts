import { PostgresAdapter, type RawBuilder, sql } from "kysely";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "./database.ts";

/** A time in a statement: text, or what the database makes one of. */
export type TimeValue = string | RawBuilder<string>;

/** Whether other processes, on machines with clocks of their own, may use the database too. */
export function isShared(db: Store): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/**
 * The time in `ms` milliseconds by the clock that leases and waiting times in the database go by: PostgreSQL's own, which
 * every instance shares, or, of the one process on an SQLite file, the steady one. It is no time to be shown.
 */
export function leaseTime(db: Store, clock: Clock, ms = 0): RawBuilder<string> {
  if (!isShared(db)) return sql<string>`${new Date(clock.steadyMs() + ms).toISOString()}`;
  const time = sql`clock_timestamp() at time zone 'UTC' + ${ms}::double precision * interval '1 millisecond'`;
  return sql<string>`to_char(${time}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

export async function readLeaseTime(db: Store, clock: Clock): Promise<Date> {
  if (!isShared(db)) return new Date(clock.steadyMs());
  const { rows } = await sql<{ now: string }>`select ${leaseTime(db, clock)} as now`.execute(db);
  return new Date(rows[0]?.now ?? "");
}
