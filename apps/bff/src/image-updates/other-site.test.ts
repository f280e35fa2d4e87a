import type { ImageUpdate } from "@catalog-deck/contract";
import { startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { leadsTo } from "../citrix/connection.ts";
import { type Deck, readyToUpdate, startDeck } from "../testing/deck.ts";

/** A deck with an update under way at its site, and the entries of the audit log about it. */
async function deckWithUpdate() {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
  const [connection] = deck.config.connections;
  if (connection === undefined) throw new Error("a deck has a connection");
  const { siteId = "" } = (await deck.update(admin, id)).site ?? {};
  return { deck, admin, catalog, body, id, connection, siteId };
}

async function auditOf(deck: Deck, updateId: string) {
  const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  return rows
    .map(({ entry }) => JSON.parse(entry) as { kind: string; updateId?: string; details: Record<string, unknown> })
    .filter((entry) => entry.updateId === updateId);
}

test("an update and its audit entries name the customer and the site that it was sent to", async () => {
  const { deck, id, admin, connection } = await deckWithUpdate();
  const [sent] = await deck.control.log({ operation: "startImageUpdate" });
  const { site } = await deck.update(admin, id);
  expect(sent?.path).toContain(`/${site?.customerId}/${site?.siteId}/`);
  expect(site?.customerId).toBe(connection.customerId);
  const entries = await auditOf(deck, id);
  expect(entries.map(({ kind }) => kind)).toEqual(["update-intended", "update-outcome"]);
  for (const { details } of entries) expect(details).toMatchObject({ ...site });
});

test.each(["customer", "site"])(
  "after a restart with another %s the update ends as unknown: nothing is read there for it, and nothing sent",
  async (what) => {
    const { deck, admin, catalog, id, connection, siteId } = await deckWithUpdate();
    const sentTo = { customerId: connection.customerId, siteId };
    // Another customer is another Citrix Cloud with the same ids, where the catalog is on its new image already.
    const other = await startSimulator({
      fleet: { catalogs: 8, images: 16 },
      clock: "stepped",
      customerId: "fabrikam",
    });
    onTestFinished(() => other.close());
    await deck.stop();
    deck.config.connections[0] =
      what === "site"
        ? { ...connection, siteId: "another-site" }
        : { ...connection, ...credentialsOf(other), customerId: "fabrikam" };
    await deck.control.clearLog();
    await deck.start();
    await deck.pass(10_000);
    await deck.pass(60_000);

    const update = await deck.update(admin, id);
    expect(update).toMatchObject({
      state: "unknown",
      site: sentTo,
      finishedAt: expect.any(String),
      fact: { code: "site-left", params: { site: siteId, customer: sentTo.customerId } },
      message: expect.stringContaining(`site ${siteId} of the customer ${sentTo.customerId}`),
    });
    expect(update.decision).toBeUndefined();
    expect(update.timeline?.at(-1)).toMatchObject({ state: "unknown", message: update.message });
    expect((await auditOf(deck, id)).at(-1)).toMatchObject({
      kind: "update-ended",
      details: { state: "unknown", ...sentTo },
    });
    for (const simulator of [deck.control, other.control]) {
      const asked = await simulator.log();
      expect(asked.filter(({ path }) => path.includes(catalog.id))).toEqual([]);
    }
    const rows = await deck.store.selectFrom("image_updates").select(["active", "blocks_catalog"]).execute();
    expect(rows).toEqual([{ active: 0, blocks_catalog: 0 }]);
  },
);

test("a catalog of the same id at another customer does not show the update as its own", async () => {
  const { deck, admin, catalog, connection } = await deckWithUpdate();
  const customerId = "fabrikam";
  const other = await startSimulator({ fleet: { catalogs: 8, images: 16 }, clock: "stepped", customerId });
  onTestFinished(() => other.close());
  await deck.stop();
  deck.config.connections[0] = { ...connection, ...credentialsOf(other), customerId };
  await deck.start();
  const twin = (await deck.catalogs(admin)).items.find(({ id }) => id === catalog.id);
  expect(twin).toBeDefined();
  expect([twin?.activeUpdate, twin?.lastUpdate]).toEqual([undefined, undefined]);
});

test("an administrator cannot decide about an update of another site", async () => {
  const { deck, admin, id, connection } = await deckWithUpdate();
  await deck.store
    .updateTable("image_updates")
    .set({ state: "unknown", decision_needed_since: "2026-03-02T09:00:00.000Z", catalog_seen: "{}" })
    .execute();
  await deck.stop();
  deck.config.connections[0] = { ...connection, siteId: "another-site" };
  await deck.start();
  const answer = await deck.app.inject({
    method: "POST",
    url: `/api/connections/default/image-updates/${id}/decision`,
    headers: admin,
    payload: { outcome: "started", reason: "I saw it", seenVersion: "any" },
  });
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({ code: "decision-not-open" });
});

test("the same customer and site, also named outright now, goes on", async () => {
  const { deck, admin, id, connection, siteId } = await deckWithUpdate();
  await deck.stop();
  deck.config.connections[0] = { ...connection, siteId };
  await deck.start();
  for (let step = 0; step < 30; step += 1) await deck.pass(5_000);
  expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
  expect(await deck.posts()).toBe(1);
});

test.each([
  [{ customerId: "a" }, { customerId: "a", siteId: "1" }, true],
  [{ customerId: "a", siteId: "1" }, { customerId: "a", siteId: "1" }, true],
  [{ customerId: "a", siteId: "2" }, { customerId: "a", siteId: "1" }, false],
  [{ customerId: "b" }, { customerId: "a", siteId: "1" }, false],
  [{ customerId: "b", siteId: "1" }, { customerId: "a", siteId: "1" }, false],
  [{ customerId: "A", siteId: "S1" }, { customerId: "a", siteId: "s1" }, true],
  [{ customerId: "a", siteId: "1" }, { customerId: null, siteId: null }, true],
])("a connection to %j and an update sent to %j: %s", (config, sentTo, expected) => {
  expect(leadsTo(config, sentTo)).toBe(expected);
});

function credentialsOf({ baseUrl, clientId, clientSecret }: Awaited<ReturnType<typeof startSimulator>>) {
  return { apiBaseUrl: baseUrl, clientId, clientSecret };
}
