import type {
  AuditVerification,
  CatalogList,
  ImageUpdate,
  ImageUpdateList,
  RolloutDetail,
  RolloutList,
} from "@catalog-deck/contract";
import { recordedAt } from "@catalog-deck/domain";
import { startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { plantDemoHistory } from "./demo-history.ts";
import { startDeck, temporaryStore } from "./testing/deck.ts";

const dayMs = 24 * 60 * 60_000;

async function demoDeck() {
  const simulator = await startSimulator({ fleet: "demo", clock: "stepped" });
  onTestFinished(() => simulator.close());
  const store = await temporaryStore();
  await plantDemoHistory(store, simulator, "default");
  const deck = await startDeck({ simulator, store });
  return { deck, admin: await deck.signIn("admin"), nowMs: await simulator.control.now() };
}

test("the demo begins with 30 days of history that has ended, is marked, and fits what the catalogs are on", async () => {
  const { deck, admin, nowMs } = await demoDeck();
  const { items: updates } = (await deck.get("image-updates?limit=200", admin)).json<ImageUpdateList>();
  expect(updates.length).toBeGreaterThan(20);
  for (const update of updates) {
    expect(["succeeded", "rolledBack", "failed", "rejected"]).toContain(update.state);
    expect(update.finishedAt).toBeDefined();
    const ages = [recordedAt(update), update.finishedAt ?? ""].map((at) => nowMs - Date.parse(at));
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ages)).toBeLessThan(30 * dayMs);
    expect([update.reason, update.message, update.requestedBy?.displayName].join(" ")).toMatch(/demo/i);
  }
  const { items: catalogs } = (await deck.get("catalogs", admin)).json<CatalogList>();
  expect(
    catalogs.filter((catalog) => "activeUpdate" in catalog && catalog.activeUpdate?.origin === "catalog-deck"),
  ).toEqual([]);
  for (const catalog of catalogs) {
    const own: ImageUpdate[] = updates.filter(({ catalogId }) => catalogId === catalog.id);
    const success = own.find(({ state }) => state === "succeeded");
    if (success === undefined || !("templateImageName" in catalog)) continue;
    expect(success.toImage).toEqual({ id: catalog.imageId, name: catalog.templateImageName });
    expect(Date.parse(success.finishedAt ?? "")).toBeLessThanOrEqual(
      Date.parse(catalog.lastModifiedTime ?? "") + 1_000,
    );
  }
});

test("two rollouts have ended in it, one of them with a failure, and are told of as the server tells of its own", async () => {
  const { deck, admin, nowMs } = await demoDeck();
  const { items } = (await deck.get("rollouts", admin)).json<RolloutList>();
  expect(items.map(({ state, counts }) => [state, counts.succeeded, counts.failed])).toEqual([
    ["completedWithFailures", 2, 1],
    ["completed", 2, 0],
  ]);
  for (const { id } of items) {
    const rollout = (await deck.get(`rollouts/${id}`, admin)).json<RolloutDetail>();
    expect(rollout.name).toMatch(/^Demo: /);
    expect(rollout.createdBy.displayName).toMatch(/\(demo\)$/);
    expect(nowMs - Date.parse(rollout.createdAt)).toBeLessThan(30 * dayMs);
    for (const { state, update } of rollout.targets) {
      expect(update).toMatchObject({ rolloutId: id, state: state === "failed" ? "rolledBack" : "succeeded" });
    }
    expect(rollout.waves.every(({ state, startedAt, finishedAt }) => state === "done" && startedAt && finishedAt)).toBe(
      true,
    );
    const times = rollout.events.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    expect(rollout.events.at(-1)).toMatchObject({ kind: "created", actor: rollout.createdBy });
    expect(rollout.events[0]).toMatchObject({ kind: "finished", params: { state: rollout.state } });
    const log = await deck.app.inject({ url: "/api/audit?limit=200", headers: admin });
    const told = log
      .json<{ items: { kind: string; details: { rolloutId?: string } }[] }>()
      .items.filter(({ kind, details }) => kind.startsWith("rollout-") && details.rolloutId === id);
    expect([told.at(-1)?.kind, told[0]?.kind]).toEqual(["rollout-created", "rollout-ended"]);
  }
  // Nothing of it is taken up, and no catalog is kept.
  await deck.control.clearLog();
  await deck.pass(31_000);
  const { items: catalogs } = (await deck.get("catalogs", admin)).json<CatalogList>();
  expect(catalogs.filter((catalog) => "rollout" in catalog)).toEqual([]);
  expect(await deck.posts()).toBe(0);
});

test("the audit log tells of it in order, under people who have no account, and its chain is whole", async () => {
  const { deck, admin } = await demoDeck();
  const verified = await deck.app.inject({ url: "/api/audit/verification", headers: admin });
  expect(verified.json<AuditVerification>()).toMatchObject({ whole: true });
  const list = await deck.app.inject({ url: "/api/audit?kind=update-ended&limit=200", headers: admin });
  const times = list.json<{ items: { at: string }[] }>().items.map(({ at }) => at);
  expect(times.length).toBeGreaterThan(20);
  expect(times).toEqual(times.toSorted().reverse());
});
