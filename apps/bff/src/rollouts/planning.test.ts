import type { Rollout, RolloutCheck } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { begunRollout, check, deckWith, type Fleet, plan, planFor, postsFor } from "../testing/rollouts.ts";

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
    await begunRollout(deck, admin, { ...body, targets });
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
