import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Clock } from "../lib/clock.ts";
import { databases, type TestDatabase } from "../testing/databases.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";
import type { Store } from "./database.ts";
import { findIdempotencyKey, freeIdempotencyKey, insertIdempotencyKey, keepAnswer } from "./idempotency-keys.ts";
import {
  changeClaimedImageUpdate,
  claimImageUpdate,
  dueImageUpdates,
  keepSentLease,
  keepSubmittingLease,
  releaseLeases,
  renewLeases,
  restartWaits,
} from "./image-update-leases.ts";
import {
  appendImageUpdateEvent,
  changeImageUpdate,
  changeSentImageUpdate,
  changeUndecidedImageUpdate,
  findBlockingUpdate,
  type ImageUpdateRow,
  insertImageUpdate,
  listImageUpdates,
  newestPerCatalog,
  peopleOfUpdates,
  timelineOf,
  updatesSince,
} from "./image-updates.ts";
import { leaseTime, readLeaseTime } from "./lease-time.ts";
import { siteKeyOf } from "./site-key.ts";

const now = "2026-11-23T14:00:00.000Z";
const scope = { connectionId: "default", siteKey: siteKeyOf({ customerId: "Contoso", siteId: "SITE-1" }) };
const soon = "2026-11-23T14:00:15.000Z";
const later = "2026-11-23T14:00:15.001Z";

function rowOf(id: string, changes: Partial<ImageUpdateRow> = {}): ImageUpdateRow {
  return {
    id,
    connection_id: "default",
    customer_id: "contoso",
    site_id: "site-1",
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
    rolls_back_id: null,
    rollout_id: null,
    requested_by_id: "a",
    requested_by_name: "Alex",
    recorded_at: now,
    seen_running_since: null,
    machines_keep_disk: null,
    state: "running",
    active: 1,
    blocks_catalog: 1,
    sub_state: null,
    percent: null,
    started_at: null,
    estimated_minutes: null,
    finished_at: null,
    fact: null,
    citrix_transaction_id: null,
    status_url: null,
    last_modified_at_request: null,
    rollback_warning_at_request: 0,
    processing_seen_at: null,
    origin: "catalog-deck",
    answer_trouble: null,
    decision_needed_since: null,
    catalog_seen: null,
    decided_at: null,
    next_step_at: now,
    guessed: 0,
    quiet_since: null,
    missing_since: null,
    read_failures: 0,
    lease_owner: null,
    lease_until: null,
    ...changes,
  };
}

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  const have = async (...rows: ImageUpdateRow[]) => {
    for (const row of rows) await insertImageUpdate(store, row);
  };
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  });
  afterEach(async () => {
    for (const table of ["idempotency_keys", "image_update_events", "image_updates"] as const) {
      await store.deleteFrom(table).execute();
    }
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("the database itself refuses a second update of a catalog that has not ended, through whichever connection", async () => {
    await have(rowOf("first"));
    await expect(insertImageUpdate(store, rowOf("second"))).rejects.toThrow();
    await expect(insertImageUpdate(store, rowOf("second", { connection_id: "other" }))).rejects.toThrow();
    await expect(insertImageUpdate(store, rowOf("second", { customer_id: "CONTOSO" }))).rejects.toThrow();
    await insertImageUpdate(store, rowOf("elsewhere", { site_id: "site-2" }));
    await insertImageUpdate(store, rowOf("another customer's", { customer_id: "fabrikam" }));
    await insertImageUpdate(store, rowOf("another", { catalog_id: "support" }));
    await changeImageUpdate(store, "first", { active: 0, blocks_catalog: 0 });
    await insertImageUpdate(store, rowOf("second"));
    expect((await findBlockingUpdate(store, scope, "sales"))?.id).toBe("second");
    const other = { ...scope, connectionId: "other" };
    expect((await findBlockingUpdate(store, other, "sales"))?.id).toBe("second");
    expect(await findBlockingUpdate(store, { ...scope, siteKey: "contoso/site-3" }, "sales")).toBeUndefined();
  });

  test("an update from before sites were kept blocks, and shows, through its connection alone", async () => {
    await have(rowOf("old", { customer_id: null, site_id: null }));
    const other = { ...scope, connectionId: "other" };
    expect((await findBlockingUpdate(store, scope, "sales"))?.id).toBe("old");
    expect(await findBlockingUpdate(store, other, "sales")).toBeUndefined();
    expect((await listImageUpdates(store, { scope, limit: 10 })).map(({ id }) => id)).toEqual(["old"]);
    expect(await listImageUpdates(store, { scope: other, limit: 10 })).toEqual([]);
  });

  test("a list has the updates of the site and those of the connection from elsewhere, each once and in order", async () => {
    const ended = { active: 0, blocks_catalog: 0 };
    const at = (minute: number) => `2026-11-23T14:0${minute}:00.000Z`;
    await have(
      rowOf("1 own", { ...ended, recorded_at: at(1) }),
      rowOf("2 other connection", { ...ended, recorded_at: at(2), connection_id: "other" }),
      rowOf("3 own, led elsewhere", { ...ended, recorded_at: at(3), site_id: "site-2" }),
      rowOf("4 elsewhere", { ...ended, recorded_at: at(4), connection_id: "other", site_id: "site-2" }),
      rowOf("5 own", { ...ended, recorded_at: at(5) }),
    );
    const ids = async (more: object) =>
      (await listImageUpdates(store, { scope, limit: 10, ...more })).map(({ id }) => id[0]).join("");
    expect(await ids({})).toBe("5321");
    expect(await ids({ limit: 2 })).toBe("53");
    expect(await ids({ limit: 2, olderThan: { recordedAt: at(3), id: "3 own, led elsewhere" } })).toBe("21");
    expect(await ids({ scope: { connectionId: "default", siteKey: undefined } })).toBe("531");
  });

  test("of many who decide about an update at once one does, and whoever watched it has lost it", async () => {
    const undecided = { state: "unknown", decision_needed_since: now, lease_owner: "watcher", lease_until: later };
    await have(rowOf("first", undecided), rowOf("running", { catalog_id: "support" }));
    const decided = await Promise.all(
      ["running", "rejected", "running"].map((state) => changeUndecidedImageUpdate(store, "first", { state })),
    );
    expect(decided.filter((done) => done)).toHaveLength(1);
    expect(await changeClaimedImageUpdate(store, "first", "watcher", { state: "succeeded" })).toBe(false);
    expect(await changeUndecidedImageUpdate(store, "running", { state: "rejected" })).toBe(false);
  });

  test("updates since a time are those recorded or ended then or later, and those that have not ended", async () => {
    const ended = { active: 0, blocks_catalog: 0 };
    await have(
      rowOf("long ago", { ...ended, recorded_at: "2026-11-20T14:00:00.000Z" }),
      rowOf("goes on", { recorded_at: "2026-11-21T14:00:00.000Z" }),
      rowOf("just then", { ...ended, recorded_at: now }),
      rowOf("lately ended", { ...ended, recorded_at: "2026-11-22T14:00:00.000Z", finished_at: now }),
      rowOf("elsewhere", { ...ended, catalog_id: "support" }),
    );
    const found = await updatesSince(store, { scope, catalogId: "sales", since: now });
    expect(found.map(({ id }) => id)).toEqual(["goes on", "lately ended", "just then"]);
  });

  test("of many who claim an update at once one gets it, and keeps it until its lease ends", async () => {
    await have(rowOf("first"));
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
    await have(rowOf("first"));
    await claimImageUpdate(store, { id: "first", owner: "slow", now, until: soon });
    await claimImageUpdate(store, { id: "first", owner: "next", now: later, until: later });
    expect(await changeClaimedImageUpdate(store, "first", "slow", { state: "failed" })).toBe(false);
    expect(await changeClaimedImageUpdate(store, "first", "next", { state: "succeeded" })).toBe(true);
  });

  test("an ended update is not watched any more", async () => {
    await have(rowOf("first", { active: 0, blocks_catalog: 0 }));
    expect(await dueImageUpdates(store, "one", later)).toEqual([]);
    expect(await claimImageUpdate(store, { id: "first", owner: "one", now: later, until: later })).toBeUndefined();
  });

  test("each catalog has its newest active and its newest ended update", async () => {
    const ended = { active: 0, blocks_catalog: 0 };
    await have(
      rowOf("oldest", { ...ended, recorded_at: "2026-11-20T14:00:00.000Z" }),
      rowOf("older", { ...ended, recorded_at: "2026-11-21T14:00:00.000Z" }),
      rowOf("waiting", { blocks_catalog: 0, recorded_at: "2026-11-22T14:00:00.000Z" }),
      rowOf("running"),
      rowOf("other", { ...ended, catalog_id: "support" }),
    );
    const ids = async (catalogId?: string) =>
      (await newestPerCatalog(store, scope, catalogId)).map(({ id }) => id).sort();
    expect(await ids()).toEqual(["older", "other", "running"]);
    expect(await ids("support")).toEqual(["other"]);
  });

  test("leases are put off and given back by their owner alone", async () => {
    await have(rowOf("first"), rowOf("other", { catalog_id: "support", lease_owner: "two", lease_until: soon }));
    await claimImageUpdate(store, { id: "first", owner: "one", now, until: soon });
    await renewLeases(store, "one", "2026-11-23T14:00:30.000Z");
    expect(await dueImageUpdates(store, "another", later)).toEqual(["other"]);
    await releaseLeases(store, "one");
    expect(await dueImageUpdates(store, "another", now)).toEqual(["first"]);
  });

  test("an update may be sent by its owner alone, and only while the lease lasts", async () => {
    const lease = { lease_owner: "sender", lease_until: soon };
    await have(rowOf("first", { state: "submitting", ...lease }), rowOf("taken", { ...lease, catalog_id: "support" }));
    const keep = (id: string, owner: string, at: string) =>
      keepSubmittingLease(store, id, { owner, now: at, until: "2026-11-23T14:03:00.000Z" });
    expect(await keep("first", "another", now)).toBe(false);
    expect(await keep("taken", "sender", now)).toBe(false);
    expect(await keep("first", "sender", soon)).toBe(false);
    expect(await keep("first", "sender", now)).toBe(true);
    expect(await dueImageUpdates(store, "watcher", later)).toEqual(["taken"]);
  });

  test("whoever sends an update has it back from somebody who took it for lost, until readings have shown more", async () => {
    const taken = { lease_owner: "watcher", lease_until: later };
    await have(
      rowOf("lost", { state: "unknown", ...taken }),
      rowOf("seen", { state: "running", catalog_id: "support", ...taken }),
    );
    for (const id of ["lost", "seen"]) await keepSentLease(store, id, { owner: "sender", until: later });
    expect(await changeClaimedImageUpdate(store, "lost", "watcher", { state: "rejected" })).toBe(false);
    expect(await changeClaimedImageUpdate(store, "seen", "watcher", { state: "succeeded" })).toBe(true);
  });

  test("an answer corrects a guess, never what readings have shown", async () => {
    const ended = { active: 0, blocks_catalog: 0 };
    await have(
      rowOf("guessed", { ...ended, state: "rejected", guessed: 1 }),
      rowOf("refused", { ...ended, state: "rejected", catalog_id: "support" }),
      rowOf("shown", { ...ended, state: "failed", catalog_id: "legal" }),
    );
    const answers = ["guessed", "refused", "shown"].map((id) =>
      changeSentImageUpdate(store, id, ["unknown", "rejected", "failed"], { state: "running", active: 1, guessed: 0 }),
    );
    expect(await Promise.all(answers)).toEqual([true, false, false]);
    expect(await changeSentImageUpdate(store, "guessed", ["unknown"], { state: "unknown" })).toBe(false);
  });

  test("when the clock was set every wait begins anew, and a lease ends in a lease's time", async () => {
    const far = "2026-11-23T18:00:00.000Z";
    await have(
      rowOf("held", { next_step_at: far, lease_owner: "dead", lease_until: far, quiet_since: far, missing_since: far }),
      rowOf("asked", { catalog_id: "support", next_step_at: far, quiet_since: far, decision_needed_since: far }),
      rowOf("ended", { active: 0, blocks_catalog: 0, quiet_since: far }),
    );
    await restartWaits(store, { now, leaseUntil: soon });
    expect(await dueImageUpdates(store, "another", now)).toEqual(["asked"]);
    expect(await dueImageUpdates(store, "another", soon)).toEqual(expect.arrayContaining(["asked", "held"]));
    const rows = await store.selectFrom("image_updates").select(["id", "quiet_since", "missing_since"]).execute();
    expect(rows.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: "asked", quiet_since: far, missing_since: null },
      { id: "ended", quiet_since: far, missing_since: null },
      { id: "held", quiet_since: now, missing_since: null },
    ]);
  });

  test("leases go by a clock that no instance's wall clock moves", async () => {
    const clock = new SteppedClock(new Date());
    clock.set(-30 * 60_000);
    await have(rowOf("first", { next_step_at: "2000-01-01T00:00:00.000Z" }));
    const claim = (owner: string, of: Clock) =>
      claimImageUpdate(store, { id: "first", owner, now: leaseTime(store, of), until: leaseTime(store, of, 60_000) });
    const claimed = await claim("one", clock);
    expect(Math.abs(Date.parse(claimed?.claimed_at ?? "") - Date.now())).toBeLessThan(10_000);
    clock.set(60 * 60_000);
    expect(await claim("two", clock)).toBeUndefined();
    const leaseMs = Date.parse(claimed?.lease_until ?? "") - Date.parse(claimed?.claimed_at ?? "");
    expect(Math.abs(leaseMs - 60_000)).toBeLessThan(10_000);
    const read = await readLeaseTime(store, clock);
    expect(Math.abs(read.getTime() - Date.now())).toBeLessThan(30_000);
  });

  test("a list goes on behind its last row, by state and by catalog", async () => {
    const ended = { active: 0, blocks_catalog: 0, state: "succeeded" };
    await have(rowOf("a", ended), rowOf("b", ended), rowOf("c", { recorded_at: later }));
    const ids = async (more: object) =>
      (await listImageUpdates(store, { scope, limit: 10, ...more })).map(({ id }) => id);
    expect(await ids({})).toEqual(["c", "b", "a"]);
    expect(await ids({ olderThan: { recordedAt: now, id: "b" } })).toEqual(["a"]);
    expect(await ids({ state: "running" })).toEqual(["c"]);
    expect(await ids({ catalogId: "nothing" })).toEqual([]);
  });

  test("a list holds what was asked for in a time, by a person, and has every word", async () => {
    const ended = { active: 0, blocks_catalog: 0, state: "succeeded" };
    await have(
      rowOf("a", { ...ended, catalog_name: "Übergabe 100%", reason: "CHG0012345" }),
      rowOf("b", { ...ended, recorded_at: later, requested_by_id: "b", requested_by_name: "Berta" }),
    );
    const ids = async (more: object) =>
      (await listImageUpdates(store, { scope, limit: 10, ...more })).map(({ id }) => id);
    expect(await ids({ from: later })).toEqual(["b"]);
    expect(await ids({ to: later })).toEqual(["a"]);
    expect(await ids({ requestedById: "b" })).toEqual(["b"]);
    expect(await ids({ words: ["übergabe", "chg001"] })).toEqual(["a"]);
    expect(await ids({ words: ["100%"] })).toEqual(["a"]);
    expect(await ids({ words: ["1%0"] })).toEqual([]);
    expect(await ids({ words: ["berta", "new"] })).toEqual(["b"]);
    expect(await peopleOfUpdates(store, scope)).toEqual([
      { id: "a", displayName: "Alex" },
      { id: "b", displayName: "Berta" },
    ]);
  });

  test("a timeline keeps its order", async () => {
    await have(rowOf("first"));
    for (const [index, state] of ["submitting", "running", "succeeded"].entries()) {
      const at = `2026-11-23T14:00:0${index}.000Z`;
      const event = { at, state, sub_state: null, percent: index * 33.5, fact: null };
      await appendImageUpdateEvent(store, "first", event);
    }
    expect(await timelineOf(store, "first")).toMatchObject([
      { state: "submitting", percent: 0 },
      { state: "running", percent: 33.5 },
      { state: "succeeded", percent: 67 },
    ]);
  });

  test("of many who use an idempotency key at once one binds it, and its update stands or falls with it", async () => {
    const record = { account_id: "a", key: "k", request_hash: "hash", created_at: now };
    const attempts = ["one", "two", "three"].map((id) =>
      store.transaction().execute(async (trx) => {
        await insertImageUpdate(trx, rowOf(id, { catalog_id: id }));
        await insertIdempotencyKey(trx, { ...record, update_id: id });
        return id;
      }),
    );
    const got = (await Promise.allSettled(attempts)).flatMap((it) => (it.status === "fulfilled" ? [it.value] : []));
    expect(got).toHaveLength(1);
    expect(await findIdempotencyKey(store, "a", "k")).toMatchObject({ ...record, update_id: got[0], answer: null });
    const rows = await store.selectFrom("image_updates").select("id").execute();
    expect(rows.map(({ id }) => id)).toEqual(got);
    await keepAnswer(store, got[0] ?? "", "{}");
    expect(await findIdempotencyKey(store, "a", "k")).toMatchObject({ answer: "{}" });
    expect(await findIdempotencyKey(store, "b", "k")).toBeUndefined();
    await freeIdempotencyKey(store, got[0] ?? "");
    expect(await findIdempotencyKey(store, "a", "k")).toBeUndefined();
  });
});
