import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CatalogServiceError, type CatalogServiceErrorDetails } from "./errors.ts";
import { backoffOf, isWorthRetrying, type RetryPolicy, readRetryAfter, withRetries } from "./retry.ts";

const nowMs = Date.parse("2026-11-23T11:00:00Z");
const policy = { baseDelayMs: 300, now: () => nowMs };

function failure(details: Partial<CatalogServiceErrorDetails>): CatalogServiceError {
  return new CatalogServiceError({
    kind: "unavailable",
    message: "failed",
    transactionId: "t",
    mayHaveBeenReceived: true,
    ...details,
  });
}

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7_000],
    ["Mon, 23 Nov 2026 11:02:00 GMT", 120_000],
    ["Monday, 23-Nov-26 11:02:00 GMT", 120_000],
    ["Mon Nov 23 11:02:00 2026", 120_000],
    ["2026-11-23T11:02:00Z", 120_000],
    ["2026-11-23T11:02:00.1234567Z", 120_123],
    ["2026-11-23T12:02:00+01:00", 120_000],
    ["2026-11-23T11:02:00", 120_000],
    ["2026-11-23T10:00:00Z", 0],
    ["Mon, 23 Nov 2026 10:00:00 GMT", 0],
    ["99999999999999999999", 86_400_000],
  ])("%j", (value, waitMs) => {
    expect(readRetryAfter(value, nowMs)?.getTime()).toBe(nowMs + waitMs);
  });

  it.each([undefined, "", "soon", "-5", "2026-13-45T99:99:99Z", "1 hour"])("%j says nothing", (value) => {
    expect(readRetryAfter(value, nowMs)).toBeUndefined();
  });
});

describe("the wait before a read is tried again", () => {
  const failed = (details: Partial<CatalogServiceErrorDetails> = {}) => ({
    attempt: 1,
    signal: new AbortController().signal,
    result: { error: failure(details) },
  });

  it("doubles, with jitter between half and all of it", () => {
    for (let sample = 0; sample < 50; sample += 1) {
      const first = backoffOf(policy).next(failed());
      const second = first.next(failed());
      expect(first.duration).toBeGreaterThanOrEqual(150);
      expect(first.duration).toBeLessThanOrEqual(300);
      expect(second.duration).toBeGreaterThanOrEqual(300);
      expect(second.duration).toBeLessThanOrEqual(600);
    }
  });

  it("is what Citrix asks for, and a little more", () => {
    const wait = backoffOf(policy).next(failed({ status: 503, retryAt: new Date(nowMs + 2_000) }));
    expect(wait.duration).toBe(2_020);
  });
});

describe("a failed read", () => {
  it("is worth another try when Citrix asks for 2 s or less", () => {
    const retryAt = new Date(nowMs + 2_000);
    expect(isWorthRetrying(failure({ kind: "rate-limited", status: 429, retryAt }), nowMs)).toBe(true);
    expect(isWorthRetrying(failure({ status: 503, retryAt }), nowMs)).toBe(true);
  });

  it("is not when Citrix asks for more, or limits the rate without saying for how long", () => {
    const retryAt = new Date(nowMs + 2_001);
    expect(isWorthRetrying(failure({ kind: "rate-limited", status: 429, retryAt }), nowMs)).toBe(false);
    expect(isWorthRetrying(failure({ status: 503, retryAt }), nowMs)).toBe(false);
    expect(isWorthRetrying(failure({ kind: "rate-limited", status: 429 }), nowMs)).toBe(false);
  });

  it.each(["unauthorised", "forbidden", "not-found", "conflict", "refused", "unreadable"] as const)(
    "is not after %s",
    (kind) => {
      expect(isWorthRetrying(failure({ kind }), nowMs)).toBe(false);
    },
  );

  it("is not after a 501, which will not change, and not when it was held back", () => {
    expect(isWorthRetrying(failure({ status: 501 }), nowMs)).toBe(false);
    expect(isWorthRetrying(failure({ heldBack: "breaker" }), nowMs)).toBe(false);
  });
});

describe("the attempts", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: nowMs });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const closing = () => new AbortController();
  const whole: RetryPolicy = {
    ...policy,
    attempts: 3,
    wholeMs: 60_000,
    mayRetry: () => true,
    signal: closing().signal,
  };
  const failing = () => vi.fn(() => Promise.reject(failure({})));
  async function outcomeOf(call: () => Promise<unknown>, changes: Partial<RetryPolicy>) {
    const outcome = expect(withRetries(call, { ...whole, ...changes })).rejects.toMatchObject({ kind: "unavailable" });
    await vi.advanceTimersByTimeAsync(120_000);
    await outcome;
  }

  it("end with the third", async () => {
    const call = failing();
    await outcomeOf(call, {});
    expect(call).toHaveBeenCalledTimes(3);
  });

  it("end when the budget has no room for another one", async () => {
    const call = failing();
    const mayRetry = vi.fn(() => false).mockReturnValueOnce(true);
    await outcomeOf(call, { mayRetry });
    expect(call).toHaveBeenCalledTimes(2);
    expect(mayRetry).toHaveBeenCalledTimes(2);
  });

  it("end when the whole call has taken its time", async () => {
    const slow = vi.fn(async () => {
      vi.advanceTimersByTime(31_000);
      throw failure({});
    });
    await outcomeOf(slow, {});
    expect(slow).toHaveBeenCalledTimes(2);
  });

  it("end when the client is closed", async () => {
    const controller = closing();
    const call = vi.fn(() => {
      controller.abort();
      return Promise.reject(failure({}));
    });
    await outcomeOf(call, { signal: controller.signal });
    expect(call).toHaveBeenCalledTimes(1);
  });
});
