import type { AuditEntry, Rollout, RolloutDetail } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { eventually } from "../testing/eventually.ts";
import {
  act,
  begunRollout,
  deckWith,
  plan,
  planFor,
  postsFor,
  rolloutOf,
  statesOf,
  untilEnded,
} from "../testing/rollouts.ts";

const minuteMs = 60_000;

describe("what people do", () => {
  test("cancel within the 30 seconds sends nothing at all", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = (await plan(deck, admin, planFor(fleet, [1, 1]))).json<Rollout>();
    await deck.pass(20_000);
    expect((await act(deck, admin, id, "cancel")).json()).toMatchObject({
      state: "cancelled",
      counts: { cancelled: 2 },
    });
    await deck.pass(60 * minuteMs);
    expect(await deck.posts()).toBe(0);
    const again = await deck.signIn("admin");
    expect(await rolloutOf(deck, again, id)).toMatchObject({ finishedAt: expect.any(String) });
    expect((await plan(deck, again, planFor(fleet, [1, 1]), "another")).statusCode).toBe(202);
  });

  test("pause holds what waits, what runs goes on, and resume goes on", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2]));
    expect((await act(deck, admin, id, "pause", { version: 1 })).json()).toMatchObject({
      state: "held",
      hold: { reason: "paused" },
    });
    await untilEnded(deck);
    expect(statesOf(await rolloutOf(deck, admin, id))).toEqual(["succeeded", "waiting"]);
    expect(await deck.posts()).toBe(1);
    await act(deck, admin, id, "resume");
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(2);
  });

  test("pause before the start grants 30 new seconds on resuming", async () => {
    const { deck, admin, fleet } = await deckWith(1);
    const { id } = (await plan(deck, admin, planFor(fleet, [1]))).json<Rollout>();
    await deck.pass(20_000);
    await act(deck, admin, id, "pause");
    await deck.pass(10 * minuteMs);
    expect((await act(deck, admin, id, "resume")).json()).toMatchObject({ state: "scheduled" });
    await deck.pass(29_000);
    expect(await deck.posts()).toBe(0);
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(1);
  });

  test("a person's gate is passed by continue, with what they wrote", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
    await untilEnded(deck);
    const held = await rolloutOf(deck, admin, id);
    expect(held).toMatchObject({ state: "held", hold: { reason: "gate", params: { wave: 1, next: 2 } } });
    expect(problemOf(await act(deck, admin, id, "resume"))).toMatchObject({ status: 409, rollout: { id } });
    const second = await deck.signIn("second admin");
    const passed = (await act(deck, second, id, "continue", { reason: "looks good" })).json<RolloutDetail>();
    expect(passed).toMatchObject({ state: "running", responsible: { displayName: "Sam Second" } });
    expect(passed.waves[1]).toMatchObject({ passedBy: { displayName: "Sam Second" }, note: "looks good" });
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(2);
  });

  test("a pause at a gate holds until it is resumed, and then at the gate again", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
    await untilEnded(deck);
    expect((await act(deck, admin, id, "pause")).json()).toMatchObject({ hold: { reason: "paused" } });
    expect(problemOf(await act(deck, admin, id, "continue")).status).toBe(409);
    await act(deck, admin, id, "resume");
    await deck.pass(1_000);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ hold: { reason: "gate" } });
    expect(await deck.posts()).toBe(1);
  });

  test("a gate of minutes opens by itself, or sooner by a person", async () => {
    const { deck, admin, fleet } = await deckWith(3);
    const { id } = await begunRollout(
      deck,
      admin,
      planFor(fleet, [1, 2, 3], { gate: { kind: "minutes", minutes: 10 } }),
    );
    await untilEnded(deck);
    const { state, waves } = await rolloutOf(deck, admin, id);
    expect(state).toBe("running");
    expect(waves[1]?.opensAt).toBeDefined();
    const left = Date.parse(waves[1]?.opensAt ?? "") - deck.clock.now().getTime();
    await deck.pass(left - 1_000);
    expect(await deck.posts()).toBe(1);
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(2);
    await untilEnded(deck);
    expect((await act(deck, admin, id, "continue")).statusCode).toBe(200);
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(3);
    expect(problemOf(await act(deck, admin, id, "continue")).status).toBe(409);
  });

  test("of two at once the later one gets 412 with the present state", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2]));
    const { version } = await rolloutOf(deck, admin, id);
    const both = await Promise.all([
      act(deck, admin, id, "cancel", { version }),
      act(deck, admin, id, "cancel", { version }),
    ]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
    const late = both.find(({ statusCode }) => statusCode === 412);
    expect(late?.json()).toMatchObject({ code: "rollout-changed", rollout: { id, state: "cancelled" } });
  });

  test("the plan can be changed until it begins", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = (await plan(deck, admin, planFor(fleet, [1, 1]))).json<Rollout>();
    const put = (version: number, waves: number[]) =>
      deck.app.inject({
        method: "PUT",
        url: `/api/connections/default/rollouts/${id}`,
        headers: admin,
        payload: { ...planFor(fleet, waves, { maxParallel: 1 }), version },
      });
    const changed = await put(1, [1, 2]);
    expect(changed.json(), changed.body).toMatchObject({
      version: 2,
      maxParallel: 1,
      waves: [{ number: 1 }, { number: 2 }],
    });
    expect(problemOf(await put(1, [1, 1])).status).toBe(412);
    await deck.pass(30_000);
    expect(await deck.posts()).toBe(1);
    const { version } = await rolloutOf(deck, admin, id);
    expect(problemOf(await put(version, [1, 1]))).toMatchObject({ status: 409, code: "rollout-not-possible" });
  });

  test("rolling back is a rollout to the recorded images, and stops what still waits", async () => {
    const { deck, admin, fleet } = await deckWith(3);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 1, 2], { gate: { kind: "person" } }));
    await untilEnded(deck);
    const back = (places: number[], imageId = fleet.fromImageId) => ({
      ...planFor(fleet, [], { rollbackOf: id }),
      targets: places.map((place) => ({
        catalogId: fleet.catalogs[place]?.id,
        imageId,
        expectedImageId: fleet.imageId,
        wave: 1,
      })),
    });
    expect(problemOf(await plan(deck, admin, back([2]), "waiting"))).toMatchObject({ status: 422 });
    const refused = await plan(deck, admin, back([0], fleet.imageId), "no-way-back");
    expect(problemOf(refused)).toMatchObject({ status: 422 });
    const planned = await plan(deck, admin, back([1, 0]), "back");
    expect(planned.statusCode, planned.body).toBe(202);
    const rolledBack = await rolloutOf(deck, admin, id);
    expect(rolledBack).toMatchObject({ state: "cancelled", rolledBackBy: planned.json<Rollout>().id });
    await deck.pass(30_000);
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, planned.json<Rollout>().id)).toMatchObject({
      state: "completed",
      rollbackOf: id,
    });
    const images = (await deck.control.catalogs()).map(({ imageId }) => imageId);
    expect(images).not.toContain(fleet.imageId);
  });
});

test("pause that races with a start: what its answer shows as waiting is never sent", async () => {
  const { deck, admin, fleet } = await deckWith(3);
  const { id } = (await plan(deck, admin, planFor(fleet, [1, 1, 1], { maxParallel: 2 }))).json<Rollout>();
  await deck.control.setFault({ operation: "getCatalog", kind: "hold", times: 2 });
  await deck.control.advance(30_000);
  deck.clock.advance(30_000);
  const running = deck.app.rolloutRunner.runDue();
  await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(2));
  const paused = (await act(deck, admin, id, "pause")).json<RolloutDetail>();
  expect(statesOf(paused)).toEqual(["starting", "starting", "waiting"]);
  await deck.control.clearFaults();
  await running;
  await untilEnded(deck);
  expect(await postsFor(deck)).not.toContain(fleet.catalogs[2]?.id);
});

test("every act of a person and every hold is audited", async () => {
  const { deck, admin, fleet } = await deckWith(2);
  await deck.control.patchCatalog(fleet.catalogs[0]?.id ?? "", { name: "Payroll fails" });
  const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2]));
  await untilEnded(deck);
  await act(deck, admin, id, "resume", { reason: "go on" });
  await act(deck, admin, id, "cancel");
  await untilEnded(deck);
  const { items } = (await deck.app.inject({ url: "/api/audit?limit=200", headers: admin })).json<{
    items: AuditEntry[];
  }>();
  const mine = items.filter(({ kind }) => kind.startsWith("rollout-")).reverse();
  expect(mine.map(({ kind, details }) => [kind, details.act ?? details.reason ?? details.state])).toEqual([
    ["rollout-created", undefined],
    ["rollout-held", "failures"],
    ["rollout-act", "resume"],
    ["rollout-act", "cancel"],
    ["rollout-ended", "cancelled"],
  ]);
  expect(mine.every(({ details }) => details.rolloutId === id)).toBe(true);
});
