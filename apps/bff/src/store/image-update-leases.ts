import { type ExpressionBuilder, sql } from "kysely";
import type { Database, ImageUpdateChanges, ImageUpdateRow } from "./image-updates.ts";
import type { TimeValue } from "./lease-time.ts";
import type { Tables } from "./tables.ts";

/** Puts off the end of the lease of a request that is about to be sent. False when it is no longer the owner's to send. */
export async function keepSubmittingLease(
  db: Database,
  id: string,
  { owner, now, until }: { owner: string | null; now: TimeValue; until: TimeValue },
): Promise<boolean> {
  const result = await db
    .updateTable("image_updates")
    .set({ lease_until: until })
    .where("id", "=", id)
    .where("active", "=", 1)
    .where("state", "=", "submitting")
    .where("lease_owner", "=", owner)
    .where("lease_until", ">", now)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Keeps an update for the one whose request is out, also when someone has taken it for lost meanwhile. */
export async function keepSentLease(
  db: Database,
  id: string,
  { owner, until }: { owner: string | null; until: TimeValue },
): Promise<void> {
  await db
    .updateTable("image_updates")
    .set({ lease_owner: owner, lease_until: until })
    .where("id", "=", id)
    .where("active", "=", 1)
    .where("state", "in", ["submitting", "unknown"])
    .execute();
}

function isDueFor(eb: ExpressionBuilder<Tables, "image_updates">, owner: string, now: TimeValue) {
  const isFree = eb.or([eb("lease_until", "is", null), eb("lease_until", "<=", now), eb("lease_owner", "=", owner)]);
  return eb.and([eb("active", "=", 1), eb("next_step_at", "<=", now), isFree]);
}

/** Ids of updates that have not ended, whose next reading is due and that nobody else watches at `now`. */
export async function dueImageUpdates(db: Database, owner: string, now: TimeValue): Promise<string[]> {
  const rows = await db
    .selectFrom("image_updates")
    .select("id")
    .where((eb) => isDueFor(eb, owner, now))
    .orderBy("next_step_at")
    .limit(200)
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Takes an update's lease until `until`, unless someone else holds it at `now`. The row and the time of the claim, or
 * undefined when not got.
 */
export async function claimImageUpdate(
  db: Database,
  claim: { id: string; owner: string; now: TimeValue; until: TimeValue },
): Promise<(ImageUpdateRow & { claimed_at: string }) | undefined> {
  return await db
    .updateTable("image_updates")
    .set({ lease_owner: claim.owner, lease_until: claim.until })
    .where("id", "=", claim.id)
    .where((eb) => isDueFor(eb, claim.owner, claim.now))
    .returningAll()
    .returning(sql<string>`${claim.now}`.as("claimed_at"))
    .executeTakeFirst();
}

/** Changes a claimed row. False, and nothing changed, when the lease has gone to someone else meanwhile. */
export async function changeClaimedImageUpdate(
  db: Database,
  id: string,
  owner: string,
  changes: ImageUpdateChanges,
): Promise<boolean> {
  const result = await db
    .updateTable("image_updates")
    .set(changes)
    .where("id", "=", id)
    .where("active", "=", 1)
    .where("lease_owner", "=", owner)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Puts off the end of every lease that `owner` still holds. */
export async function renewLeases(db: Database, owner: string, until: TimeValue): Promise<void> {
  await db
    .updateTable("image_updates")
    .set({ lease_until: until })
    .where("active", "=", 1)
    .where("lease_owner", "=", owner)
    .execute();
}

/** Gives back every lease of `owner`, who will not watch any more. */
export async function releaseLeases(db: Database, owner: string): Promise<void> {
  await db
    .updateTable("image_updates")
    .set({ lease_owner: null, lease_until: null })
    .where("active", "=", 1)
    .where("lease_owner", "=", owner)
    .execute();
}

/** Frees every lease: for the start of the only instance, when whoever held them is gone. */
export async function releaseAllLeases(db: Database): Promise<void> {
  await db.updateTable("image_updates").set({ lease_owner: null, lease_until: null }).where("active", "=", 1).execute();
}

/**
 * For when the clock of leases may have been set: every update is due at `now`, nothing is concluded from the time before,
 * and no lease lasts longer than `leaseUntil`. What an administrator is being asked stays asked.
 */
export async function restartWaits(
  db: Database,
  { now, leaseUntil }: { now: TimeValue; leaseUntil: TimeValue },
): Promise<void> {
  const active = db.updateTable("image_updates").where("active", "=", 1);
  await active.set({ next_step_at: now }).execute();
  await active.set({ quiet_since: now, missing_since: null }).where("decision_needed_since", "is", null).execute();
  await active.set({ lease_until: leaseUntil }).where("lease_until", ">", leaseUntil).execute();
}
