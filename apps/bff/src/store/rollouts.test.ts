import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { databases, type TestDatabase } from "../testing/databases.ts";
import type { Store } from "./database.ts";
import {
  changeClaimedRollout,
  claimRollout,
  dueRollouts,
  keepStarting,
  releaseRolloutLeases,
} from "./rollout-leases.ts";
import {
  catalogsInOpenRollouts,
  changeTargets,
  findRollout,
  findRolloutByKey,
  insertRollout,
  listRollouts,
  lockRollout,
  openRolloutOfCatalogs,
  type RolloutRow,
  type RolloutTargetRow,
  renewHoldOnCatalogs,
} from "./rollouts.ts";

const now = "2026-12-05T20:00:00.000Z";
const later = "2026-12-05T20:00:10.000Z";
const siteKey = "contoso/site-1";
const scope = { connectionId: "default", siteKey };

function rowOf(id: string, changes: Partial<RolloutRow> = {}): RolloutRow {
  return {
    id,
    connection_id: "default",
    customer_id: "Contoso",
    site_id: "Site-1",
    name: id,
    state: "scheduled",
    hold: null,
    waits: null,
    vda_update_delay: 60,
    warning_title: null,
    warning_message: null,
    reason: null,
    gate: "none",
    gate_minutes: null,
    stop_after_failures: 1,
    max_parallel: 5,
    start: JSON.stringify({ kind: "now" }),
    starts_at: now,
    undo_until: null,
    rollback_of: null,
    created_by_id: "a",
    created_by_name: "Alex",
    request_key: id,
    request_hash: "hash",
    responsible: JSON.stringify({ id: "a", displayName: "Alex", method: "password" }),
    version: 1,
    seen_at: now,
    active: 1,
    lease_owner: null,
    lease_until: null,
    next_step_at: now,
    created_at: now,
    started_at: null,
    finished_at: null,
    ...changes,
  };
}

function targetOf(rolloutId: string, catalogId: string, changes: Partial<RolloutTargetRow> = {}): RolloutTargetRow {
  return {
    rollout_id: rolloutId,
    site_key: siteKey,
    catalog_id: catalogId,
    catalog_name: catalogId,
    wave: 1,
    position: 1,
    machines: null,
    from_image_id: "old",
    from_image_name: "Old",
    to_image_id: "new",
    to_image_name: "New",
    acknowledged_warnings: "[]",
    state: "waiting",
    skip_reason: null,
    attempt: 1,
    image_update_id: null,
    sent: 0,
    failure_accepted: 0,
    busy_since: null,
    not_before: null,
    holds_catalog: 1,
    ...changes,
  };
}

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  });
  afterEach(async () => {
    for (const table of ["rollout_events", "rollout_waves", "rollout_targets", "rollouts"] as const) {
      await store.deleteFrom(table).execute();
    }
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("the database itself keeps a catalog out of a second open rollout, and a key from a second plan", async () => {
    await insertRollout(store, rowOf("first"), [targetOf("first", "sales")]);
    const second = () =>
      store.transaction().execute((trx) => insertRollout(trx, rowOf("second"), [targetOf("second", "sales")]));
    await expect(second()).rejects.toThrow();
    expect(await findRollout(store, "second")).toBeUndefined();
    await expect(insertRollout(store, rowOf("other", { request_key: "first" }), [])).rejects.toThrow();
    expect((await findRolloutByKey(store, "a", "first"))?.id).toBe("first");
    await changeTargets(store, "first", { states: ["waiting"] }, { state: "succeeded" });
    await renewHoldOnCatalogs(store, "first");
    await second();
    // The image turned out not to be in place: the catalog stays with the rollout that has it now.
    await changeTargets(store, "first", { states: ["succeeded"] }, { state: "failed" });
    await renewHoldOnCatalogs(store, "first");
    expect([...(await catalogsInOpenRollouts(store, siteKey))]).toEqual([["sales", { id: "second", name: "second" }]]);
  });

  test("it is run by one at a time, and what was decided on an older version is not written", async () => {
    await insertRollout(store, rowOf("r"), []);
    const claim = (owner: string, at = now) => claimRollout(store, { id: "r", owner, now: at, until: later });
    expect(await dueRollouts(store, "here", now)).toEqual(["r"]);
    expect((await claim("here"))?.version).toBe(1);
    expect(await claim("there")).toBeUndefined();
    expect(await dueRollouts(store, "there", now)).toEqual([]);
    const change = (version: number, owner = "here") =>
      changeClaimedRollout(store, { id: "r", owner, version }, { waits: "{}" });
    expect(await change(1, "there")).toBe(false);
    expect(await change(1)).toBe(true);
    expect((await lockRollout(store, "r"))?.version).toBe(2);
    expect(await change(1)).toBe(false);
    expect(await change(2)).toBe(true);
    expect((await claim("there", later))?.id).toBe("r");
    await releaseRolloutLeases(store, "there");
    expect((await claim("here"))?.id).toBe("r");
  });

  test("a target that was given up cannot be sent any more", async () => {
    await insertRollout(store, rowOf("r"), [targetOf("r", "sales", { state: "starting" })]);
    const which = { rolloutId: "r", catalogId: "sales", attempt: 1 };
    expect(await keepStarting(store, which)).toBe(true);
    expect(await keepStarting(store, { ...which, attempt: 2 })).toBe(false);
    await changeTargets(store, "r", { states: ["starting"] }, { state: "waiting" });
    expect(await keepStarting(store, which)).toBe(false);
  });

  test("rollouts of a site show through each connection to it, newest first", async () => {
    await insertRollout(store, rowOf("old", { created_at: "2026-12-01T20:00:00.000Z" }), []);
    await insertRollout(store, rowOf("new", { connection_id: "west", state: "running" }), [
      targetOf("new", "sales", { wave: 2 }),
    ]);
    await insertRollout(store, rowOf("elsewhere", { connection_id: "west", site_id: "site-2" }), []);
    const idsOf = async (filter: Partial<Parameters<typeof listRollouts>[1]>) =>
      (await listRollouts(store, { scope, limit: 10, ...filter })).map(({ id }) => id);
    expect(await idsOf({})).toEqual(["new", "old"]);
    expect(await idsOf({ states: ["running"] })).toEqual(["new"]);
    expect(await idsOf({ olderThan: { createdAt: now, id: "new" } })).toEqual(["old"]);
    expect((await openRolloutOfCatalogs(store, scope)).get("sales")).toEqual({
      id: "new",
      name: "new",
      wave: 2,
      waves: 2,
      currentWave: 2,
      targetState: "waiting",
      toImage: { id: expect.any(String), name: expect.any(String) },
      rolloutState: "running",
      startsAt: now,
    });
  });
});
