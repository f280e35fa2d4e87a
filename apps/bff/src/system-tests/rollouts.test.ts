import type { AuditEntry, Catalog, Rollout, RolloutCheck, RolloutDetail, RolloutList } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { insertImageUpdate } from "../store/image-updates.ts";
import { problemOf } from "../testing/answers.ts";
import type { Deck, PersonHeaders } from "../testing/deck.ts";
import { endedUpdate } from "../testing/ended-update.ts";
import {
  act,
  begunRollout,
  check,
  deckWith,
  plan,
  planFor,
  postsFor,
  rolloutOf,
  statesOf,
  untilEnded,
} from "../testing/rollouts.ts";

const minuteMs = 60_000;

describe("a rollout in two waves", () => {
  test("begins after 30 seconds, runs wave after wave, and completes", async () => {
    const { deck, admin, fleet } = await deckWith(3);
    const planned = await plan(deck, admin, planFor(fleet, [1, 1, 2]));
    expect(planned.statusCode, planned.body).toBe(202);
    const { id, ...rollout } = planned.json<Rollout>();
    expect(planned.headers.location).toBe(`/api/connections/default/rollouts/${id}`);
    expect(rollout).toMatchObject({
      state: "scheduled",
      undoUntil: new Date(deck.clock.now().getTime() + 30_000).toISOString(),
      counts: { waiting: 3 },
      cells: [1, 1, 2].map((wave) => ({ wave, state: "waiting" })),
      images: [{ from: { id: fleet.fromImageId }, to: { id: fleet.imageId }, catalogs: 3 }],
      version: 1,
    });
    await deck.pass(29_000);
    expect(await deck.posts()).toBe(0);
    await deck.pass(1_000);
    expect(await postsFor(deck)).toHaveLength(2);
    const running = await rolloutOf(deck, admin, id);
    expect(running).toMatchObject({ state: "running", startedAt: expect.any(String), version: 2 });
    expect(statesOf(running)).toEqual(["updating", "updating", "waiting"]);
    expect(running.targets[0]?.update).toMatchObject({ rolloutId: id, state: "running" });
    await untilEnded(deck);
    expect(await postsFor(deck)).toHaveLength(3);
    await untilEnded(deck);
    const ended = await rolloutOf(deck, admin, id);
    expect(ended).toMatchObject({ state: "completed", finishedAt: expect.any(String), counts: { succeeded: 3 } });
    expect(ended.waves).toMatchObject([
      { number: 1, state: "done", startedAt: expect.any(String), finishedAt: expect.any(String) },
      { number: 2, state: "done" },
    ]);
    expect(
      ended.events
        .map(({ kind }) => kind)
        .reverse()
        .filter((kind) => !kind.startsWith("target")),
    ).toEqual(["created", "started", "waveStarted", "waveFinished", "waveStarted", "waveFinished", "finished"]);
  });

  test("starts that fall together share one read of the images, and read each its own catalog", async () => {
    const { deck, admin, fleet } = await deckWith(4);
    await plan(deck, admin, planFor(fleet, [1, 1, 1, 1]));
    await deck.control.clearLog();
    await deck.pass(30_000);
    expect(await deck.posts()).toBe(4);
    expect(await deck.control.log({ operation: "listImages" })).toHaveLength(1);
    expect(await deck.control.log({ operation: "listCatalogs" })).toHaveLength(0);
  });

  test("while it waits it asks Citrix nothing", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    await begunRollout(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
    await untilEnded(deck);
    await deck.control.clearLog();
    for (let count = 0; count < 10; count += 1) await deck.pass(minuteMs);
    expect(await deck.control.log()).toEqual([]);
  });

  test("a catalog that runs the image already is skipped, never sent", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    await deck.control.patchCatalog(fleet.catalogs[0]?.id ?? "", { imageId: fleet.imageId });
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
    const rollout = await rolloutOf(deck, admin, id);
    // A wave in which nothing was sent passes its gate at once.
    expect(statesOf(rollout)).toEqual(["skipped", "updating"]);
    expect(rollout.targets[0]?.skipReason).toMatchObject({ reason: "alreadyOnImage" });
    expect(await postsFor(deck)).toEqual([fleet.catalogs[1]?.id]);
  });

  test("a wave in which nothing was sent leaves no gate to wait for, and hides none", async () => {
    const { deck, admin, fleet, idOf } = await deckWith(3);
    await deck.control.patchCatalog(idOf(0), { imageId: fleet.imageId });
    const gate = { kind: "minutes", minutes: 20 } as const;
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2, 3], { gate }));
    const opens = async () => (await rolloutOf(deck, admin, id)).waves.map(({ opensAt }) => opensAt !== undefined);
    expect(await deck.posts()).toBe(1);
    expect(await opens()).toEqual([false, false, false]);
    expect(problemOf(await act(deck, admin, id, "continue")).status).toBe(409);
    await untilEnded(deck);
    expect(await opens()).toEqual([false, false, true]);
  });

  test("a rollout of nothing but such catalogs completes", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    for (const { id } of fleet.catalogs) await deck.control.patchCatalog(id, { imageId: fleet.imageId });
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2]));
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed", counts: { skipped: 2 } });
    expect(await deck.posts()).toBe(0);
  });
});

describe("a failure", () => {
  async function failed() {
    const { deck, admin, fleet } = await deckWith(3);
    const bad = fleet.catalogs[0]?.id ?? "";
    await deck.control.patchCatalog(bad, { name: "Payroll fails" });
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2, 2]));
    await untilEnded(deck);
    return { deck, admin, fleet, bad, id };
  }

  test("stops it, and says so", async () => {
    const { deck, admin, bad, id } = await failed();
    const held = await rolloutOf(deck, admin, id);
    expect(held).toMatchObject({
      state: "held",
      hold: { reason: "failures", params: { catalogs: [{ catalogId: bad }] } },
    });
    await deck.pass(60 * minuteMs);
    expect(await deck.posts()).toBe(1);
  });

  test("is accepted by resuming: the rest goes on, and the end says that something failed", async () => {
    const { deck, admin, id } = await failed();
    expect((await act(deck, admin, id, "resume")).json<RolloutDetail>()).toMatchObject({ state: "running" });
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(3);
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({
      state: "completedWithFailures",
      counts: { failed: 1, succeeded: 2 },
    });
  });

  test("is retried, and only it", async () => {
    const { deck, admin, bad, id } = await failed();
    await deck.control.patchCatalog(bad, { name: "Payroll", state: "Active", warnings: [], statusMessage: null });
    const retried = (await act(deck, admin, id, "retry-failed")).json<RolloutDetail>();
    expect(retried.targets[0]).toMatchObject({ state: "waiting", attempt: 2 });
    expect(retried.targets[0]?.acknowledgedWarnings).toContain("catalog-has-error-warning");
    await deck.pass(1_000);
    expect(await postsFor(deck)).toEqual([bad, bad]);
    await untilEnded(deck);
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed", counts: { succeeded: 3 } });
  });

  test("is skipped: the hold stays until somebody resumes, and the end says that something failed", async () => {
    const { deck, admin, bad, id } = await failed();
    const skipped = await act(deck, admin, id, `targets/${bad}/skip`, { reason: "not this month" });
    expect(skipped.json<RolloutDetail>()).toMatchObject({ state: "held", counts: { skipped: 1 } });
    await deck.pass(minuteMs);
    expect(await deck.posts()).toBe(1);
    await act(deck, admin, id, "resume");
    await deck.pass(1_000);
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completedWithFailures" });
  });
});

test("a plan that is to replace a rollout finds its own catalogs free, any other finds them busy", async () => {
  const { deck, admin, fleet } = await deckWith(2);
  const { id } = (await plan(deck, admin, planFor(fleet, [1, 2]))).json<Rollout>();
  const verdicts = async (changes?: string) =>
    (await check(deck, admin, planFor(fleet, [1, 1]), changes))
      .json<RolloutCheck>()
      .targets.map(({ verdict }) => verdict);
  expect(await verdicts()).toEqual(["busy", "busy"]);
  expect(await verdicts(id)).toEqual(["ready", "ready"]);
});

test("a catalog of a later wave tells when that is expected to begin", async () => {
  const { deck, admin, fleet } = await deckWith(2);
  const { customerId: customer_id, siteId: site_id } = deck.simulator;
  for (let count = 0; count < 6; count += 1) {
    await insertImageUpdate(deck.store, endedUpdate(80, { customer_id, site_id }));
  }
  await begunRollout(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "minutes", minutes: 30 } }));
  const { items } = await deck.catalogs(admin);
  const [first, second] = fleet.catalogs.map(({ id }) => items.find((one) => one.id === id)?.rollout);
  expect(first?.waveStartsAt).toBeUndefined();
  const minutesAhead = (Date.parse(second?.waveStartsAt ?? "") - deck.clock.now().getTime()) / minuteMs;
  expect(minutesAhead).toBeGreaterThan(105);
  expect(minutesAhead).toBeLessThanOrEqual(111);
});

test("while a gate counts, list and page name the same end, and neither changes", async () => {
  const { deck, admin, fleet } = await deckWith(2);
  const { customerId: customer_id, siteId: site_id } = deck.simulator;
  for (let count = 0; count < 6; count += 1) {
    await insertImageUpdate(deck.store, endedUpdate(80, { customer_id, site_id }));
  }
  const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "minutes", minutes: 30 } }));
  await untilEnded(deck);
  const [list, detail] = [await deck.get("rollouts", admin), await deck.get(`rollouts/${id}`, admin)];
  const { estimatedEnd, waves } = detail.json<RolloutDetail>();
  expect(estimatedEnd).toBeDefined();
  expect(Date.parse(estimatedEnd ?? "")).toBeGreaterThanOrEqual(Date.parse(waves[1]?.opensAt ?? "") + 80 * minuteMs);
  expect(list.json<RolloutList>().items[0]?.estimatedEnd).toBe(estimatedEnd);
  for (let count = 0; count < 5; count += 1) {
    await deck.pass(3 * minuteMs);
    for (const [path, { headers }] of [["rollouts", list] as const, [`rollouts/${id}`, detail] as const]) {
      expect((await deck.get(path, admin, { "if-none-match": String(headers.etag) })).statusCode, path).toBe(304);
    }
  }
});

describe("catalogs and lists", () => {
  test("a catalog tells the open rollout that it is part of, and the list changes with it", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const before = await deck.get("catalogs", admin);
    const { id, name } = (await plan(deck, admin, planFor(fleet, [1, 2]))).json<Rollout>();
    const list = await deck.get("catalogs", admin, { "if-none-match": String(before.headers.etag) });
    expect(list.statusCode).toBe(200);
    const catalog = list.json<{ items: Catalog[] }>().items.find((one) => one.id === fleet.catalogs[1]?.id);
    expect(catalog?.rollout).toEqual({
      id,
      name,
      wave: 2,
      waves: 2,
      currentWave: 1,
      targetState: "waiting",
      toImage: { id: expect.any(String), name: expect.any(String) },
      rolloutState: "scheduled",
      startsAt: expect.any(String),
    });
    expect((await deck.get(`catalogs/${catalog?.id}`, admin)).json<Catalog>().rollout?.id).toBe(id);
    await act(deck, admin, id, "cancel");
    const { items } = await deck.catalogs(admin);
    expect(items.filter(({ rollout }) => rollout !== undefined)).toEqual([]);
  });

  test("the list is newest first, by state, in pages, and 304 while nothing changes", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const first = (await plan(deck, admin, planFor(fleet, [1]))).json<Rollout>();
    await act(deck, admin, first.id, "cancel");
    await deck.pass(1_000);
    const second = (await plan(deck, admin, planFor(fleet, [1]), "second")).json<Rollout>();
    const get = async (search: string, headers = {}) => deck.get(`rollouts${search}`, admin, headers);
    const list = await get("");
    const idsOf = (answer: typeof list) => answer.json<RolloutList>().items.map(({ id }) => id);
    expect(idsOf(list)).toEqual([second.id, first.id]);
    expect(idsOf(await get("?state=cancelled,completed"))).toEqual([first.id]);
    const page = (await get("?limit=1")).json<RolloutList>();
    expect(idsOf(await get(`?limit=1&cursor=${page.nextCursor}`))).toEqual([first.id]);
    deck.clock.advance(1_000);
    expect((await get("", { "if-none-match": String(list.headers.etag) })).statusCode).toBe(304);
    const detail = await get(`/${second.id}`);
    expect((await get(`/${second.id}`, { "if-none-match": String(detail.headers.etag) })).statusCode).toBe(304);
    expect(problemOf(await get("?state=nonsense")).status).toBe(400);
  });
});

describe("Start nothing", () => {
  const turn = (deck: Deck, headers: PersonHeaders, payload: object) =>
    deck.app.inject({ method: "PUT", url: "/api/connections/default/start-nothing", headers, payload });

  test("no update and no rollout begins while it is on, and open rollouts wait", async () => {
    const { deck, admin, fleet } = await deckWith(3);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2]));
    expect((await turn(deck, admin, { on: true, reason: "Storage is being moved." })).statusCode).toBe(200);
    const single = { imageId: fleet.imageId, expectedImageId: fleet.fromImageId, vdaUpdateDelay: 60 };
    const refused = await deck.startUpdate(admin, fleet.catalogs[2]?.id ?? "", single);
    expect(problemOf(refused)).toMatchObject({ status: 409, code: "starts-stopped" });
    const started = await plan(
      deck,
      admin,
      { ...planFor(fleet, [1]), targets: [{ ...planFor(fleet, [1, 1, 1]).targets[2] }] },
      "new",
    );
    expect(problemOf(started)).toMatchObject({ status: 409, code: "starts-stopped" });
    await untilEnded(deck);
    expect(await deck.posts()).toBe(1);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "running", waits: { reason: "startNothing" } });
    const list = (await deck.get("catalogs", admin)).json<{ startNothing?: { reason: string } }>();
    expect(list.startNothing?.reason).toBe("Storage is being moved.");
    await turn(deck, admin, { on: false });
    await deck.pass(30_000);
    expect(await deck.posts()).toBe(2);
  });

  test("it needs a reason, and is audited", async () => {
    const { deck, admin } = await deckWith(1);
    expect((await turn(deck, admin, { on: true })).statusCode).toBe(400);
    await turn(deck, admin, { on: true, reason: "no" });
    await turn(deck, admin, { on: false });
    const { items } = (await deck.app.inject({ url: "/api/audit", headers: admin })).json<{ items: AuditEntry[] }>();
    expect(items.slice(0, 2).map(({ kind }) => kind)).toEqual(["starts-allowed", "starts-stopped"]);
  });
});
