import type { ImageUpdate } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

const minuteMs = 60_000;

/** A catalog named `name`, whose update has just been accepted. */
async function startedUpdate(name: string, change: Record<string, unknown> = {}) {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.patchCatalog(catalog.id, { name });
  const answer = await deck.startUpdate(admin, catalog.id, { ...body, ...change });
  return { deck, admin, catalog, body, answer, id: answer.json<ImageUpdate>().id };
}

/** Lets time pass until the update has ended or reached `state`; an hour at most. */
async function passUntil(
  deck: Deck,
  person: PersonHeaders,
  id: string,
  states: readonly string[],
): Promise<ImageUpdate> {
  for (let step = 0; step < 720; step += 1) {
    const update = await deck.update(person, id);
    if (states.includes(update.state)) return update;
    await deck.pass(5_000);
  }
  throw new Error(`an hour has passed and the update is ${(await deck.update(person, id)).state}`);
}

const ended = ["succeeded", "rolledBack", "failed", "rejected"];

async function outcomesInAudit(deck: Deck): Promise<unknown[]> {
  const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  return rows
    .map(({ entry }) => JSON.parse(entry) as { kind: string; details: { state?: string } })
    .filter(({ kind }) => kind.startsWith("update-"))
    .map(({ kind, details }) => [kind, details.state]);
}

test("an update is followed through its steps to the new image", async () => {
  const { deck, admin, catalog, body, id } = await startedUpdate("Accounting");
  await deck.pass(5_000);
  const underWay = await deck.update(admin, id);
  expect(underWay).toMatchObject({
    state: "running",
    subState: "ProcessingProvisioningMasterImage",
    percent: 5,
    estimatedMinutes: 2,
  });
  expect(underWay.startedAt).toBeDefined();
  const end = await passUntil(deck, admin, id, ended);
  expect(end).toMatchObject({ state: "succeeded", percent: 100, finishedAt: deck.clock.now().toISOString() });
  expect(end.timeline?.map(({ state, subState }) => subState ?? state)).toEqual([
    "submitting",
    "running",
    "ProcessingProvisioningMasterImage",
    "ProcessingVerifyingMasterImage",
    "ProcessingVdaCopyingMasterImage",
    "ProcessingVdaUpdatingCitrixServers",
    "ProcessingConfiguringCatalogMachines",
    "succeeded",
  ]);
  const listed = (await deck.catalogs(admin)).items.find((one) => one.id === catalog.id);
  expect(listed).toMatchObject({ state: "Active", imageId: body.imageId, lastUpdate: { id, state: "succeeded" } });
  expect(listed?.activeUpdate).toBeUndefined();
  expect(await outcomesInAudit(deck)).toEqual([
    ["update-intended", undefined],
    ["update-outcome", "running"],
    ["update-ended", "succeeded"],
  ]);
  expect(await deck.posts()).toBe(1);
});

test("a natural reboot waits for restarts, lets the catalog be moved on, and has succeeded when none waits", async () => {
  const { deck, admin, catalog, body, id } = await startedUpdate("Sales", { vdaUpdateDelay: -1 });
  const waiting = await passUntil(deck, admin, id, ["waitingForRestart", ...ended]);
  expect(waiting).toMatchObject({ state: "waitingForRestart", fact: { code: "image-in-place" } });
  const listed = (await deck.catalogs(admin)).items.find((one) => one.id === catalog.id);
  expect(listed?.activeUpdate).toMatchObject({ id, state: "waitingForRestart" });
  const back = { ...body, imageId: body.expectedImageId, expectedImageId: body.imageId };
  expect((await deck.startUpdate(admin, catalog.id, body, "stale-form")).statusCode).toBe(412);
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({ state: "succeeded" });
  expect((await deck.startUpdate(admin, catalog.id, back, "way-back")).statusCode).toBe(202);
});

test("an update that Citrix rolls back is never said to be done", async () => {
  const { deck, admin, catalog, body, id } = await startedUpdate("Sales rolls back");
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({
    state: "rolledBack",
    fact: { code: "put-back" },
  });
  const listed = (await deck.catalogs(admin)).items.find((one) => one.id === catalog.id);
  expect(listed).toMatchObject({ state: "Active", imageId: body.expectedImageId });
});

test("an update that ends in Error has failed, in Citrix's words", async () => {
  const { deck, admin, id } = await startedUpdate("Sales fails");
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({
    state: "failed",
    subState: "ErrorRegisterVdaFailed",
    fact: { code: "catalog-in-error", citrixMessage: expect.stringContaining("did not register") },
    message: expect.stringMatching(/^The catalog is in an error state\. Citrix says: .*did not register/),
  });
});

test("a restart of the server forgets nothing", async () => {
  const { deck, id } = await startedUpdate("Accounting");
  await deck.pass(5_000);
  await deck.stop();
  await deck.control.advance(10 * minuteMs);
  deck.clock.advance(10 * minuteMs);
  await deck.start();
  await deck.app.updateWatcher.runDue();
  const admin = await deck.signIn("admin");
  expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
  expect(await deck.posts()).toBe(1);
});

test("an update that was being sent when the process died is found out about, never sent again", async () => {
  const { deck, id } = await startedUpdate("Accounting");
  const lease = { lease_owner: "dead", lease_until: new Date(deck.clock.now().getTime() + 180_000).toISOString() };
  await deck.store
    .updateTable("image_updates")
    .set({ state: "submitting", status_url: null, next_step_at: deck.clock.now().toISOString(), ...lease })
    .execute();
  await deck.stop();
  await deck.start();
  await deck.app.updateWatcher.runDue();
  const admin = await deck.signIn("admin");
  const found = await deck.update(admin, id);
  expect(found.state).toBe("running");
  expect(found.timeline?.map(({ state }) => state)).toEqual(["submitting", "running", "unknown", "running"]);
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({ state: "succeeded" });
  expect(await deck.posts()).toBe(1);
});

test("a lost answer to an accepted update is cleared up by reading", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "breakAfter", times: 1 });
  const { id, state } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
  expect(state).toBe("unknown");
  await deck.pass(5_000);
  expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({ state: "succeeded" });
  expect(await deck.posts()).toBe(1);
});

test("a lost answer to an update that Citrix never got ends as refused after 15 minutes without a change", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "breakBefore", times: 1 });
  const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
  await deck.pass(14 * minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "unknown" });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({
    state: "rejected",
    fact: { code: "did-not-start" },
  });
  expect(await deck.posts()).toBe(1);
});

test("while Citrix cannot be read the last facts stay, and it is asked less and less often", async () => {
  const { deck, admin, id } = await startedUpdate("Accounting");
  await deck.pass(5_000);
  const before = await deck.update(admin, id);
  await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 400 });
  await deck.control.clearLog();
  for (let second = 0; second < 75; second += 5) await deck.pass(5_000);
  expect(await deck.update(admin, id)).toEqual(before);
  expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(4);
  await deck.control.clearFaults();
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({ state: "succeeded" });
});

test("a catalog that stays gone ends its update after two minutes, and not before", async () => {
  const { deck, admin, id } = await startedUpdate("Accounting");
  await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 404 });
  await deck.control.setFault({ operation: "listCatalogs", kind: "status", status: 200, body: '{"items":[]}' });
  await deck.pass(5_000);
  expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({
    state: "failed",
    fact: { code: "catalog-gone" },
  });
});

test.each(["running", "unknown"])("one reading of NotFound does not end an update that is %s", async (state) => {
  const { deck, admin, catalog, id } = await startedUpdate("Accounting");
  await deck.store.updateTable("image_updates").set({ state }).where("id", "=", id).execute();
  for (let times = 0; times < 2; times += 1) {
    const shown = (await deck.control.catalogs()).find((one) => one.id === catalog.id);
    const body = JSON.stringify({ ...shown, state: "NotFound" });
    await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 200, body, times: 1 });
    await deck.pass(10_000);
    expect((await deck.update(admin, id)).finishedAt).toBeUndefined();
    await deck.pass(10_000);
  }
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({ state: "succeeded" });
});

test.each([
  ["the list still has it", undefined],
  ["the list is an old copy", '{"items":[],"staleData":true}'],
])("a catalog that Citrix does not find is not gone while %s", async (_, body) => {
  const { deck, admin, id } = await startedUpdate("Accounting");
  await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 404 });
  if (body !== undefined) await deck.control.setFault({ operation: "listCatalogs", kind: "status", status: 200, body });
  await deck.pass(5_000);
  expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
  await deck.control.clearFaults();
  expect(await passUntil(deck, admin, id, ended)).toMatchObject({ state: "succeeded" });
});

test("another instance leaves an update alone while one watches it, and takes it over when that one is gone", async () => {
  const { deck, id } = await startedUpdate("Accounting");
  const lease = (ms: number) => ({
    lease_owner: "another instance",
    lease_until: new Date(deck.clock.now().getTime() + ms).toISOString(),
  });
  await deck.store.updateTable("image_updates").set(lease(15_000)).where("id", "=", id).execute();
  await deck.control.clearLog();
  await deck.pass(10_000);
  expect(await deck.control.log({ operation: "getCatalog" })).toEqual([]);
  await deck.pass(5_000);
  expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1);
});

test.each([20 * minuteMs, -30 * minuteMs, -5 * 60 * minuteMs])(
  "a wall clock that is set by %i ms neither stops the reading nor hurries it",
  async (byMs) => {
    const { deck } = await startedUpdate("Accounting");
    await deck.pass(5_000);
    await deck.control.clearLog();
    deck.clock.set(byMs);
    await deck.app.updateWatcher.runDue();
    expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(0);
    await deck.pass(5_000);
    expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1);
  },
);

test("an update is read every 5 seconds, and every 15 after 10 minutes", async () => {
  const { deck, id } = await startedUpdate("Accounting");
  const due = async () => {
    const row = await deck.store.selectFrom("image_updates").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    return Date.parse(row.next_step_at) - deck.clock.steadyMs();
  };
  await deck.pass(5_000);
  expect(await due()).toBe(5_000);
  deck.clock.advance(10 * minuteMs);
  await deck.app.updateWatcher.runDue();
  expect(await due()).toBe(15_000);
});

test("updates are listed newest first, page by page, by catalog and by state", async () => {
  const { deck, admin, catalog, body, id } = await startedUpdate("Accounting");
  await passUntil(deck, admin, id, ended);
  const back = { ...body, imageId: body.expectedImageId, expectedImageId: body.imageId };
  const second = (await deck.startUpdate(admin, catalog.id, back, "second-update")).json<ImageUpdate>();
  const page = async (query: string) =>
    (await deck.get(`image-updates${query}`, admin)).json<{ items: ImageUpdate[]; nextCursor?: string }>();
  const ids = ({ items }: { items: ImageUpdate[] }) => items.map((item) => item.id);
  expect(ids(await page(""))).toEqual([second.id, id]);
  expect(ids(await page("?state=running"))).toEqual([second.id]);
  expect(ids(await page(`?catalogId=${catalog.id}&state=succeeded`))).toEqual([id]);
  expect(ids(await page("?catalogId=another"))).toEqual([]);
  const first = await page("?limit=1");
  expect(ids(first)).toEqual([second.id]);
  const rest = await page(`?limit=1&cursor=${first.nextCursor}`);
  expect(ids(rest)).toEqual([id]);
  expect(rest.nextCursor).toBeUndefined();
  expect((await deck.get("image-updates?cursor=nonsense", admin)).statusCode).toBe(400);
  expect((await deck.get("image-updates?state=nonsense", admin)).statusCode).toBe(400);
  expect((await deck.get("image-updates/no-such-update", admin)).statusCode).toBe(404);
});
