import type { AuditVerification, CatalogList, ImageUpdate, ImageUpdateList } from "@catalog-deck/contract";
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

test("the audit log tells of it in order, under people who have no account, and its chain is whole", async () => {
  const { deck, admin } = await demoDeck();
  const verified = await deck.app.inject({ url: "/api/audit/verification", headers: admin });
  expect(verified.json<AuditVerification>()).toMatchObject({ whole: true });
  const list = await deck.app.inject({ url: "/api/audit?kind=update-ended&limit=200", headers: admin });
  const times = list.json<{ items: { at: string }[] }>().items.map(({ at }) => at);
  expect(times.length).toBeGreaterThan(20);
  expect(times).toEqual(times.toSorted().reverse());
});
