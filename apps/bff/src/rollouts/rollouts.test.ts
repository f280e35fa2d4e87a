import type { AuditEntry, Catalog, Rollout, RolloutCheck, RolloutDetail, RolloutList } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type Person, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { act, begun, check, type Fleet, fleetOf, plan, planFor, rolloutOf, statesOf } from "../testing/rollouts.ts";

const minuteMs = 60_000;

/** A deck with an administrator and `count` catalogs that one image fits. */
async function deckWith(count: number): Promise<{ deck: Deck; admin: Person; fleet: Fleet }> {
  const deck = await startDeck({ fleet: { catalogs: count + 1, images: 8 } });
  const admin = await deck.signIn("admin");
  return { deck, admin, fleet: await fleetOf(deck, admin, count) };
}

/** Lets what runs end, and what follows begin. */
const untilEnded = (deck: Deck) => deck.pass(3 * minuteMs).then(() => deck.pass(5_000));

const postsFor = async (deck: Deck) =>
  (await deck.control.log({ operation: "startImageUpdate" })).map(({ path }) => /catalogs\/([^/]+)/.exec(path)?.[1]);

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
    await begun(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
    await untilEnded(deck);
    await deck.control.clearLog();
    for (let count = 0; count < 10; count += 1) await deck.pass(minuteMs);
    expect(await deck.control.log()).toEqual([]);
  });

  test("a catalog that runs the image already is skipped, never sent", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    await deck.control.patchCatalog(fleet.catalogs[0]?.id ?? "", { imageId: fleet.imageId });
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
    const rollout = await rolloutOf(deck, admin, id);
    // A wave in which nothing was sent passes its gate at once.
    expect(statesOf(rollout)).toEqual(["skipped", "updating"]);
    expect(rollout.targets[0]?.skipReason).toMatchObject({ reason: "alreadyOnImage" });
    expect(await postsFor(deck)).toEqual([fleet.catalogs[1]?.id]);
  });

  test("a rollout of nothing but such catalogs completes", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    for (const { id } of fleet.catalogs) await deck.control.patchCatalog(id, { imageId: fleet.imageId });
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2]));
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed", counts: { skipped: 2 } });
    expect(await deck.posts()).toBe(0);
  });
});

describe("a failure", () => {
  async function failed() {
    const { deck, admin, fleet } = await deckWith(3);
    const bad = fleet.catalogs[0]?.id ?? "";
    await deck.control.patchCatalog(bad, { name: "Payroll fails" });
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2, 2]));
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
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2]));
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
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
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
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }));
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
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2, 3], { gate: { kind: "minutes", minutes: 10 } }));
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
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2]));
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
    const { id } = await begun(deck, admin, planFor(fleet, [1, 1, 2], { gate: { kind: "person" } }));
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

describe("what is refused, with nothing stored", () => {
  test.each<[what: string, status: number, change: (body: ReturnType<typeof planFor>, fleet: Fleet) => object]>([
    [
      "a gap in the waves",
      422,
      (body) => ({ ...body, targets: body.targets.map((one, place) => ({ ...one, wave: place * 2 + 1 })) }),
    ],
    ["a catalog twice", 422, (body) => ({ ...body, targets: [body.targets[0], body.targets[0]] })],
    ["an unknown catalog", 422, (body) => ({ ...body, targets: [{ ...body.targets[0], catalogId: "nobody" }] })],
    ["an unknown image", 422, (body) => ({ ...body, targets: [{ ...body.targets[0], imageId: "nothing" }] })],
    [
      "another image than the catalog runs",
      422,
      (body) => ({ ...body, targets: [{ ...body.targets[0], expectedImageId: "other" }] }),
    ],
    ["a gate of minutes without them", 422, (body) => ({ ...body, gate: { kind: "minutes" } })],
    [
      "a time that has passed",
      422,
      (body) => ({ ...body, start: { kind: "at", local: "2020-01-01T12:00", timeZone: "UTC" } }),
    ],
    [
      "a time that the clocks skip",
      422,
      (body) => ({ ...body, start: { kind: "at", local: "2027-03-28T02:30", timeZone: "Europe/Berlin" } }),
    ],
    [
      "201 catalogs",
      422,
      (body) => ({
        ...body,
        targets: Array.from({ length: 201 }, (_, place) => ({ ...body.targets[0], catalogId: `c${place}` })),
      }),
    ],
    ["no catalog", 400, (body) => ({ ...body, targets: [] })],
    ["an unknown field", 400, (body) => ({ ...body, surprise: true })],
    ["eleven at once", 400, (body) => ({ ...body, maxParallel: 11 })],
  ])("%s: %i", async (_what, status, change) => {
    const { deck, admin, fleet } = await deckWith(2);
    const answer = await plan(deck, admin, change(planFor(fleet, [1, 1]), fleet));
    expect(problemOf(answer).status, answer.body).toBe(status);
    expect(answer.json<{ errors?: unknown; targets?: unknown }>()).toSatisfy(
      ({ errors, targets }: { errors?: unknown; targets?: unknown }) => errors !== undefined || targets !== undefined,
    );
    expect(await deck.store.selectFrom("rollouts").select("id").execute()).toEqual([]);
    expect(await deck.store.selectFrom("rollout_targets").select("catalog_id").execute()).toEqual([]);
  });

  test("more catalogs than may be is 422 however large the body is, up to 256 KiB", async () => {
    const { deck, admin, fleet } = await deckWith(1);
    const body = planFor(fleet, [1]);
    const many = (bytes: number) => ({
      ...body,
      targets: Array.from({ length: 201 }, (_, place) => ({
        ...body.targets[0],
        catalogId: `c${place}`,
        acknowledgedWarnings: Array.from({ length: Math.floor(bytes / 201 / 90) }, () => "w".repeat(86)),
      })),
    });
    expect(JSON.stringify(many(180_000)).length).toBeGreaterThan(150_000);
    expect(problemOf(await plan(deck, admin, many(180_000))).status).toBe(422);
    expect(problemOf(await check(deck, admin, many(180_000))).status).toBe(422);
    expect(problemOf(await plan(deck, admin, many(300_000))).status).toBe(413);
  });

  test("warnings that were not acknowledged, by catalog; acknowledged they start", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const [warned] = fleet.catalogs;
    await deck.control.patchImage(fleet.imageId, { isDeprecated: true });
    const refused = problemOf(await plan(deck, admin, planFor(fleet, [1, 1])));
    expect(refused).toMatchObject({
      status: 422,
      targets: fleet.catalogs.map(({ id }) => ({
        catalogId: id,
        verdict: "warnings",
        rules: [{ code: "image-deprecated", severity: "warn" }],
      })),
    });
    const body = planFor(fleet, [1, 1]);
    const targets = body.targets.map((one) => ({ ...one, acknowledgedWarnings: ["image-deprecated"] }));
    await begun(deck, admin, { ...body, targets });
    expect(await postsFor(deck)).toContain(warned?.id);
  });

  test("a catalog in another open rollout, or being updated", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const [first, second] = fleet.catalogs;
    const single = { imageId: fleet.imageId, expectedImageId: fleet.fromImageId, vdaUpdateDelay: 60 };
    await deck.startUpdate(admin, second?.id ?? "", single);
    await plan(deck, admin, planFor(fleet, [1]));
    const refused = problemOf(await plan(deck, admin, planFor(fleet, [1, 1]), "second"));
    expect(refused).toMatchObject({
      status: 409,
      targets: [
        { catalogId: first?.id, verdict: "busy", rules: [{ code: "in-rollout" }] },
        { catalogId: second?.id, verdict: "busy" },
      ],
    });
  });

  test("the same key and body is the same rollout, another body is not", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const [one, two] = await Promise.all([
      plan(deck, admin, planFor(fleet, [1, 1])),
      plan(deck, admin, planFor(fleet, [1, 1])),
    ]);
    const again = await plan(deck, admin, planFor(fleet, [1, 1]));
    expect([one, two, again].map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    expect(new Set([one, two, again].map((answer) => answer?.json<Rollout>().id)).size).toBe(1);
    expect(problemOf(await plan(deck, admin, planFor(fleet, [1, 2])))).toMatchObject({
      status: 422,
      code: "idempotency-key-reused",
    });
  });

  test("a key of a rollout, for a single update", async () => {
    const { deck, admin, fleet } = await deckWith(1);
    const single = { imageId: fleet.imageId, expectedImageId: fleet.fromImageId, vdaUpdateDelay: 60 };
    const answer = await deck.startUpdate(admin, fleet.catalogs[0]?.id ?? "", single, "rollout:a:b:1");
    expect(problemOf(answer)).toMatchObject({ status: 400 });
    expect(await deck.posts()).toBe(0);
  });
});

test("a check says what each catalog is like, and stores nothing", async () => {
  const { deck, admin, fleet } = await deckWith(3);
  const [, there, gone] = fleet.catalogs;
  await deck.control.patchCatalog(there?.id ?? "", { imageId: fleet.imageId });
  const body = planFor(fleet, [1, 1, 2]);
  const targets = body.targets.map((one) => (one.catalogId === gone?.id ? { ...one, catalogId: "gone" } : one));
  const answer = await check(deck, admin, { ...body, targets });
  expect(answer.json<RolloutCheck>(), answer.body).toMatchObject({
    targets: [{ verdict: "ready", rules: [] }, { verdict: "alreadyOnImage" }, { verdict: "blocked" }],
    totals: { catalogs: 1, machines: fleet.catalogs[0]?.totalMachinesInCatalog },
  });
  expect(await deck.store.selectFrom("rollouts").select("id").execute()).toEqual([]);
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
      targetState: "waiting",
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

test("every act of a person and every hold is audited", async () => {
  const { deck, admin, fleet } = await deckWith(2);
  await deck.control.patchCatalog(fleet.catalogs[0]?.id ?? "", { name: "Payroll fails" });
  const { id } = await begun(deck, admin, planFor(fleet, [1, 2]));
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

describe("Start nothing", () => {
  const turn = (deck: Deck, headers: Person, payload: object) =>
    deck.app.inject({ method: "PUT", url: "/api/connections/default/start-nothing", headers, payload });

  test("no update and no rollout begins while it is on, and open rollouts wait", async () => {
    const { deck, admin, fleet } = await deckWith(3);
    const { id } = await begun(deck, admin, planFor(fleet, [1, 2]));
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
