import type { AuditEntry, ImageUpdate, Problem } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";

const minuteMs = 60_000;

/** An update whose answer was lost, on a catalog that was changed since without showing whether it started. */
async function undecidedUpdate() {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "breakBefore", times: 1 });
  const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
  await deck.control.patchCatalog(catalog.id, { lastModifiedTime: deck.clock.now().toISOString() });
  await deck.pass(14 * minuteMs);
  expect((await deck.update(admin, id)).decision).toBeUndefined();
  await deck.pass(minuteMs);
  return { deck, admin, catalog, body, id };
}

async function decide(deck: Deck, person: PersonHeaders, id: string, change: Record<string, unknown> = {}) {
  const seenVersion = (await deck.update(person, id)).decision?.catalog.version ?? "none";
  return await deck.app.inject({
    method: "POST",
    url: `/api/connections/default/image-updates/${id}/decision`,
    headers: person,
    payload: { outcome: "not-started", reason: "The console shows no task.", seenVersion, ...change },
  });
}

async function decisionsInAudit(deck: Deck): Promise<AuditEntry[]> {
  const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry).filter(({ kind }) => kind === "update-decided");
}

test("after 15 minutes an administrator is asked, with what was sent and what Citrix shows now", async () => {
  const { deck, admin, catalog, body, id } = await undecidedUpdate();
  const update = await deck.update(admin, id);
  expect(update.state).toBe("unknown");
  expect(update.decision).toEqual({
    neededSince: deck.clock.now().toISOString(),
    sent: {
      at: update.requestedAt,
      image: update.toImage,
      citrixTransactionId: update.citrixTransactionId,
      answer: "The connection broke before an answer came.",
      answerFact: { code: "answer-broken", params: {} },
      lastModifiedTime: catalog.lastModifiedTime,
    },
    catalog: {
      state: "Active",
      image: { id: body.expectedImageId, name: catalog.templateImageName },
      lastModifiedTime: update.requestedAt,
      warnings: [],
      readAt: deck.clock.now().toISOString(),
      version: expect.any(String),
    },
  });
  const listed = (await deck.catalogs(admin)).items.find((one) => one.id === catalog.id);
  expect(listed?.activeUpdate?.decision).toEqual(update.decision);
  await deck.pass(15_000);
  const later = await deck.update(admin, id);
  expect(later.decision?.neededSince).toBe(update.decision?.neededSince);
  expect(later.decision?.catalog).toEqual({
    ...update.decision?.catalog,
    readAt: deck.clock.now().toISOString(),
  });
});

test("until it is decided the catalog stays blocked and nothing is sent again, also after a restart", async () => {
  const { deck, catalog, body, id } = await undecidedUpdate();
  await deck.stop();
  await deck.start();
  await deck.pass(24 * 60 * minuteMs);
  const admin = await deck.signIn("admin");
  expect(await deck.update(admin, id)).toMatchObject({ state: "unknown", decision: expect.any(Object) });
  const answer = await deck.startUpdate(admin, catalog.id, body, "another-key");
  expect(answer.json<Problem>()).toMatchObject({ status: 409, code: "catalog-busy", updateId: id });
  expect(await deck.posts()).toBe(1);
});

test("decided as not started it has ended, and the catalog is free again", async () => {
  const { deck, admin, catalog, body, id } = await undecidedUpdate();
  const answer = await decide(deck, admin, id);
  expect(answer.statusCode).toBe(200);
  expect(answer.json<ImageUpdate>()).toMatchObject({
    state: "rejected",
    fact: { code: "decided-not-started", params: { reason: "The console shows no task." } },
    finishedAt: deck.clock.now().toISOString(),
  });
  const update = await deck.update(admin, id);
  expect(update.decision).toBeUndefined();
  expect(update.timeline?.at(-1)).toMatchObject({ state: "rejected", fact: { code: "decided-not-started" } });
  expect(await decisionsInAudit(deck)).toMatchObject([
    {
      actor: { ...update.requestedBy, role: "admin" },
      updateId: id,
      citrixTransactionId: update.citrixTransactionId,
      details: { outcome: "not-started", reason: "The console shows no task.", seen: { state: "Active" } },
    },
  ]);
  expect(await deck.posts()).toBe(1);
  expect((await deck.startUpdate(admin, catalog.id, body, "another-key")).statusCode).toBe(202);
});

test("nobody decides whose session ended while the catalog was read once more", async () => {
  const { deck, admin, id } = await undecidedUpdate();
  await deck.control.clearLog();
  await deck.control.setFault({ operation: "getCatalog", kind: "hold", times: 1 });
  const deciding = decide(deck, admin, id);
  await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1));
  expect((await deck.app.inject({ method: "DELETE", url: "/api/session", headers: admin })).statusCode).toBe(204);
  await deck.control.clearFaults();
  expect((await deciding).json()).toMatchObject({ status: 403, code: "authority-lost" });
  const next = await deck.signIn("admin");
  expect(await deck.update(next, id)).toMatchObject({ state: "unknown", decision: expect.any(Object) });
  expect(await decisionsInAudit(deck)).toEqual([]);
});

test("decided as started it is watched on, and has succeeded only when the catalog is on the new image", async () => {
  const { deck, admin, catalog, body, id } = await undecidedUpdate();
  expect((await decide(deck, admin, id, { outcome: "started" })).json()).toMatchObject({ state: "running" });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
  expect((await deck.startUpdate(admin, catalog.id, body, "another-key")).statusCode).toBe(409);
  await deck.control.patchCatalog(catalog.id, { state: "Processing", subState: "ProcessingVdaCopyingMasterImage" });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "running", subState: "ProcessingVdaCopyingMasterImage" });
  await deck.control.patchCatalog(catalog.id, { state: "Active", subState: null, imageId: body.imageId });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
  expect(await deck.posts()).toBe(1);
});

test("decided as started while the catalog stays on the old image, it has failed", async () => {
  const { deck, admin, id } = await undecidedUpdate();
  await decide(deck, admin, id, { outcome: "started" });
  await deck.pass(4 * minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "failed", fact: { code: "decided-but-not-in-place" } });
});

test("of two administrators who decide at once one wins, and the other is told so", async () => {
  const { deck, admin, id } = await undecidedUpdate();
  const colleague = await deck.signIn("second admin");
  const answers = await Promise.all([
    decide(deck, admin, id, { outcome: "started" }),
    decide(deck, colleague, id),
    decide(deck, admin, id, { outcome: "started" }),
  ]);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
  const refused = answers.find(({ statusCode }) => statusCode === 409)?.json<Problem>();
  expect(refused).toMatchObject({ code: "decision-not-open", updateId: id });
  expect(await decisionsInAudit(deck)).toHaveLength(1);
});

test.each([
  ["state", { state: "InputRequired" }],
  ["last change", { lastModifiedTime: "2026-11-23T23:59:00Z" }],
  ["warnings", { warnings: [{ type: "UsersRequired", isDismissible: false, isError: false }] }],
])("a decision on a catalog whose %s has changed since is refused", async (_, change) => {
  const { deck, admin, catalog, id } = await undecidedUpdate();
  await deck.control.patchCatalog(catalog.id, change);
  const answer = await decide(deck, admin, id);
  expect(answer.json<Problem>()).toMatchObject({ status: 412, code: "catalog-changed" });
  expect(await deck.update(admin, id)).toMatchObject({ state: "unknown" });
  expect(await decisionsInAudit(deck)).toEqual([]);
  await deck.app.updateWatcher.runDue();
  expect((await decide(deck, admin, id)).statusCode).toBe(200);
});

test("when Citrix reveals it after all the question disappears, and a late decision is refused", async () => {
  const { deck, admin, catalog, body, id } = await undecidedUpdate();
  const seenVersion = (await deck.update(admin, id)).decision?.catalog.version;
  await deck.control.patchCatalog(catalog.id, { state: "Processing" });
  expect((await decide(deck, admin, id, { seenVersion })).statusCode).toBe(412);
  await deck.app.updateWatcher.runDue();
  const update = await deck.update(admin, id);
  expect(update.state).toBe("running");
  expect(update.decision).toBeUndefined();
  expect((await decide(deck, admin, id, { seenVersion })).statusCode).toBe(409);
  await deck.control.patchCatalog(catalog.id, { state: "Active", imageId: body.imageId });
  await deck.pass(minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
});

test("while Citrix cannot be read nobody can decide", async () => {
  const { deck, admin, id } = await undecidedUpdate();
  await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 403 });
  expect((await decide(deck, admin, id)).json<Problem>()).toMatchObject({ status: 502, code: "citrix-forbidden" });
  expect(await deck.update(admin, id)).toMatchObject({ state: "unknown", decision: expect.any(Object) });
});

test("a decision that cannot be written to the audit log is not made", async () => {
  const { deck, admin, id } = await undecidedUpdate();
  const { version } = (await deck.update(admin, id)).decision?.catalog ?? {};
  await deck.store.schema.alterTable("audit_log").renameTo("audit_log_away").execute();
  const answer = await decide(deck, admin, id, { seenVersion: version });
  expect(answer.statusCode).toBeGreaterThanOrEqual(500);
  await deck.store.schema.alterTable("audit_log_away").renameTo("audit_log").execute();
  expect(await deck.update(admin, id)).toMatchObject({ state: "unknown", decision: expect.any(Object) });
});

test("only an administrator decides, of their own will and with a reason", async () => {
  const { deck, admin, id } = await undecidedUpdate();
  const helpdesk = await deck.signIn("helpdesk");
  expect((await decide(deck, helpdesk, id)).statusCode).toBe(403);
  expect((await decide(deck, { cookie: admin.cookie ?? "" }, id)).statusCode).toBe(403);
  expect((await decide(deck, {}, id)).statusCode).toBe(401);
  for (const [field, value] of [
    ["reason", "  "],
    ["reason", undefined],
    ["outcome", "maybe"],
    ["seenVersion", ""],
  ] as const) {
    const answer = await decide(deck, admin, id, { [field]: value });
    expect(answer.json<Problem>()).toMatchObject({ status: 400, errors: [expect.objectContaining({ field })] });
  }
  expect((await decide(deck, admin, "no-such-update")).statusCode).toBe(404);
  expect((await decide(deck, admin, id, { seenVersion: "outdated" })).statusCode).toBe(412);
  expect(await deck.update(admin, id)).toMatchObject({ state: "unknown" });
});

test("an update that runs or has ended is nothing to decide about", async () => {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
  expect((await decide(deck, admin, id)).json<Problem>()).toMatchObject({ status: 409, code: "decision-not-open" });
  expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
});

test("a lost update that was rolled back unseen, on a catalog with an older rollback, is asked about", async () => {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const before = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, before);
  const warnings = [{ type: "ImageRollback", isDismissible: true, isError: true }];
  await deck.control.patchCatalog(catalog.id, { name: "Sales rolls back", warnings });
  await deck.control.setFault({ operation: "startImageUpdate", kind: "breakAfter", times: 1 });
  const { id } = (
    await deck.startUpdate(before, catalog.id, { ...body, acknowledgedWarnings: ["catalog-has-error-warning"] })
  ).json<ImageUpdate>();
  await deck.stop();
  await deck.control.advance(30 * minuteMs);
  deck.clock.advance(30 * minuteMs);
  await deck.start();
  await deck.app.updateWatcher.runDue();
  // What the clocks did while no server ran is not known: the catalog is watched for as long as ever first.
  await deck.pass(15 * minuteMs);
  const admin = await deck.signIn("admin");
  expect(await deck.update(admin, id)).toMatchObject({
    state: "unknown",
    decision: { catalog: { warnings: [{ type: "ImageRollback" }] } },
  });
  await decide(deck, admin, id, { outcome: "started" });
  await deck.pass(5 * minuteMs);
  expect(await deck.update(admin, id)).toMatchObject({ state: "rolledBack" });
  expect(await deck.posts()).toBe(1);
});
