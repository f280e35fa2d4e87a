/** How much, and how persistently, one connection asks Citrix. The reasons are in `apps/bff/docs/upstream.md`. */
export const upstreamLimits = {
  /** Calls of one connection in any 60 s, everything counted. */
  callsPerMinute: 300,
  /** So many of these are kept for calls of one purpose; the rest is for all, and all that looking may have. */
  keptPerMinute: { update: 30, watch: 150 },
  /** The longest that a read waits for its place among these calls; one that would have to wait longer is held back. */
  placePatienceMs: 5_000,
  /** Failures in a row that open the breaker. */
  failuresToOpen: 5,
  /** How long Citrix is left alone when the breaker opens, doubled each time that the probe fails too… */
  firstRestMs: 5_000,
  /** …up to this. */
  longestRestMs: 60_000,
  /** How long other reads wait for the probe before they are held back. */
  probePatienceMs: 2_000,
  /** Of the calls of the last 60 s so many may be retries… */
  retryShare: 0.2,
  /** …and so many always may, or the first failure after a quiet minute could never be mended. */
  retriesAlways: 2,
  /** No `Retry-After` is obeyed for longer than this: a senseless date must not stop the connection. */
  longestRetryAfterMs: 60 * 60_000,
} as const;
