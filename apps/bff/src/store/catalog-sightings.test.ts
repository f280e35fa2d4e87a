import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { databases, type TestDatabase } from "../testing/databases.ts";
import {
  type CatalogSighting,
  findSighting,
  insertSightings,
  listSightings,
  replaceSighting,
} from "./catalog-sightings.ts";
import type { Store } from "./database.ts";

function sightingOf(id: string, changes: Partial<CatalogSighting> = {}): CatalogSighting {
  return {
    site_key: "default",
    catalog_id: id,
    image_id: "old",
    image_name: "Old",
    updating: 0,
    last_modified_at: null,
    seen_at: "2026-11-23T14:00:00.000Z",
    ...changes,
  };
}

describe.each(databases)("what catalogs looked like, on $database", ({ start }) => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await start();
    store = await database.open();
  });
  afterEach(async () => {
    await store.deleteFrom("catalog_sightings").execute();
  });
  afterAll(async () => {
    await store.destroy();
    await database.close();
  });

  test("the first sight of a catalog is kept, also when two instances see it at once, and of a thousand too", async () => {
    const first = Array.from({ length: 1_000 }, (_, index) => sightingOf(`catalog-${index}`));
    const second = first.map((sighting) => ({ ...sighting, image_id: "new" }));
    await insertSightings(store, first);
    await insertSightings(store, second);
    expect(await listSightings(store, "default")).toHaveLength(1_000);
    expect(await listSightings(store, "another")).toEqual([]);
    expect(await findSighting(store, "default", "catalog-999")).toEqual(first[999]);
  });

  test.each([null, "old"])("of many who replace a sighting of image %s one does", async (image_id) => {
    const before = sightingOf("sales", { image_id });
    await insertSightings(store, [before, sightingOf("support")]);
    const results = await Promise.all(
      ["a", "b", "c"].map((image) => replaceSighting(store, before, { ...before, image_id: image })),
    );
    expect(results.filter((done) => done)).toHaveLength(1);
    expect(["a", "b", "c"]).toContain((await findSighting(store, "default", "sales"))?.image_id);
    expect((await findSighting(store, "default", "support"))?.image_id).toBe("old");
  });
});
