import type { ImageUpdate } from "@catalog-deck/contract";
import { anUpdate } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { durationPoints, durationTicks } from "./duration-points.ts";

const min = 60_000;

function update(id: string, tookMinutes: number | null, fields: Partial<ImageUpdate> = {}): ImageUpdate {
  const requestedAt = fields.requestedAt ?? "2026-11-23T10:00:00.000Z";
  const finished =
    tookMinutes === null ? {} : { finishedAt: new Date(Date.parse(requestedAt) + tookMinutes * min).toISOString() };
  return anUpdate({ id, catalogId: "sales", requestedAt, state: "succeeded", ...finished, ...fields });
}

test("a duration is known of an update that ran to its end, whatever its end; oldest first", () => {
  const points = durationPoints([
    update("new", 30, { state: "failed" }),
    update("old", 40, { requestedAt: "2026-11-01T10:00:00.000Z", state: "rolledBack" }),
    update("refused", 1, { state: "rejected" }),
    update("runs", null, { state: "running" }),
    update("seen afterwards", 0, { origin: "external", requestedAt: undefined, vdaUpdateDelay: undefined }),
    update("no end", null),
  ]);
  expect(points.map(({ update: { id }, outcome, tookMs }) => [id, outcome, tookMs])).toEqual([
    ["old", "rolledBack", 40 * min],
    ["new", "failed", 30 * min],
  ]);
});

test("an update that waited for its users to leave is told apart", () => {
  const points = durationPoints([update("a", 5_000, { vdaUpdateDelay: -1 }), update("b", 50, { vdaUpdateDelay: 0 })]);
  expect(points.map(({ waitedForUsers }) => waitedForUsers)).toEqual([true, false]);
});

test("an axis has few steps, as a person counts time, and holds the longest", () => {
  const inMinutes = (longest: number) => durationTicks(longest * min).map((ms) => ms / min);
  expect(inMinutes(0.2)).toEqual([0, 1]);
  expect(inMinutes(52)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(inMinutes(170)).toEqual([0, 30, 60, 90, 120, 150, 180]);
  for (const longest of [1, 7, 61, 500, 2_000, 40_000, 1_000_000]) {
    const ticks = inMinutes(longest);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(longest);
  }
});
