import type { Rollout } from "@catalog-deck/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { buildApp } from "../app.ts";
import { startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { act, begunRollout, deckWith, fleetOf, plan, planFor, rolloutOf, untilEnded } from "../testing/rollouts.ts";
import { twoStores } from "../testing/two-stores.ts";

const minuteMs = 60_000;

describe("clocks and restarts", () => {
  const start = { kind: "at", local: "2031-06-01T03:00", timeZone: "Europe/Berlin" } as const;
  const moment = Date.parse("2031-06-01T01:00:00.000Z");

  async function scheduled() {
    const made = await deckWith(1);
    const planned = await plan(made.deck, made.admin, planFor(made.fleet, [1], { start }));
    expect(planned.json(), planned.body).toMatchObject({ startsAt: new Date(moment).toISOString() });
    const { id } = planned.json<Rollout>();
    const until = async (ms: number) => {
      const { deck } = made;
      deck.clock.advance(ms - deck.clock.now().getTime());
      await deck.control.advance(ms - (await deck.control.now()));
    };
    return { ...made, id, until };
  }

  test("a start at a time begins then", async () => {
    const { deck, id, until } = await scheduled();
    await until(moment - 1_000);
    await deck.pass(0);
    expect(await deck.posts()).toBe(0);
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(1);
    expect(await rolloutOf(deck, await deck.signIn("admin"), id)).toMatchObject({ state: "running" });
  });

  test.each([
    [15, { state: "running" }],
    [16, { state: "held", hold: { reason: "missed" } }],
  ])("a server that was down until %i minutes after the start", async (late, expected) => {
    const { deck, id, until } = await scheduled();
    await deck.stop();
    await until(moment + late * minuteMs);
    await deck.start();
    await deck.pass(0);
    const admin = await deck.signIn("admin");
    expect(await rolloutOf(deck, admin, id)).toMatchObject(expected);
    if (late === 15) return;
    expect((await act(deck, admin, id, "resume")).json()).toMatchObject({ state: "scheduled" });
    await deck.pass(30_000);
    expect(await deck.posts()).toBe(1);
  });

  test("a wall clock that is set back by 6 minutes holds it, also across a restart; by 4 it does not", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2]));
    await deck.pass(1_000);
    deck.clock.set(-4 * minuteMs);
    await deck.pass(2_000);
    expect((await rolloutOf(deck, admin, id)).state).toBe("running");
    await deck.stop();
    deck.clock.set(-2 * minuteMs - 10_000);
    await deck.start();
    await deck.pass(0);
    expect((await rolloutOf(deck, admin, id)).hold).toMatchObject({ reason: "clock" });
    await act(deck, admin, id, "resume");
    await untilEnded(deck);
    expect(await deck.posts()).toBe(2);
  });

  test("a wall clock that is set on shortens neither the 30 seconds nor a gate", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    await plan(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "minutes", minutes: 10 } }));
    await deck.pass(1_000);
    deck.clock.set(minuteMs);
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(0);
    await deck.pass(28_000);
    expect(await deck.posts()).toBe(1);
    await untilEnded(deck);
    deck.clock.set(10 * minuteMs);
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(1);
    for (let count = 0; count < 11; count += 1) await deck.pass(minuteMs);
    expect(await deck.posts()).toBe(2);
  });

  test("a crash while the request is out: what was sent is found, and not sent again", async () => {
    const { deck, admin, fleet } = await deckWith(1);
    const { id } = (await plan(deck, admin, planFor(fleet, [1]))).json<Rollout>();
    await deck.control.setFault({ operation: "startImageUpdate", kind: "hold" });
    const passed = deck.pass(30_000).catch(() => undefined);
    await eventually(async () => expect(await deck.posts()).toBe(1));
    const crashed = deck.crash();
    await deck.control.clearFaults();
    await crashed;
    await passed;
    await deck.start();
    for (let count = 0; count < 5; count += 1) await deck.pass(2 * minuteMs);
    const rollout = await rolloutOf(deck, await deck.signIn("admin"), id);
    expect(rollout).toMatchObject({ state: "completed", counts: { succeeded: 1 } });
    expect(await deck.posts()).toBe(1);
  });

  test("a crash before anything was recorded: the catalog waits again, and is sent once", async () => {
    const { deck, admin, fleet } = await deckWith(1);
    const { id } = (await plan(deck, admin, planFor(fleet, [1]))).json<Rollout>();
    await deck.control.setFault({ operation: "getCatalog", kind: "hold" });
    const passed = deck.pass(30_000).catch(() => undefined);
    await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1));
    const crashed = deck.crash();
    await deck.control.clearFaults();
    await crashed;
    await passed;
    await deck.start();
    expect((await rolloutOf(deck, admin, id)).targets[0]?.state).toBe("starting");
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(1);
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed" });
    expect(await deck.posts()).toBe(1);
  });
});

test("two instances on PostgreSQL run it once, and one takes over from the other", async () => {
  const { here, there, database } = await twoStores();
  const deck = await startDeck({
    store: here,
    config: { database },
    fleet: { catalogs: 5, images: 8 },
  });
  const admin = await deck.signIn("admin");
  const fleet = await fleetOf(deck, admin, 4);
  const other = await buildApp({ config: deck.config, store: there, clock: deck.clock });
  onTestFinished(() => other.close());
  const { id } = (await plan(deck, admin, planFor(fleet, [1, 1, 2, 2]))).json<Rollout>();
  // The database's clock cannot be stepped: what waits for it is made due.
  const both = async (ms: number) => {
    deck.clock.advance(ms);
    await deck.control.advance(ms);
    for (let turn = 0; turn < 3; turn += 1) {
      await here.updateTable("image_updates").set({ next_step_at: "2000-01-01T00:00:00.000Z" }).execute();
      await here.updateTable("rollouts").set({ next_step_at: "2000-01-01T00:00:00.000Z" }).execute();
      await Promise.all([deck.app.updateWatcher.runDue(), other.updateWatcher.runDue()]);
      await Promise.all([deck.app.rolloutRunner.runDue(), other.rolloutRunner.runDue()]);
    }
  };
  await both(30_000);
  expect(await deck.posts()).toBe(2);
  await here.updateTable("rollouts").set({ lease_owner: null, lease_until: null }).execute();
  await both(3 * minuteMs);
  await both(5_000);
  expect(await deck.posts()).toBe(4);
  await both(3 * minuteMs);
  await both(5_000);
  expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed", counts: { succeeded: 4 } });
  expect(await deck.posts()).toBe(4);
}, 90_000);
