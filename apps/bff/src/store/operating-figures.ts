import type { Clock } from "../lib/clock.ts";
import type { Store } from "./database.ts";
import { readLeaseTime } from "./lease-time.ts";

/** How many image updates have not ended, by state and origin. */
export async function countOpenUpdates(store: Store): Promise<{ state: string; origin: string; count: number }[]> {
  const rows = await store
    .selectFrom("image_updates")
    .select(({ fn }) => ["state", "origin", fn.countAll<number | string>().as("count")])
    .where("active", "=", 1)
    .groupBy(["state", "origin"])
    .execute();
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }));
}

/** How many image updates wait for an administrator to decide whether they have started. */
export async function countUndecidedUpdates(store: Store): Promise<number> {
  const row = await store
    .selectFrom("image_updates")
    .select(({ fn }) => fn.countAll<number | string>().as("count"))
    .where("active", "=", 1)
    .where("state", "=", "unknown")
    .where("decision_needed_since", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** How many rollouts have not ended, by state. */
export async function countOpenRollouts(store: Store): Promise<{ state: string; count: number }[]> {
  const rows = await store
    .selectFrom("rollouts")
    .select(({ fn }) => ["state", fn.countAll<number | string>().as("count")])
    .where("active", "=", 1)
    .groupBy("state")
    .execute();
  return rows.map(({ state, count }) => ({ state, count: Number(count) }));
}

/**
 * The earliest time at which a rollout was, or is, to begin that has not begun, where nobody has stopped all starts;
 * undefined when there is none.
 */
export async function earliestStart(store: Store): Promise<Date | undefined> {
  const row = await store
    .selectFrom("rollouts")
    .select(({ fn }) => fn.min("starts_at").as("at"))
    .where("active", "=", 1)
    .where("state", "=", "scheduled")
    .where(({ eb, selectFrom }) => eb("connection_id", "not in", selectFrom("stopped_starts").select("connection_id")))
    .executeTakeFirst();
  return row?.at ? new Date(row.at) : undefined;
}

/** For how many milliseconds the step that is due the longest has been so; 0 when none is due. */
export async function longestDueMs(store: Store, clock: Clock, table: "image_updates" | "rollouts"): Promise<number> {
  const row = await store
    .selectFrom(table)
    .select(({ fn }) => fn.min("next_step_at").as("at"))
    .where("active", "=", 1)
    .executeTakeFirst();
  if (!row?.at) return 0;
  return Math.max(0, (await readLeaseTime(store, clock)).getTime() - Date.parse(row.at));
}
