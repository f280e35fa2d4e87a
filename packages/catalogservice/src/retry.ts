import { setTimeout as pause } from "node:timers/promises";
import { CatalogServiceError } from "./errors.ts";

/** The longest time that Citrix may ask for and still be waited out inside a call. */
const longestWaitMs = 2_000;
/** A date further away than this is taken as this: nobody should be locked out for years by a wrong clock. */
const furthestRetryMs = 24 * 60 * 60 * 1_000;

const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (\d{1,2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})$/;
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?$/;

/**
 * Reads `Retry-After` in its three forms: seconds, an HTTP date, and Citrix's RFC 3339 date (catalogservice.md, section 3).
 * @param value the header, if there was one
 * @param nowMs the clock, in milliseconds
 * @returns when to come back, not before now; undefined when there is nothing or nothing readable
 */
export function readRetryAfter(value: string | undefined, nowMs: number): Date | undefined {
  const text = value?.trim() ?? "";
  const atMs = /^\d+(\.\d+)?$/.test(text) ? nowMs + Number(text) * 1_000 : dateMs(text);
  if (Number.isNaN(atMs)) return undefined;
  return new Date(Math.min(Math.max(atMs, nowMs), nowMs + furthestRetryMs));
}

function dateMs(text: string): number {
  const date = rfc3339.exec(text);
  // Without an offset Citrix means UTC, where Date.parse would take this machine's own time.
  if (date) return Date.parse(`${text.replace(/[t ]/, "T").replace(/z$/, "Z")}${date[2] ? "" : "Z"}`);
  if (httpDate.test(text)) return Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.NaN;
}

export interface RetryPolicy {
  /** How often in all. */
  attempts: number;
  baseDelayMs: number;
  now: () => number;
  /** Ends a wait early, and with it the retries. */
  signal: AbortSignal;
}

/**
 * How long to wait before a read is tried again.
 * @param failedAttempt 1 after the first failure
 * @param random between 0 and 1, spreads the callers
 * @returns milliseconds, or undefined when it must not be tried again: the attempts are used up, the answer was a
 *   refusal, or Citrix asked for more time than a caller should be kept waiting
 */
export function retryWaitMs(
  error: CatalogServiceError,
  failedAttempt: number,
  policy: Pick<RetryPolicy, "attempts" | "baseDelayMs" | "now">,
  random: number,
): number | undefined {
  if (failedAttempt >= policy.attempts || !isPassing(error)) return undefined;
  const backoffMs = policy.baseDelayMs * 2 ** (failedAttempt - 1) * (0.5 + random / 2);
  if (!error.retryAt) return error.kind === "rate-limited" ? undefined : backoffMs;
  const askedMs = error.retryAt.getTime() - policy.now();
  return askedMs > longestWaitMs ? undefined : Math.max(askedMs, backoffMs);
}

function isPassing(error: CatalogServiceError): boolean {
  if (error.kind === "timed-out" || error.kind === "rate-limited") return true;
  return error.kind === "unavailable" && [undefined, 500, 502, 503, 504].includes(error.status);
}

/**
 * Runs a harmless call until it succeeds, fails for good, or the attempts are used up.
 * @throws the last failure
 */
export async function withRetries<T>(call: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const waitMs =
        error instanceof CatalogServiceError ? retryWaitMs(error, attempt, policy, Math.random()) : undefined;
      if (waitMs === undefined || !(await waited(waitMs, policy.signal))) throw error;
    }
  }
}

/** False when the wait was ended early. */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal }).catch(() => false);
}
