import type { ExpressionBuilder, UpdateObject } from "kysely";
import type { Database } from "./image-updates.ts";
import type { TimeValue } from "./lease-time.ts";
import type { RolloutRow } from "./rollouts.ts";
import type { Tables } from "./tables.ts";

function isDueFor(eb: ExpressionBuilder<Tables, "rollouts">, owner: string, now: TimeValue) {
  const isFree = eb.or([eb("lease_until", "is", null), eb("lease_until", "<=", now), eb("lease_owner", "=", owner)]);
  return eb.and([eb("active", "=", 1), eb("next_step_at", "<=", now), isFree]);
}

/** Ids of the rollouts whose next step is due and that nobody else runs at `now`. */
export async function dueRollouts(db: Database, owner: string, now: TimeValue): Promise<string[]> {
  const rows = await db
    .selectFrom("rollouts")
    .select("id")
    .where((eb) => isDueFor(eb, owner, now))
    .orderBy("next_step_at")
    .limit(200)
    .execute();
  return rows.map(({ id }) => id);
}

/** Takes a rollout's lease until `until`, unless someone else holds it at `now`. The row, or undefined when not got. */
export async function claimRollout(
  db: Database,
  claim: { id: string; owner: string; now: TimeValue; until: TimeValue },
): Promise<RolloutRow | undefined> {
  return await db
    .updateTable("rollouts")
    .set({ lease_owner: claim.owner, lease_until: claim.until })
    .where("id", "=", claim.id)
    .where((eb) => isDueFor(eb, claim.owner, claim.now))
    .returningAll()
    .executeTakeFirst();
}

/**
 * Changes a claimed rollout that is still as it was read. False, and nothing changed, when the lease has gone to someone
 * else, or when a person has acted meanwhile.
 */
export async function changeClaimedRollout(
  db: Database,
  { id, owner, version }: { id: string; owner: string; version: number },
  changes: UpdateObject<Tables, "rollouts">,
): Promise<boolean> {
  const result = await db
    .updateTable("rollouts")
    .set(changes)
    .where("id", "=", id)
    .where("active", "=", 1)
    .where("lease_owner", "=", owner)
    .where("version", "=", version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Confirms that a target is still being started, in this attempt. Whoever sends and whoever gives the target up ask in a
 * transaction each, and wait for each other at this row.
 */
export async function keepStarting(
  db: Database,
  { rolloutId, catalogId, attempt }: { rolloutId: string; catalogId: string; attempt: number },
): Promise<boolean> {
  const result = await db
    .updateTable("rollout_targets")
    .set({ state: "starting" })
    .where("rollout_id", "=", rolloutId)
    .where("catalog_id", "=", catalogId)
    .where("attempt", "=", attempt)
    .where("state", "=", "starting")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Puts off the end of every lease that `owner` still holds. */
export async function renewRolloutLeases(db: Database, owner: string, until: TimeValue): Promise<void> {
  await db
    .updateTable("rollouts")
    .set({ lease_until: until })
    .where("active", "=", 1)
    .where("lease_owner", "=", owner)
    .execute();
}

/** Gives back every lease of `owner`, or, for the only instance at its start, everyone's. */
export async function releaseRolloutLeases(db: Database, owner?: string): Promise<void> {
  const open = db.updateTable("rollouts").set({ lease_owner: null, lease_until: null }).where("active", "=", 1);
  await (owner === undefined ? open : open.where("lease_owner", "=", owner)).execute();
}

/**
 * For when the clock of leases may have been set: every open rollout is due at `now`, and no lease lasts longer than
 * `leaseUntil`.
 */
export async function restartRollouts(
  db: Database,
  { now, leaseUntil }: { now: TimeValue; leaseUntil: TimeValue },
): Promise<void> {
  const open = db.updateTable("rollouts").where("active", "=", 1);
  await open.set({ next_step_at: now }).execute();
  await open.set({ lease_until: leaseUntil }).where("lease_until", ">", leaseUntil).execute();
}
