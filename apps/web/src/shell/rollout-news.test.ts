import type { Rollout } from "@catalog-deck/contract";
import { aRollout } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { newsBetween } from "./rollout-news.ts";

const now = new Date("2026-11-23T11:00:00Z");
const counts = { waiting: 0, starting: 0, updating: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
const running = aRollout({
  id: "r-1",
  name: "December",
  cells: [
    { wave: 1, state: "updating" },
    { wave: 2, state: "waiting" },
  ],
  counts: { ...counts, updating: 1, waiting: 1 },
});
const rollout = (fields: Partial<Rollout>): Rollout => ({ ...running, ...fields });
const news = (before: Rollout, after: Rollout) =>
  newsBetween([before], [after], now).map(({ tone, title, text }) => ({ tone, title, text }));

const firstWaveOver = rollout({
  cells: [
    { wave: 1, state: "succeeded" },
    { wave: 2, state: "waiting" },
  ],
  counts: { ...counts, succeeded: 1, waiting: 1 },
});

test("a wave that is over is told once, with how many catalogs are done", () => {
  expect(news(running, firstWaveOver)).toEqual([
    { tone: "ok", title: "December: wave 1 is done", text: "1 done · 1 waits" },
  ]);
  expect(news(firstWaveOver, { ...firstWaveOver, version: 2 })).toEqual([]);
});

test("a hold is told with its reason and what releases it, and not as the end of a wave", () => {
  const held = rollout({
    ...firstWaveOver,
    state: "held",
    hold: { reason: "gate", params: { wave: 1, next: 2 }, since: "2026-11-23T10:59:00Z" },
  });
  expect(news(running, held)).toEqual([
    { tone: "warn", title: expect.stringMatching(/^December: /), text: expect.stringMatching(/wave 1/i) },
  ]);
  expect(news(held, { ...held, version: 3 })).toEqual([]);
  const failures = { reason: "failures", params: {}, since: "2026-11-23T11:00:00Z" } as const;
  expect(news(held, { ...held, hold: failures })).toMatchObject([{ tone: "bad" }]);
});

test.each([
  ["completed", "ok"],
  ["completedWithFailures", "bad"],
  ["cancelled", "warn"],
] as const)("an end as %s is told once", (state, tone) => {
  const ended = rollout({ ...firstWaveOver, state, finishedAt: "2026-11-23T11:00:00Z" });
  expect(news(running, ended)).toMatchObject([{ tone }]);
  expect(news(ended, { ...ended, version: 9 })).toEqual([]);
});

test("what is seen for the first time, or has not changed, is no news", () => {
  expect(newsBetween([], [running], now)).toEqual([]);
  expect(newsBetween([running], [running], now)).toEqual([]);
});
