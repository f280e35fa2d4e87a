import type { Catalog, RolloutDetail } from "@catalog-deck/contract";
import { startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { startDeck } from "./testing/deck.ts";
import { act, plan, rolloutOf, statesOf } from "./testing/rollouts.ts";

const secondMs = 1_000;

/** The fleet of the demo, and a plan for these of its catalogs, in these waves, with what each has to acknowledge. */
async function demoDeck(targets: readonly (readonly [name: string, wave: number, acknowledged?: string])[]) {
  const simulator = await startSimulator({ fleet: "demo", clock: "stepped" });
  onTestFinished(() => simulator.close());
  const deck = await startDeck({ simulator });
  const admin = await deck.signIn("admin");
  const { items } = await deck.catalogs(admin);
  const images = (await deck.get("images", admin)).json<{ items: { id: string; name: string }[] }>().items;
  const imageId = images.find(({ name }) => name === "Win11-24H2-Nov")?.id;
  const named = (name: string): Catalog | undefined => items.find((catalog) => catalog.name === name);
  const planned = await plan(deck, admin, {
    targets: targets.map(([name, wave, acknowledged]) => ({
      catalogId: named(name)?.id,
      imageId,
      expectedImageId: named(name)?.imageId,
      wave,
      ...(acknowledged === undefined ? {} : { acknowledgedWarnings: [acknowledged] }),
    })),
    gate: { kind: "none" },
    vdaUpdateDelay: 60,
    start: { kind: "now" },
  });
  expect(planned.statusCode, planned.body).toBe(202);
  const { id } = planned.json<RolloutDetail>();
  /** Lets seconds pass until it is so, as the demo's own clock would, and gives how many. */
  const secondsUntil = async (isSo: (rollout: RolloutDetail) => boolean) => {
    for (let seconds = 1; seconds <= 600; seconds += 1) {
      await deck.pass(secondMs);
      if (isSo(await rolloutOf(deck, admin, id))) return seconds;
    }
    throw new Error(`not in 10 minutes: ${JSON.stringify(await rolloutOf(deck, admin, id))}`);
  };
  return { deck, admin, id, secondsUntil };
}

test("a rollout of six catalogs in two waves runs to its end in about 4 minutes", async () => {
  const { deck, admin, id, secondsUntil } = await demoDeck([
    ["Accounting", 1],
    ["Human-Resources", 1],
    ["Legal", 2],
    ["Reception", 2],
    ["Executives", 2, "existing-machines-keep-disk"],
    ["Warehouse-US", 2, "region-differs"],
  ]);
  const seconds = await secondsUntil(({ finishedAt }) => finishedAt !== undefined);
  console.log(`the demo's rollout of six catalogs in two waves took ${seconds} s`);
  expect(seconds).toBeGreaterThan(200);
  expect(seconds).toBeLessThan(260);
  expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed", counts: { succeeded: 6 } });
}, 60_000);

test("one with Payroll-Test in it stops and shows why, and goes on without it", async () => {
  const { deck, admin, id, secondsUntil } = await demoDeck([
    ["Payroll-Test (fails)", 1],
    ["Accounting", 2],
  ]);
  expect(await secondsUntil(({ state }) => state === "held")).toBeLessThan(150);
  const held = await rolloutOf(deck, admin, id);
  expect(held).toMatchObject({
    hold: { reason: "failures", params: { catalogs: [{ catalogName: "Payroll-Test (fails)" }] } },
  });
  expect(held.targets[0]?.update).toMatchObject({
    state: "failed",
    fact: { code: "catalog-in-error" },
    message: expect.stringContaining("did not register"),
  });
  expect(statesOf(held)).toEqual(["failed", "waiting"]);
  await act(deck, admin, id, "resume");
  await secondsUntil(({ finishedAt }) => finishedAt !== undefined);
  expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completedWithFailures", counts: { succeeded: 1 } });
}, 60_000);
