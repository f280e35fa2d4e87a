import { CatalogServiceError } from "@catalog-deck/catalogservice";
import { upstreamLimits } from "./upstream-limits.ts";

const externalStepMs = 15_000;
/** All external updates together take this many reads of a catalog a minute at most (upstream.md#call-budget). */
const externalReadsPerMinute = 60;

/**
 * Milliseconds until an external update is read again: nobody here waits for it, and however many there are, they leave
 * calls to the updates that were asked for here.
 */
export function externalAgainAfterMs(count: number): number {
  return Math.max(externalStepMs, (count * 60_000) / externalReadsPerMinute);
}

const backOffStepsMs = [5_000, 10_000, 20_000, 40_000, 60_000] as const;

/** Milliseconds until an update is read again: 5 s at first, 15 s after 10 minutes, a minute after 2 hours. */
export function watchAgainAfterMs(ageMs: number): number {
  if (ageMs < 10 * 60_000) return 5_000;
  return ageMs < 2 * 60 * 60_000 ? 15_000 : 60_000;
}

/**
 * Milliseconds to leave Citrix alone after `failures` failed readings in a row (1 or more): 5 s growing to 60 s, and
 * not before `retryAt` when Citrix named a time (an hour at most, so that a senseless date does not stop the reading).
 */
export function backOffMs(failures: number, now: Date, retryAt?: Date): number {
  const grown = backOffStepsMs[Math.min(failures, backOffStepsMs.length) - 1] ?? backOffStepsMs[0];
  const askedFor =
    retryAt === undefined ? 0 : Math.min(retryAt.getTime() - now.getTime(), upstreamLimits.longestRetryAfterMs);
  return Math.max(grown, askedFor);
}

/**
 * When to read again after a reading failed.
 * @param failures how many readings in a row had failed before this one
 * @returns how many it is now, and the milliseconds to wait. A reading that was held back never reached Citrix and is no
 *   failure: it is due when it may be sent, and not sooner than in a second
 */
export function afterFailedRead(error: unknown, failures: number, now: Date): { failures: number; waitMs: number } {
  const known = error instanceof CatalogServiceError ? error : undefined;
  if (known?.heldBack !== undefined && known.retryAt !== undefined) {
    const waitMs = Math.min(
      Math.max(known.retryAt.getTime() - now.getTime(), 1_000),
      upstreamLimits.longestRetryAfterMs,
    );
    return { failures, waitMs };
  }
  return { failures: failures + 1, waitMs: backOffMs(failures + 1, now, known?.retryAt) };
}
