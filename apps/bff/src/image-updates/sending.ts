import type { FastifyBaseLogger } from "fastify";
import type { Authority } from "../identity/authority.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { keepSentLease, keepSubmittingLease } from "../store/image-update-leases.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";
import { leaseTime } from "../store/lease-time.ts";
import { submittingLeaseMs } from "./update-records.ts";

/** What a person asked for is sent within this time or not at all: token, connection and all. */
const sendWithinMs = 2 * 60_000;
/** And so soon after the record has said that it still stands. */
const confirmedForMs = 10_000;
/** While it is out. Often enough that a lease outlives some renewals that fail. */
const renewEveryMs = 10_000;

/**
 * A question that is answered with yes for `ms` milliseconds from now. Two clocks have to agree: the machine's steady one
 * stands while the machine sleeps, and the wall clock can be set.
 */
export function stillWithin(ms: number, clock: Clock): () => boolean {
  const wallFromMs = clock.wall().getTime();
  const steadyFromMs = clock.steadyMs();
  return () => Math.abs(clock.wall().getTime() - wallFromMs) < ms && clock.steadyMs() - steadyFromMs < ms;
}

export interface LastCheck {
  passes: () => Promise<boolean>;
  /** Whether it failed since nobody may ask for the update any more. */
  authorityIsLost: () => boolean;
}

/**
 * The check right before an update's first byte is written, to be made when its intent is about to be committed: the
 * intent is young, whoever asked for it may still do so, and its row is still the sender's own and `submitting`, its
 * lease not run out. The same statement puts the end of the lease off, so that from then on nobody takes the update for
 * lost before it can have been sent. Rejects when the database is away, which is no yes either.
 */
export function lastCheckOf(
  { store, clock }: { store: Store; clock: Clock },
  row: ImageUpdateRow,
  authority: Authority,
): LastCheck {
  const isYoung = stillWithin(sendWithinMs, clock);
  let isLost = false;
  const passes = async () => {
    if (!isYoung()) return false;
    const isConfirmed = stillWithin(confirmedForMs, clock);
    isLost = !(await authority.stillHolds(store));
    if (isLost) return false;
    const lease = {
      owner: row.lease_owner,
      now: leaseTime(store, clock),
      until: leaseTime(store, clock, submittingLeaseMs),
    };
    const isOurs = await keepSubmittingLease(store, row.id, lease);
    return isOurs && isConfirmed() && isYoung();
  };
  return { passes, authorityIsLost: () => isLost };
}

/**
 * The lease of a request, renewed from `begin` (its first byte is about to be written) until `end`: while its sender lives
 * nobody takes the update for lost, however long Citrix takes. After `end` nothing of the row is changed here any more.
 */
export function leaseWhileSending(
  { store, clock, log }: { store: Store; clock: Clock; log: FastifyBaseLogger },
  row: ImageUpdateRow,
): { begin: () => true; end: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let renewal: Promise<void> = Promise.resolve();
  const renew = () => {
    const lease = { owner: row.lease_owner, until: leaseTime(store, clock, submittingLeaseMs) };
    renewal = keepSentLease(store, row.id, lease).catch((error: unknown) =>
      log.warn({ err: error, updateId: row.id }, "the lease of a request that is out was not renewed"),
    );
  };
  return {
    begin: () => {
      timer ??= setInterval(renew, renewEveryMs);
      return true;
    },
    end: async () => {
      clearInterval(timer);
      await renewal;
    },
  };
}
