import {
  ExponentialBackoff,
  halfJitterGenerator,
  handleWhen,
  type IBackoffFactory,
  type IRetryBackoffContext,
  retry,
} from "cockatiel";
import { CatalogServiceError } from "./errors.ts";

/** The longest time that Citrix may ask for and still be waited out inside a call. */
const longestWaitMs = 2_000;
/** A timer may end a little early by the clock that the time to come back was read from. */
const timerMarginMs = 20;
/** A date further away than this is taken as this: nobody should be locked out for years by a wrong clock. */
const furthestRetryMs = 24 * 60 * 60 * 1_000;
/** More than Citrix's clock and one that is right are apart. */
const wrongClockMs = 30_000;

const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (\d{1,2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})$/;
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?$/;

/**
 * Reads `Retry-After` in its three forms: seconds, an HTTP date, and Citrix's RFC 3339 date (citrix-api.md#headers-errors-and-retries).
 * @param value the header, if there was one
 * @param nowMs the clock, in milliseconds
 * @param sentAt the answer's own `Date`: where this machine's clock is wrong a date is taken from there
 * @returns when to come back, not before now; undefined when there is nothing or nothing readable
 */
export function readRetryAfter(value: string | undefined, nowMs: number, sentAt?: string): Date | undefined {
  const text = value?.trim() ?? "";
  const aheadMs = nowMs - dateMs(sentAt ?? "");
  const wrongByMs = Math.abs(aheadMs) > wrongClockMs ? aheadMs : 0;
  const atMs = /^\d+(\.\d+)?$/.test(text) ? nowMs + Number(text) * 1_000 : dateMs(text) + wrongByMs;
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
  /** Before the second attempt, with jitter between half and all of it; doubled before each further one. */
  baseDelayMs: number;
  /** When so much time has passed since the first attempt no other one begins. */
  wholeMs: number;
  now: () => number;
  /** Asked last, when nothing else speaks against another attempt. */
  mayRetry: () => boolean;
  /** Once it is aborted no further attempt is waited for. */
  signal: AbortSignal;
}

/**
 * Whether a failure may be gone when the same read is sent again in a moment: false after a refusal, after an answer
 * that will not change, for a call that was held back, and when Citrix asks for more time than a caller should be kept
 * waiting.
 */
export function isWorthRetrying(error: CatalogServiceError, nowMs: number): boolean {
  if (error.heldBack !== undefined) return false;
  const passing = error.kind === "unavailable" && [undefined, 500, 502, 503, 504].includes(error.status);
  if (!passing && error.kind !== "timed-out" && error.kind !== "rate-limited") return false;
  if (error.retryAt === undefined) return error.kind !== "rate-limited";
  return error.retryAt.getTime() - nowMs <= longestWaitMs;
}

/** The waits before the second, third… attempt, in milliseconds: growing, with jitter, and never before `retryAt`. */
export function backoffOf(policy: Pick<RetryPolicy, "baseDelayMs" | "now">): IBackoffFactory<Failed> {
  const grown = new ExponentialBackoff({
    generator: halfJitterGenerator,
    initialDelay: policy.baseDelayMs,
    maxDelay: Math.max(longestWaitMs, policy.baseDelayMs),
  });
  return notBeforeItsTime(grown, policy.now);
}

/** What cockatiel tells of the attempt that failed. */
type Failed = IRetryBackoffContext<unknown>;

function notBeforeItsTime(own: IBackoffFactory<unknown>, now: () => number): IBackoffFactory<Failed> {
  return {
    next: (failed) => {
      const step = own.next(failed);
      const error = "error" in failed.result ? failed.result.error : undefined;
      const retryAt = error instanceof CatalogServiceError ? error.retryAt : undefined;
      const askedMs = retryAt === undefined ? 0 : retryAt.getTime() - now();
      const duration = askedMs > 0 ? Math.max(step.duration, askedMs + timerMarginMs) : step.duration;
      return { duration, ...notBeforeItsTime(step, now) };
    },
  };
}

/**
 * Runs a harmless call until it succeeds, fails for good, or the attempts, the time or the budget are used up.
 * @throws the last failure
 */
export async function withRetries<T>(call: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  const startedAtMs = performance.now();
  let failures = 0;
  const again = (error: unknown) => {
    failures += 1;
    return (
      failures < policy.attempts &&
      !policy.signal.aborted &&
      performance.now() - startedAtMs < policy.wholeMs &&
      error instanceof CatalogServiceError &&
      isWorthRetrying(error, policy.now()) &&
      policy.mayRetry()
    );
  };
  const retrying = retry(handleWhen(again), { maxAttempts: policy.attempts, backoff: backoffOf(policy) });
  return await retrying.execute(call, policy.signal);
}
