import { expect, test } from "vitest";
import { deckWith, plan, planFor, untilEnded } from "../testing/rollouts.ts";

test("a rollout is counted while it is open, and a late start tells by how much", async () => {
  const { deck, admin, fleet } = await deckWith(1);
  await plan(deck, admin, planFor(fleet, [1]));
  const planned = await deck.app.metrics.metrics();
  expect(planned).toMatch(/^catalog_deck_rollouts\{state="scheduled"\} 1$/m);
  expect(planned).toMatch(/^catalog_deck_rollout_start_overdue_seconds 0$/m);
  expect(planned).toMatch(/^catalog_deck_rollout_start_delay_seconds_count 0$/m);
  deck.clock.advance(90_000);
  expect(await deck.app.metrics.metrics()).toMatch(/^catalog_deck_rollout_start_overdue_seconds 60$/m);
  await deck.pass(0);
  const begun = await deck.app.metrics.metrics();
  expect(begun).toMatch(/^catalog_deck_rollouts\{state="running"\} 1$/m);
  expect(begun).toMatch(/^catalog_deck_rollout_start_overdue_seconds 0$/m);
  expect(begun).toMatch(/^catalog_deck_rollout_start_delay_seconds_sum 60$/m);
  await untilEnded(deck);
  expect(await deck.app.metrics.metrics()).not.toMatch(/^catalog_deck_rollouts\{/m);
});

test("a start that an administrator has stopped is not late", async () => {
  const { deck, admin, fleet } = await deckWith(1);
  await plan(deck, admin, planFor(fleet, [1]));
  const stop = { method: "PUT", url: "/api/connections/default/start-nothing", headers: admin } as const;
  await deck.app.inject({ ...stop, payload: { on: true, reason: "exams" } });
  await deck.pass(90_000);
  expect(await deck.app.metrics.metrics()).toMatch(/^catalog_deck_rollout_start_overdue_seconds 0$/m);
});

test("a step that nobody takes tells for how long it has been due", async () => {
  const { deck, admin, fleet } = await deckWith(1);
  await plan(deck, admin, planFor(fleet, [1]));
  await deck.pass(30_000);
  deck.clock.advance(600_000);
  const text = await deck.app.metrics.metrics();
  for (const work of ["rollout", "image_update"]) {
    const [, seconds] = new RegExp(`^catalog_deck_${work}_step_delay_seconds (\\S+)$`, "m").exec(text) ?? [];
    expect(Number(seconds)).toBeGreaterThan(500);
  }
});
