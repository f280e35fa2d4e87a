import { expect, test } from "vitest";
import { problemsOfPlan } from "./plan-problems.ts";
import { checkOfPlan, requestOfPlan, wavesOf } from "./plan-request.ts";
import { openedPlan, type PlanState } from "./plan-state.ts";
import { timesOfPlan } from "./plan-times.ts";

const now = new Date("2026-11-23T11:00:00Z");

test("more catalogs than a rollout takes are too many, whether or not they could be checked", () => {
  const catalogs = Array.from({ length: 201 }, (_, place) => ({ id: `c-${place}`, seenImageId: "img-1" }));
  const plan = openedPlan(catalogs, "img-2", now);
  const waves = wavesOf(plan, new Set(catalogs.map(({ id }) => id)));
  expect(checkOfPlan(plan), "more are not asked about").toBeNull();
  expect(problemsOfPlan(plan, { checks: undefined, waves, isRollBack: false, now })).toEqual([
    { field: "catalogs", message: "A rollout takes at most 200 catalogs; these are 201." },
  ]);
});

/** A plan that could be sent, of as many catalogs, with what somebody has set otherwise. */
function planOf(count: number, changes: Partial<PlanState>) {
  const catalogs = Array.from({ length: count }, (_, place) => ({ id: `c-${place}`, seenImageId: "img-1" }));
  const plan = { ...openedPlan(catalogs, "img-2", now), ...changes };
  const checks = new Map(
    catalogs.map(({ id }) => [id, { catalogId: id, verdict: "ready" as const, rules: [], usualMs: 60_000 }]),
  );
  return { plan, facts: { checks, waves: wavesOf(plan, new Set(checks.keys())), isRollBack: false, now } };
}

test("a gate that does not show, since there is one wave, stands against nothing and is not sent", () => {
  const { plan, facts } = planOf(3, { preset: "allAtOnce", gateMinutesText: "soon" });
  expect(problemsOfPlan(plan, facts)).toEqual([]);
  expect(requestOfPlan(plan, facts, undefined).gate).toEqual({ kind: "none" });
  expect(timesOfPlan(plan, facts.waves, { usualMs: () => 60_000, now }).endsAt).toBeDefined();
});

test.each([1, 3])("'Right now' for %i asks for that number", (count) => {
  const { plan, facts } = planOf(count, { restart: "rightNow" });
  expect(problemsOfPlan(plan, facts).map(({ field }) => field)).toEqual(["typedCount"]);
  expect(problemsOfPlan({ ...plan, typedCount: ` ${count} ` }, facts)).toEqual([]);
});
