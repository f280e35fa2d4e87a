import type { AuditEntry, ImageUpdate } from "@catalog-deck/contract";
import { expect, onTestFinished, test } from "vitest";
import { buildApp } from "../app.ts";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

const minuteMs = 60_000;
const oldList = JSON.stringify({ items: [] });

/** A deck that has seen its catalogs once, with one of them at rest. */
async function watchedDeck() {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const person = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, person);
  return { deck, person, catalog, id: catalog.id, from: body.expectedImageId ?? "", to: body.imageId, body };
}

/** Lets half a minute pass and the list be read. */
async function look(deck: Deck, person: PersonHeaders): Promise<void> {
  await deck.pass(30_000);
  await deck.catalogs(person);
}

async function history(deck: Deck, person: PersonHeaders, catalogId: string): Promise<ImageUpdate[]> {
  const answer = await deck.get(`image-updates?catalogId=${catalogId}`, person);
  return answer.json<{ items: ImageUpdate[] }>().items;
}

async function externalInAudit(deck: Deck): Promise<AuditEntry[]> {
  const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  return rows
    .map(({ entry }) => JSON.parse(entry) as AuditEntry)
    .filter(({ kind, actor, requestedBy }) => /^(external-update|update-ended)$/.test(kind) && !actor && !requestedBy);
}

/** Starts an update in Citrix without Catalog Deck, as a script would. */
async function startElsewhere(deck: Deck, catalogId: string, imageId: string, vdaUpdateDelay = 60): Promise<void> {
  const connection = deck.app.connections.requireFor({ id: "", role: "admin" }, "default");
  const update = { imageId, citrixPrepared: false, vdaUpdateDelay };
  await connection.client.startImageUpdate(await connection.siteId(), catalogId, update);
}

/** A deck that sees its catalogs for the first time. */
async function newDeck(deck: Deck): Promise<void> {
  await deck.stop();
  await deck.start();
  await deck.store.deleteFrom("catalog_sightings").execute();
}

test("an update that was under way before its catalog was first seen is followed to its end, since Citrix's own start", async () => {
  const { deck, person, id, from, to } = await watchedDeck();
  const startedAt = deck.clock.now().toISOString();
  await startElsewhere(deck, id, to);
  await newDeck(deck);
  await look(deck, person);
  await deck.pass(1_000);
  const [running] = await history(deck, person, id);
  expect(running).toMatchObject({
    origin: "external",
    state: "running",
    startedAt,
    estimatedMinutes: 2,
    fromImage: { id: from },
  });
  expect(running).not.toHaveProperty("toImage");
  const ours = ["requestedAt", "requestedBy", "vdaUpdateDelay"];
  expect(Object.keys(running ?? {}).filter((name) => ours.includes(name))).toEqual([]);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  expect(await history(deck, person, id)).toMatchObject([{ id: running?.id, state: "succeeded", toImage: { id: to } }]);
});

test("where Citrix tells no start, an external update ran at least since the catalog's last change", async () => {
  const { deck, person, id, to } = await watchedDeck();
  await deck.control.setFault({ operation: "getUpdateStatus", kind: "status", status: 404 });
  await startElsewhere(deck, id, to);
  const changedAt = deck.clock.now().toISOString();
  await deck.pass(5_000);
  await newDeck(deck);
  await deck.catalogs(person);
  const [running] = await history(deck, person, id);
  expect(running).toMatchObject({ state: "running", seenRunningSince: changedAt, noticedAt: expect.any(String) });
  expect(running).not.toHaveProperty("startedAt");
  await deck.control.clearFaults();
});

test("the first sight of a catalog that Citrix works on otherwise, or that is on its way by us, makes no entry", async () => {
  const { deck, person, id, body } = await watchedDeck();
  const other = (await deck.catalogs(person)).items.find((one) => one.id !== id)?.id ?? "";
  await deck.control.patchCatalog(other, { state: "Processing", subState: "ProcessingAddMachines" });
  await deck.startUpdate(person, id, body);
  await newDeck(deck);
  for (let step = 0; step < 8; step += 1) await look(deck, person);
  expect(await history(deck, person, id)).toMatchObject([{ origin: "catalog-deck", state: "succeeded" }]);
  expect(await history(deck, person, other)).toEqual([]);
});

test("nobody can decide about an external update, and it is never sent", async () => {
  const { deck, person, id, to } = await watchedDeck();
  await startElsewhere(deck, id, to);
  await look(deck, person);
  const posts = await deck.posts();
  const [running] = await history(deck, person, id);
  const answer = await deck.app.inject({
    method: "POST",
    url: `/api/connections/default/image-updates/${running?.id}/decision`,
    headers: person,
    payload: { outcome: "started", reason: "It runs.", seenVersion: "a-version-that-nobody-has-seen" },
  });
  expect(answer.json()).toMatchObject({ status: 409, code: "decision-not-open" });
  await deck.stop();
  await deck.start();
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  expect(await deck.posts()).toBe(posts);
});

test("an external update whose machines still wait for their restart is judged like one of ours", async () => {
  const { deck, person, id, to } = await watchedDeck();
  await startElsewhere(deck, id, to, -1);
  await look(deck, person);
  for (let step = 0; step < 6; step += 1) await deck.pass(15_000);
  expect(await history(deck, person, id)).toMatchObject([{ state: "waitingForRestart", toImage: { id: to } }]);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  await look(deck, person);
  expect(await history(deck, person, id)).toMatchObject([{ state: "succeeded", toImage: { id: to } }]);
});

test("an image that was changed elsewhere is an entry with from, to and when", async () => {
  const { deck, person, catalog, id, from, to } = await watchedDeck();
  const changedAt = new Date(deck.clock.now().getTime() + 10_000).toISOString();
  await deck.control.patchCatalog(id, { imageId: to, templateImageName: "New", lastModifiedTime: changedAt });
  await look(deck, person);
  const entries = await history(deck, person, id);
  expect(entries).toEqual([
    {
      id: expect.any(String),
      site: { customerId: "contoso", siteId: expect.any(String) },
      catalogId: id,
      catalogName: catalog.name,
      fromImage: { id: from, name: catalog.templateImageName },
      toImage: { id: to, name: "New" },
      origin: "external",
      machinesKeepDisk: false,
      noticedAt: deck.clock.now().toISOString(),
      finishedAt: changedAt,
      state: "succeeded",
      percent: 100,
      message: "This update was not started in Catalog Deck.",
      fact: { code: "external-update", params: {} },
    },
  ]);
  expect((await deck.update(person, entries[0]?.id ?? "")).timeline).toHaveLength(1);
  const listed = (await deck.catalogs(person)).items.find((one) => one.id === id);
  expect(listed?.lastUpdate).toMatchObject({ origin: "external", state: "succeeded" });
  await look(deck, person);
  expect(await history(deck, person, id)).toHaveLength(1);
  expect(await externalInAudit(deck)).toMatchObject([
    { updateId: entries[0]?.id, details: { fromImage: { id: from }, toImage: { id: to, name: "New" } } },
  ]);
});

test.each([
  ["without a zone, which is UTC", (iso: string) => iso.replace("Z", ""), true],
  ["that is no time", () => "recently", false],
  ["from before the catalog was last seen", () => "2020-01-01T00:00:00Z", false],
])("Citrix's time of change %s is used only where it can be true", async (_, wordOf, isUsed) => {
  const { deck, person, id, to } = await watchedDeck();
  const changedAt = new Date(deck.clock.now().getTime() + 10_000).toISOString();
  await deck.control.patchCatalog(id, { imageId: to, lastModifiedTime: wordOf(changedAt) });
  await look(deck, person);
  const [entry] = await history(deck, person, id);
  expect(entry?.finishedAt).toBe(isUsed ? changedAt : deck.clock.now().toISOString());
  expect(entry).not.toHaveProperty("requestedAt");
});

test("an update that was started elsewhere is followed to its end, with Citrix's own start", async () => {
  const { deck, person, id, from, to, body } = await watchedDeck();
  await startElsewhere(deck, id, to);
  const startedAt = deck.clock.now().toISOString();
  await look(deck, person);
  await deck.pass(1_000);
  const [running] = await history(deck, person, id);
  expect(running).toMatchObject({
    origin: "external",
    state: "running",
    startedAt,
    estimatedMinutes: 2,
    fromImage: { id: from },
  });
  const listed = (await deck.catalogs(person)).items.find((one) => one.id === id);
  expect(listed?.activeUpdate).toMatchObject({ id: running?.id, origin: "external" });
  expect((await deck.startUpdate(person, id, body)).json()).toMatchObject({ status: 409, code: "catalog-busy" });
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  await look(deck, person);
  const entries = await history(deck, person, id);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ id: running?.id, state: "succeeded", toImage: { id: to } });
  expect((await externalInAudit(deck)).map(({ details }) => details.state)).toEqual(["running", "succeeded"]);
  expect(await deck.posts()).toBe(1);
});

test.each([
  ["Sales rolls back", "rolledBack", /previous image/],
  ["Sales fails", "failed", /did not register/],
])("an update from elsewhere of %s has not succeeded", async (name, state, message) => {
  const { deck, person, id, to } = await watchedDeck();
  await deck.control.patchCatalog(id, { name });
  await startElsewhere(deck, id, to);
  await look(deck, person);
  for (let step = 0; step < 12; step += 1) await deck.pass(15_000);
  await look(deck, person);
  const entries = await history(deck, person, id);
  expect(entries).toMatchObject([{ origin: "external", state, message: expect.stringMatching(message) }]);
  expect(entries[0]).not.toHaveProperty("toImage");
});

test("work on a catalog that leaves its image as it was is never called a success", async () => {
  const { deck, person, id } = await watchedDeck();
  await deck.control.patchCatalog(id, { state: "Processing", subState: "ProcessingVdaCopyingMasterImage" });
  await look(deck, person);
  await deck.control.patchCatalog(id, { state: "Active", subState: null });
  await deck.pass(15_000);
  expect(await history(deck, person, id)).toMatchObject([{ state: "running" }]);
  for (let step = 0; step < 9; step += 1) await deck.pass(15_000);
  expect(await history(deck, person, id)).toMatchObject([{ state: "failed", fact: { code: "external-not-in-place" } }]);
});

test("other work on a catalog is no image update", async () => {
  const { deck, person, id } = await watchedDeck();
  for (const subState of ["ProcessingAddMachines", null]) {
    await deck.control.patchCatalog(id, { state: "Processing", subState });
    await look(deck, person);
  }
  await deck.control.patchCatalog(id, { state: "Active" });
  await look(deck, person);
  expect(await history(deck, person, id)).toEqual([]);
});

test("an update of ours is never an external entry, whoever reads its end first", async () => {
  const { deck, person, id, body } = await watchedDeck();
  await deck.startUpdate(person, id, body);
  for (let step = 0; step < 5; step += 1) {
    // The list is read first: it shows the new image while our own record still runs.
    await deck.control.advance(25_000);
    deck.clock.advance(25_000);
    deck.app.connections.requireFor({ id: "", role: "admin" }, "default").catalogs.invalidate();
    await deck.catalogs(person);
    await deck.app.updateWatcher.runDue();
  }
  await look(deck, person);
  await look(deck, person);
  expect((await history(deck, person, id)).map(({ origin, state }) => [origin, state])).toEqual([
    ["catalog-deck", "succeeded"],
  ]);
});

test("a list that was read before our own update ended makes no entry, though it still shows the work", async () => {
  const { deck, person, id, body } = await watchedDeck();
  await deck.startUpdate(person, id, body);
  await deck.pass(30_000);
  const old = await deck.control.catalogs();
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  expect(await history(deck, person, id)).toMatchObject([{ state: "succeeded" }]);
  const answer = JSON.stringify({ items: old });
  await deck.control.setFault({ operation: "listCatalogs", kind: "unreadable", body: answer, times: 1 });
  await look(deck, person);
  await look(deck, person);
  expect(await history(deck, person, id)).toHaveLength(1);
});

test("an old copy of Citrix's own makes no entry", async () => {
  const { deck, person, id, to } = await watchedDeck();
  const items = (await deck.control.catalogs()).map((one) => (one.id === id ? { ...one, imageId: to } : one));
  const body = JSON.stringify({ items, staleData: true });
  await deck.control.setFault({ operation: "listCatalogs", kind: "unreadable", body, times: 1 });
  await look(deck, person);
  await deck.control.setFault({ operation: "listCatalogs", kind: "unreadable", body: oldList, times: 1 });
  await look(deck, person);
  await look(deck, person);
  expect(await history(deck, person, id)).toEqual([]);
});

test("a change right after an update of ours is an entry of its own", async () => {
  const { deck, person, id, from, to, body } = await watchedDeck();
  await deck.startUpdate(person, id, body);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  await deck.control.patchCatalog(id, { imageId: from, templateImageName: "Old" });
  await look(deck, person);
  expect(await history(deck, person, id)).toHaveLength(1);
  for (let step = 0; step < 4; step += 1) await look(deck, person);
  const entries = await history(deck, person, id);
  expect(entries).toMatchObject([
    { origin: "external", state: "succeeded", fromImage: { id: to }, toImage: { id: from } },
    { origin: "catalog-deck", state: "succeeded", toImage: { id: to } },
  ]);
});

test("nor is an old copy that follows a new one, after the end of an update of ours or of another", async () => {
  const { deck, person, id, from, to, body } = await watchedDeck();
  await deck.startUpdate(person, id, body);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  await look(deck, person);
  await deck.control.setFault({ operation: "any", kind: "older", ageMs: 200_000 });
  await look(deck, person);
  await deck.control.clearFaults();
  for (let step = 0; step < 6; step += 1) await look(deck, person);
  await startElsewhere(deck, id, from, 0);
  await look(deck, person);
  for (let step = 0; step < 7; step += 1) await deck.pass(15_000);
  await look(deck, person);
  await deck.control.setFault({ operation: "any", kind: "older", ageMs: 200_000 });
  await look(deck, person);
  await deck.control.clearFaults();
  for (let step = 0; step < 6; step += 1) await look(deck, person);
  expect((await history(deck, person, id)).map(({ origin, state, toImage }) => [origin, state, toImage?.id])).toEqual([
    ["external", "succeeded", from],
    ["catalog-deck", "succeeded", to],
  ]);
});

test("an old copy that Citrix serves after the end of an update of ours is no external change", async () => {
  const { deck, person, id, to, body } = await watchedDeck();
  await deck.startUpdate(person, id, body);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  await deck.control.setFault({ operation: "any", kind: "older", ageMs: 100_000 });
  for (let step = 0; step < 3; step += 1) await look(deck, person);
  await deck.control.clearFaults();
  for (let step = 0; step < 6; step += 1) await look(deck, person);
  expect(await history(deck, person, id)).toMatchObject([{ origin: "catalog-deck", toImage: { id: to } }]);
});

test("an update from elsewhere that ours followed is judged by what ours was checked against", async () => {
  const { deck, person, id, from, to, body } = await watchedDeck();
  await startElsewhere(deck, id, to);
  await look(deck, person);
  await deck.control.advance(2 * minuteMs);
  deck.clock.advance(2 * minuteMs);
  const back = { ...body, imageId: from, expectedImageId: to };
  expect((await deck.startUpdate(person, id, back)).statusCode).toBe(202);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  await look(deck, person);
  expect((await history(deck, person, id)).map(({ origin, state, toImage }) => [origin, state, toImage?.id])).toEqual([
    ["catalog-deck", "succeeded", from],
    ["external", "succeeded", to],
  ]);
});

test("of two instances that see the same change one writes the entry", async () => {
  const { deck, person, id, to } = await watchedDeck();
  const other = await buildApp({ config: deck.config, store: deck.store, clock: deck.clock });
  onTestFinished(() => other.close());
  const both = async () => {
    const request = { url: "/api/connections/default/catalogs", headers: person };
    await Promise.all([deck.app.inject(request), other.inject(request)]);
    await Promise.all([deck.app.externalChanges.settled(), other.externalChanges.settled()]);
  };
  await both();
  await deck.control.patchCatalog(id, { imageId: to });
  await deck.pass(30_000);
  await both();
  expect(await history(deck, person, id)).toHaveLength(1);
  // Right after a change an answer may be an old one: what comes next is believed two minutes later.
  await deck.pass(2 * minuteMs);
  await deck.control.patchCatalog(id, { state: "Processing", subState: "ProcessingVdaCopyingMasterImage" });
  await deck.pass(30_000);
  await both();
  expect((await history(deck, person, id)).map(({ state }) => state)).toEqual(["running", "succeeded"]);
});

test("what happened while the server was down is an entry after the start", async () => {
  const { deck, person, id, to } = await watchedDeck();
  await deck.stop();
  await deck.control.patchCatalog(id, { imageId: to });
  await deck.start();
  await look(deck, person);
  expect(await history(deck, person, id)).toMatchObject([{ origin: "external", toImage: { id: to } }]);
});

test("when the catalog itself cannot be read the entry waits until it can", async () => {
  const { deck, person, id, to } = await watchedDeck();
  await deck.control.patchCatalog(id, { imageId: to });
  await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 403 });
  await look(deck, person);
  expect(await history(deck, person, id)).toEqual([]);
  await deck.control.clearFaults();
  await look(deck, person);
  expect(await history(deck, person, id)).toHaveLength(1);
});

test("many updates at once are looked at in turn, and none waits behind those that cannot be read", async () => {
  const deck = await startDeck({ fleet: { catalogs: 24, images: 8 } });
  const person = await deck.signIn("admin");
  const subState = "ProcessingVdaCopyingMasterImage";
  const ids = (await deck.catalogs(person)).items.filter(({ state }) => state === "Active").map(({ id }) => id);
  const [unreadable, readable] = [ids.slice(0, 10), ids.slice(10, 14)];
  expect(readable).toHaveLength(4);
  for (const id of [...unreadable, ...readable]) await deck.control.patchCatalog(id, { state: "Processing", subState });
  for (const catalogId of unreadable) {
    await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 403, catalogId });
  }
  await look(deck, person);
  await look(deck, person);
  for (const id of readable) expect(await history(deck, person, id)).toMatchObject([{ state: "running" }]);
  await deck.control.clearFaults();
  for (let round = 0; round < 2; round += 1) await look(deck, person);
  for (const id of unreadable) expect(await history(deck, person, id)).toMatchObject([{ state: "running" }]);
});

test("nobody needs to look: without a browser the list is read too", async () => {
  const { deck, person, id, to } = await watchedDeck();
  await deck.control.patchCatalog(id, { imageId: to });
  await deck.pass(minuteMs);
  deck.app.externalChanges.start();
  await expect.poll(async () => (await history(deck, person, id)).length).toBe(1);
});
