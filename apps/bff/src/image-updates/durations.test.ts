import type { UpdateDurations } from "@catalog-deck/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../store/database.ts";
import { insertImageUpdate } from "../store/image-updates.ts";
import { databases, type TestDatabase } from "../testing/databases.ts";
import { startDeck } from "../testing/deck.ts";
import { endedUpdate } from "../testing/ended-update.ts";
import { DurationReader } from "./durations.ts";

const min = 60_000;

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  const have = async (tookMinutes: readonly number[], changes: Parameters<typeof endedUpdate>[1] = {}) => {
    for (const took of tookMinutes) await insertImageUpdate(store, endedUpdate(took, changes));
  };
  const durations = async (catalogId?: string) => (await new DurationReader(store).of("default", catalogId)).items;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  }, 60_000);
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

  test("what did not succeed is not counted, and of changes from outside only those whose begin Citrix told", async () => {
    await have([10, 10, 10], { state: "rolledBack" });
    await have([10, 10, 10], { state: "failed" });
    await have([20, 20, 20], { origin: "outside" });
    expect(await durations("sales")).toEqual([]);
    await have([20, 30, 40], { origin: "outside", started_at: "2026-11-20T09:50:00.000Z" });
    expect(await durations("sales")).toEqual([
      { pace: "notKnown", scope: "catalog", updates: 3, p50Ms: 40 * min, p95Ms: 50 * min },
    ]);
  });

  test("the figures are kept until another update ends", async () => {
    const reader = new DurationReader(store);
    const counted = async () => (await reader.of("default", "sales")).items[0]?.updates;
    await have([50, 50, 50]);
    expect(await counted()).toBe(3);
    await have([50]);
    expect(await counted()).toBe(3);
    await have([51]);
    expect(await counted()).toBe(5);
  });
});

test("helpdesk may ask how long updates usually take; what makes no sense is refused", async () => {
  const deck = await startDeck();
  for (const took of [5, 6, 7]) await insertImageUpdate(deck.store, endedUpdate(took));
  const helpdesk = await deck.signIn("helpdesk");
  const answer = await deck.get("image-updates/durations?catalogId=sales", helpdesk);
  expect(answer.json<UpdateDurations>().items).toMatchObject([{ scope: "catalog", updates: 3, p50Ms: 6 * min }]);
  expect((await deck.get("image-updates/durations?state=failed", helpdesk)).statusCode).toBe(400);
});
