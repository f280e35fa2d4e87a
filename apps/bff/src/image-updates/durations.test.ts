import type { CatalogDetail, UpdateDurations } from "@catalog-deck/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../store/database.ts";
import { insertImageUpdate } from "../store/image-updates.ts";
import { databases, type TestDatabase } from "../testing/databases.ts";
import { readyToUpdate, startDeck } from "../testing/deck.ts";
import { endedUpdate } from "../testing/ended-update.ts";
import { DurationReader } from "./durations.ts";

const min = 60_000;
const scope = { connectionId: "default", siteKey: "contoso/site-1" };

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  const have = async (tookMinutes: readonly number[], changes: Parameters<typeof endedUpdate>[1] = {}) => {
    for (const took of tookMinutes) await insertImageUpdate(store, endedUpdate(took, changes));
  };
  const durations = async (catalogId?: string) => (await new DurationReader(store).of(scope, catalogId)).items;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  });
  afterEach(async () => {
    await store.deleteFrom("image_updates").execute();
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("of three updates or more of a catalog the middle and the long one are told, of fewer nothing", async () => {
    await have([50, 40]);
    expect(await durations("sales")).toEqual([]);
    await have([90]);
    expect(await durations("sales")).toEqual([
      { pace: "withinAnHour", scope: "catalog", updates: 3, p50Ms: 50 * min, p95Ms: 90 * min },
    ]);
  });

  test("a catalog with too few of its own is told those of its connection, and that they are", async () => {
    await have([50, 40]);
    await have([60, 70], { catalog_id: "support" });
    await have([500, 500, 500], { connection_id: "other" });
    expect(await durations("sales")).toEqual([
      { pace: "withinAnHour", scope: "connection", updates: 4, p50Ms: 50 * min, p95Ms: 70 * min },
    ]);
    expect(await durations()).toEqual(await durations("sales"));
  });

  test("only updates whose machines restart alike are counted together", async () => {
    await have([30, 31, 32], { vda_update_delay: 0 });
    await have([3_000, 4_000, 5_000], { vda_update_delay: -1 });
    await have([130, 140, 150], { vda_update_delay: 120 });
    const found = await durations("sales");
    expect(Object.fromEntries(found.map(({ pace, p50Ms, p95Ms }) => [pace, [p50Ms / min, p95Ms / min]]))).toEqual({
      withinAnHour: [31, 32],
      asUsersLogOff: [4_000, 5_000],
      longer: [140, 150],
    });
  });

  test("what did not succeed is not counted, and of external updates only those whose begin Citrix told", async () => {
    await have([10, 10, 10], { state: "rolledBack" });
    await have([10, 10, 10], { state: "failed" });
    await have([20, 20, 20], { origin: "external", vda_update_delay: null });
    expect(await durations("sales")).toEqual([]);
    await have([20, 30, 40], { origin: "external", vda_update_delay: null, started_at: "2026-11-20T09:50:00.000Z" });
    expect(await durations("sales")).toEqual([
      { pace: "notKnown", scope: "catalog", updates: 3, p50Ms: 40 * min, p95Ms: 50 * min },
    ]);
  });

  test("for many running updates the figures of each come in one query, its own or those of all catalogs", async () => {
    let queries = 0;
    const counted = store.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        queries++;
        return result;
      },
    });
    const reader = new DurationReader(counted);
    await have([50, 60, 70]);
    await have([10, 20], { catalog_id: "support" });
    await have([200, 300, 400], { catalog_id: "support", vda_update_delay: 240 });
    const running = [
      { catalogId: "sales", vdaUpdateDelay: 30 },
      { catalogId: "support", vdaUpdateDelay: 0 },
      { catalogId: "lab", vdaUpdateDelay: 480 },
      { catalogId: "kiosk", vdaUpdateDelay: -1 },
    ];
    const found = await reader.ofUpdates(scope, running);
    expect([...found].map(([id, { scope, updates, p50Ms }]) => [id, scope, updates, p50Ms / min])).toEqual([
      ["sales", "catalog", 3, 60],
      ["support", "connection", 5, 50],
      ["lab", "connection", 3, 300],
    ]);
    // When the last one ended, the connection's, and those of all four catalogs.
    expect(queries).toBe(3);
    expect(await reader.ofUpdates(scope, running)).toEqual(found);
    expect(queries).toBe(4);
    expect((await reader.of(scope, "sales")).items[0]).toEqual(found.get("sales"));
    expect(await reader.ofUpdates(scope, [])).toEqual(new Map());
  });

  test("the figures are kept until another update ends", async () => {
    const reader = new DurationReader(store);
    const counted = async () => (await reader.of(scope, "sales")).items[0]?.updates;
    await have([50, 50, 50]);
    expect(await counted()).toBe(3);
    await have([50]);
    expect(await counted()).toBe(3);
    await have([51]);
    expect(await counted()).toBe(5);
  });
});

test("a list brings the usual duration of what is under way along, and nothing new while nothing is", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  for (const took of [5, 6, 7]) await insertImageUpdate(deck.store, endedUpdate(took, { catalog_id: catalog.id }));
  const usual = async () => {
    const listed = (await deck.catalogs(admin)).items.filter((item) => item.usualDuration !== undefined);
    return listed.map(({ id, usualDuration }) => [id, usualDuration]);
  };
  expect(await usual()).toEqual([]);
  await deck.startUpdate(admin, catalog.id, body);
  const expected = { pace: "withinAnHour", scope: "catalog", updates: 3, p50Ms: 6 * min, p95Ms: 7 * min };
  expect(await usual()).toEqual([[catalog.id, expected]]);
  expect((await deck.get(`catalogs/${catalog.id}`, admin)).json<CatalogDetail>().usualDuration).toEqual(expected);
  const again = await deck.get("catalogs", admin);
  const none = await deck.get("catalogs", admin, { "if-none-match": String(again.headers.etag) });
  expect(none.statusCode).toBe(304);
  await deck.pass(100_000);
  expect(await usual()).toEqual([]);
});

test("helpdesk may ask how long updates usually take; what makes no sense is refused", async () => {
  const deck = await startDeck();
  for (const took of [5, 6, 7]) await insertImageUpdate(deck.store, endedUpdate(took));
  const helpdesk = await deck.signIn("helpdesk");
  const answer = await deck.get("image-updates/durations?catalogId=sales", helpdesk);
  expect(answer.json<UpdateDurations>().items).toMatchObject([{ scope: "catalog", updates: 3, p50Ms: 6 * min }]);
  expect((await deck.get("image-updates/durations?state=failed", helpdesk)).statusCode).toBe(400);
});
