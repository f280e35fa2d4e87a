import { expect, test } from "vitest";
import { temporaryStore } from "../testing/test-app.ts";
import type { Store } from "./database.ts";
import {
  changeClaimedImageUpdate,
  changeImageUpdate,
  claimImageUpdate,
  dueImageUpdates,
  findBlockingUpdate,
  type ImageUpdateRow,
  insertImageUpdate,
  newestPerCatalog,
} from "./image-updates.ts";

const now = "2026-11-23T14:00:00.000Z";
const soon = "2026-11-23T14:00:15.000Z";
const later = "2026-11-23T14:00:15.001Z";

function rowOf(id: string, changes: Partial<ImageUpdateRow> = {}): ImageUpdateRow {
  return {
    id,
    connection_id: "default",
    catalog_id: "sales",
    catalog_name: "Sales",
    from_image_id: "old",
    from_image_name: "Old",
    to_image_id: "new",
    to_image_name: "New",
    citrix_prepared: 0,
    vda_update_delay: 60,
    warning_title: null,
    warning_message: null,
    reason: null,
    requested_by_id: "a",
    requested_by_name: "Alex",
    requested_at: now,
    state: "running",
    active: 1,
    blocks_catalog: 1,
    sub_state: null,
    percent: null,
    started_at: null,
    estimated_minutes: null,
    finished_at: null,
    message: null,
    citrix_transaction_id: null,
    status_url: null,
    last_modified_at_request: null,
    rollback_warning_at_request: 0,
    processing_seen_at: null,
    answer_trouble: null,
    decision_needed_since: null,
    catalog_seen: null,
    decided_at: null,
    next_step_at: now,
    read_failures: 0,
    lease_owner: null,
    lease_until: null,
    ...changes,
  };
}

async function storeWith(...rows: ImageUpdateRow[]): Promise<Store> {
  const store = await temporaryStore();
  for (const row of rows) await insertImageUpdate(store, row);
  return store;
}

test("the database itself refuses a second update of a catalog that has not ended", async () => {
  const store = await storeWith(rowOf("first"));
  await expect(insertImageUpdate(store, rowOf("second"))).rejects.toThrow();
  await insertImageUpdate(store, rowOf("elsewhere", { connection_id: "other" }));
  await insertImageUpdate(store, rowOf("another", { catalog_id: "support" }));
  await changeImageUpdate(store, "first", { active: 0, blocks_catalog: 0 });
  await insertImageUpdate(store, rowOf("second"));
  expect((await findBlockingUpdate(store, "default", "sales"))?.id).toBe("second");
});

test("of many who claim an update at once one gets it, and keeps it until its lease ends", async () => {
  const store = await storeWith(rowOf("first"));
  const claims = await Promise.all(
    ["one", "two", "three"].map((owner) => claimImageUpdate(store, { id: "first", owner, now, until: soon })),
  );
  const holder = claims.find((row) => row !== undefined)?.lease_owner ?? "";
  expect(claims.filter((row) => row !== undefined)).toHaveLength(1);
  expect(await dueImageUpdates(store, "another", now)).toEqual([]);
  expect(await dueImageUpdates(store, holder, now)).toEqual(["first"]);
  expect(await dueImageUpdates(store, "another", later)).toEqual(["first"]);
});

test("who has lost the lease meanwhile changes nothing", async () => {
  const store = await storeWith(rowOf("first"));
  await claimImageUpdate(store, { id: "first", owner: "slow", now, until: soon });
  await claimImageUpdate(store, { id: "first", owner: "next", now: later, until: later });
  expect(await changeClaimedImageUpdate(store, "first", "slow", { state: "failed" })).toBe(false);
  expect(await changeClaimedImageUpdate(store, "first", "next", { state: "succeeded" })).toBe(true);
});

test("an ended update is not watched any more", async () => {
  const store = await storeWith(rowOf("first", { active: 0, blocks_catalog: 0 }));
  expect(await dueImageUpdates(store, "one", later)).toEqual([]);
  expect(await claimImageUpdate(store, { id: "first", owner: "one", now: later, until: later })).toBeUndefined();
});

test("each catalog has its newest active and its newest ended update", async () => {
  const ended = { active: 0, blocks_catalog: 0 };
  const store = await storeWith(
    rowOf("oldest", { ...ended, requested_at: "2026-11-20T14:00:00.000Z" }),
    rowOf("older", { ...ended, requested_at: "2026-11-21T14:00:00.000Z" }),
    rowOf("waiting", { blocks_catalog: 0, requested_at: "2026-11-22T14:00:00.000Z" }),
    rowOf("running"),
    rowOf("other", { ...ended, catalog_id: "support" }),
  );
  const ids = async (catalogId?: string) =>
    (await newestPerCatalog(store, "default", catalogId)).map(({ id }) => id).sort();
  expect(await ids()).toEqual(["older", "other", "running"]);
  expect(await ids("support")).toEqual(["other"]);
});
