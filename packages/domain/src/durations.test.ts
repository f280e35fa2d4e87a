import { expect, test, vi } from "vitest";
import { nearestRank, restartPaceOf, usualDurationInShort, usualDurationInWords } from "./durations.ts";

const min = 60_000;

test("a percentile is a value that was measured, by nearest rank", () => {
  expect(nearestRank([7], 50)).toBe(7);
  expect(nearestRank([30, 10, 20], 50)).toBe(20);
  expect(nearestRank([40, 10, 30, 20], 50)).toBe(20);
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(nearestRank(hundred, 95)).toBe(95);
  expect(nearestRank(hundred.slice(0, 19), 95)).toBe(100);
  expect(nearestRank(hundred.slice(0, 20), 95)).toBe(99);
  expect(() => nearestRank([], 50)).toThrow();
});

test("updates are compared with those whose machines restart alike", () => {
  expect([-1, 0, 60, 61, 10_080, null].map(restartPaceOf)).toEqual([
    "asUsersLogOff",
    "withinAnHour",
    "withinAnHour",
    "longer",
    "longer",
    "notKnown",
  ]);
});

test("the usual duration says where it comes from, and calls rare only what many updates show", () => {
  expect(usualDurationInWords({ scope: "catalog", updates: 24, p50Ms: 52 * min, p95Ms: 80 * min })).toBe(
    "usually 52 min, rarely over 1 h 20 min (24 updates of this catalog)",
  );
  expect(usualDurationInWords({ scope: "connection", updates: 3, p50Ms: 51.2 * min, p95Ms: 80 * min })).toBe(
    "usually 52 min, at most 1 h 20 min so far (3 updates of all catalogs)",
  );
  expect(usualDurationInWords({ scope: "catalog", updates: 7, p50Ms: 20_000, p95Ms: 50_000 })).toBe(
    "usually 1 min (7 updates of this catalog)",
  );
});

test("in short it says where it comes from only when that is not the catalog itself", () => {
  const usual = { updates: 24, p50Ms: 52 * min, p95Ms: 80 * min };
  expect(usualDurationInShort({ scope: "catalog", ...usual })).toBe("usually 52 min, rarely over 1 h 20 min");
  expect(usualDurationInShort({ scope: "connection", ...usual })).toBe(
    "usually 52 min, rarely over 1 h 20 min (all catalogs)",
  );
});

test("the usual duration in German", async () => {
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  expect(usualDurationInWords({ scope: "catalog", updates: 24, p50Ms: 52 * min, p95Ms: 80 * min })).toBe(
    "meist 52 Min., selten über 1 Std. 20 Min. (24 Updates dieses Katalogs)",
  );
  vi.unstubAllGlobals();
});
