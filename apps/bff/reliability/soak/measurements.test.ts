import { expect, test } from "vitest";
import { busiestMinute, mediansOfQuarters, quantile, Tally } from "./measurements.ts";

test("the quarters of a series are compared by their medians, which one peak does not move", () => {
  expect(mediansOfQuarters([1, 1, 9, 2, 2, 2, 3, 3, 3, 4, 99, 4])).toEqual([1, 2, 3, 4]);
});

test("the busiest minute is found wherever it begins, and whatever the order", () => {
  const seconds = [0, 50, 58, 61, 70, 108, 110, 300];
  expect(busiestMinute(seconds.map((at) => at * 1_000).toReversed())).toBe(5);
  expect(busiestMinute([0, 59_000])).toBe(1);
  expect(busiestMinute([])).toBe(0);
});

test("a quantile is a value that was measured", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(3);
  expect(quantile([4, 1, 3, 2], 1)).toBe(4);
});

test("a tally tells its counts, the greatest first", () => {
  const tally = new Tally();
  for (const status of [304, 200, 304]) tally.add(String(status));
  expect([String(tally), tally.total, String(new Tally())]).toEqual(["304 2, 200 1", 3, "none"]);
});
