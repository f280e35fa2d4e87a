import { describe, expect, it, vi } from "vitest";
import { CatalogServiceError, type CatalogServiceErrorDetails } from "./errors.ts";
import { readRetryAfter, retryWaitMs, withRetries } from "./retry.ts";

const nowMs = Date.parse("2026-11-23T11:00:00Z");
const policy = { attempts: 3, baseDelayMs: 300, now: () => nowMs };

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
  it("doubles, with jitter between half and all of it", () => {
    expect(retryWaitMs(failure({}), 1, policy, 0)).toBe(150);
    expect(retryWaitMs(failure({}), 1, policy, 1)).toBe(300);
    expect(retryWaitMs(failure({}), 2, policy, 0)).toBe(300);
    expect(retryWaitMs(failure({}), 2, policy, 1)).toBe(600);
  });

  it("ends with the third attempt", () => {
    expect(retryWaitMs(failure({}), 3, policy, 0)).toBeUndefined();
  });

  it("is what Citrix asks for, when that is 2 s or less", () => {
    const retryAt = new Date(nowMs + 2_000);
    expect(retryWaitMs(failure({ kind: "rate-limited", status: 429, retryAt }), 1, policy, 0)).toBe(2_000);
    expect(retryWaitMs(failure({ status: 503, retryAt }), 1, policy, 0)).toBe(2_000);
  });

  it("does not happen when Citrix asks for more, or limits the rate without saying for how long", () => {
    const retryAt = new Date(nowMs + 2_001);
    expect(retryWaitMs(failure({ kind: "rate-limited", status: 429, retryAt }), 1, policy, 0)).toBeUndefined();
    expect(retryWaitMs(failure({ status: 503, retryAt }), 1, policy, 0)).toBeUndefined();
    expect(retryWaitMs(failure({ kind: "rate-limited", status: 429 }), 1, policy, 0)).toBeUndefined();
  });

  it.each(["unauthorised", "forbidden", "not-found", "conflict", "refused", "unreadable"] as const)(
    "does not happen after %s",
    (kind) => {
      expect(retryWaitMs(failure({ kind }), 1, policy, 0)).toBeUndefined();
    },
  );

  it("does not happen after a 501, which will not change", () => {
    expect(retryWaitMs(failure({ status: 501 }), 1, policy, 0)).toBeUndefined();
  });

  it("is given up when the client is closed", async () => {
    const closing = new AbortController();
    const call = vi.fn(() => Promise.reject(failure({})));
    const result = withRetries(call, { ...policy, baseDelayMs: 60_000, signal: closing.signal });
    closing.abort();
    await expect(result).rejects.toMatchObject({ kind: "unavailable" });
    expect(call).toHaveBeenCalledTimes(1);
  });
});
