import { expect, test } from "vitest";
import { problemsOfPlan } from "./plan-problems.ts";
import { checkOfPlan, wavesOf } from "./plan-request.ts";
import { openedPlan } from "./plan-state.ts";

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
