const backOffStepsMs = [5_000, 10_000, 20_000, 40_000, 60_000] as const;
const longestRetryAfterMs = 60 * 60_000;

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
  const askedFor = retryAt === undefined ? 0 : Math.min(retryAt.getTime() - now.getTime(), longestRetryAfterMs);
  return Math.max(grown, askedFor);
}
