import type { ImageUpdate, Problem } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { type Deck, type DeckOptions, readyToUpdate, startDeck } from "../testing/deck.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";

async function deckWithAdmin(options: DeckOptions = {}) {
  const deck = await startDeck(options);
  const admin = await deck.signIn("admin");
  return { deck, admin, ...(await readyToUpdate(deck, admin)) };
}

async function auditEntries(deck: Deck) {
  const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  return rows.map(({ entry }) => JSON.parse(entry) as { kind: string; details: Record<string, unknown> });
}

test("an update is sent once, answered with its place, and recorded before and after", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const answer = await deck.startUpdate(admin, catalog.id, {
    ...body,
    warningTitle: "Maintenance",
    warningMessage: "Restart in %m% minutes",
    reason: "Patch day",
  });
  expect(answer.statusCode).toBe(202);
  const update = answer.json<ImageUpdate>();
  expect(answer.headers.location).toBe(`/api/connections/default/image-updates/${update.id}`);
  expect(update).toMatchObject({
    state: "running",
    catalogId: catalog.id,
    catalogName: catalog.name,
    fromImage: { id: body.expectedImageId },
    toImage: { id: body.imageId },
    vdaUpdateDelay: 60,
    reason: "Patch day",
    requestedBy: { displayName: "Test admin" },
  });
  const [sent, ...others] = await deck.control.log({ operation: "startImageUpdate" });
  expect(others).toEqual([]);
  expect(sent?.transactionId).toBe(update.citrixTransactionId);
  expect(sent?.body).toEqual({
    TemplateId: body.imageId,
    CitrixPrepared: false,
    VdaUpdateDelay: 60,
    WarningTitle: "Maintenance",
    WarningMessage: "Restart in %m% minutes",
  });
  const entries = await auditEntries(deck);
  expect(entries.map(({ kind }) => kind)).toEqual(["signed-in", "update-intended", "update-outcome"]);
  expect(entries.at(-1)?.details).not.toHaveProperty("citrix");
  const listed = (await deck.catalogs(admin)).items.find(({ id }) => id === catalog.id);
  expect(listed).toMatchObject({ state: "Processing", activeUpdate: { id: update.id } });
});

test("CitrixPrepared is the image's own fact", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.patchImage(body.imageId, { citrixPrepared: true });
  await deck.startUpdate(admin, catalog.id, body);
  const [sent] = await deck.control.log({ operation: "startImageUpdate" });
  expect(sent?.body).toMatchObject({ CitrixPrepared: true });
});

test.each([
  [{ allocationType: "Permanent", persistStaticAllocatedVmDisks: true }, true],
  [{ allocationType: "Permanent", persistStaticAllocatedVmDisks: false }, false],
  [{ allocationType: "Random" }, false],
])("an update of a catalog with %j knows whether machines keep their disk: %s", async (patch, keep) => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.patchCatalog(catalog.id, patch);
  const acknowledgedWarnings = ["existing-machines-keep-disk"];
  const answer = await deck.startUpdate(admin, catalog.id, { ...body, acknowledgedWarnings });
  expect(answer.statusCode).toBe(202);
  expect(answer.json<ImageUpdate>().machinesKeepDisk).toBe(keep);
});

test("twenty clicks at once are one update", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const answers = await Promise.all(Array.from({ length: 20 }, () => deck.startUpdate(admin, catalog.id, body)));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([202]));
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
  expect(await deck.posts()).toBe(1);
});

test("the same request with the same key gets the first answer again, also after a restart", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const first = await deck.startUpdate(admin, catalog.id, body);
  await deck.pass(5_000);
  const asked = (await deck.control.log()).length;
  const again = await deck.startUpdate(admin, catalog.id, { ...body });
  expect(await deck.control.log()).toHaveLength(asked);
  await deck.stop();
  await deck.start();
  const afterRestart = await deck.startUpdate(admin, catalog.id, body);
  for (const answer of [again, afterRestart]) {
    expect(answer.statusCode).toBe(202);
    expect(answer.body).toBe(first.body);
    expect(answer.headers.location).toBe(first.headers.location);
  }
  expect(await deck.posts()).toBe(1);
});

test("two people at once: one update starts, the other is told that the catalog is busy", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const answers = await Promise.all([
    deck.startUpdate(admin, catalog.id, body, "key-of-first"),
    deck.startUpdate(admin, catalog.id, body, "key-of-second"),
  ]);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
  const busy = answers.find(({ statusCode }) => statusCode === 409)?.json<Problem>();
  expect(busy?.code).toBe("catalog-busy");
  expect(await deck.posts()).toBe(1);
});

test("the same key of another account is another key", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const colleague = await deck.signIn("second admin");
  expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
  const answer = await deck.startUpdate(colleague, catalog.id, body);
  expect(answer.json<Problem>()).toMatchObject({ status: 409, code: "catalog-busy" });
  expect(await deck.posts()).toBe(1);
});

test("a key used for something else is refused", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.startUpdate(admin, catalog.id, body);
  const otherBody = await deck.startUpdate(admin, catalog.id, { ...body, vdaUpdateDelay: 30 });
  const otherCatalog = await deck.startUpdate(admin, "another-catalog", body);
  for (const answer of [otherBody, otherCatalog]) {
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>().code).toBe("idempotency-key-reused");
  }
  expect(await deck.posts()).toBe(1);
});

test("the helpdesk cannot start an update, whatever it sends", async () => {
  const { deck, catalog, body } = await deckWithAdmin();
  const helpdesk = await deck.signIn("helpdesk");
  for (const [payload, key] of [
    [body, "key-of-this-test"],
    [{ nonsense: true }, ""],
  ] as const) {
    const answer = await deck.startUpdate(helpdesk, catalog.id, payload, key);
    expect(answer.statusCode).toBe(403);
  }
  expect(await deck.control.log()).toEqual([]);
});

test.each([
  ["no key", { key: "" }, "idempotency-key-missing", "Idempotency-Key"],
  ["a key with spaces", { key: "not a key at all" }, "invalid-request", "Idempotency-Key"],
  ["a delay under -1", { vdaUpdateDelay: -2 }, "invalid-request", "vdaUpdateDelay"],
  ["half a minute", { vdaUpdateDelay: 1.5 }, "invalid-request", "vdaUpdateDelay"],
  ["a delay in text", { vdaUpdateDelay: "60" }, "invalid-request", "vdaUpdateDelay"],
  ["more than 32 bits", { vdaUpdateDelay: 2_147_483_648 }, "invalid-request", "vdaUpdateDelay"],
  ["no delay", { vdaUpdateDelay: null }, "invalid-request", "vdaUpdateDelay"],
  ["no expected image", { expectedImageId: undefined }, "invalid-request", "expectedImageId"],
  ["a hostile image id", { imageId: "../../tokens" }, "invalid-request", "imageId"],
  ["an unknown field", { citrixPrepared: true }, "invalid-request", "citrixPrepared"],
] as const)("%s is refused by name without asking Citrix anything", async (_, change, code, field) => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const { key, ...fields } = { key: "key-of-this-test", ...change };
  const answer = await deck.startUpdate(admin, catalog.id, { ...body, ...fields }, key);
  expect(answer.statusCode).toBe(400);
  expect(answer.json<Problem>()).toMatchObject({ code, errors: [expect.objectContaining({ field })] });
  expect(await deck.control.log()).toEqual([]);
});

test.each(["..%2f..%2ftokens", "%00", "a%20b", ".hidden", "x".repeat(129), "x".repeat(5_000)])(
  "the hostile id %s in a path never reaches Citrix",
  async (id) => {
    const { deck, admin, body } = await deckWithAdmin();
    const answers = [
      await deck.startUpdate(admin, id, body),
      await deck.get(`catalogs/${id}`, admin),
      await deck.get(`images/${id}`, admin),
      await deck.get(`image-updates/${id}`, admin),
    ];
    for (const answer of answers) expect(answer.statusCode).toBe(400);
    expect(await deck.control.log()).toEqual([]);
  },
);

test("a catalog that has moved on since it was shown is not updated", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.catalogs(admin);
  await deck.control.patchCatalog(catalog.id, { imageId: "someone-elses-choice" });
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(answer.statusCode).toBe(412);
  expect(answer.json<Problem>().code).toBe("catalog-changed");
  expect(await deck.posts()).toBe(0);
});

test("a catalog that Citrix works on is busy", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.patchCatalog(catalog.id, { state: "Processing" });
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(answer.statusCode).toBe(409);
  expect(answer.json<Problem>().code).toBe("catalog-busy");
  expect(await deck.posts()).toBe(0);
});

test("a blocking rule stops the update, acknowledged or not", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.patchImage(body.imageId, { state: "Failed" });
  const answer = await deck.startUpdate(admin, catalog.id, { ...body, acknowledgedWarnings: ["image-not-ready"] });
  expect(answer.statusCode).toBe(422);
  expect(answer.json<Problem>()).toMatchObject({
    code: "rules-violated",
    rules: [{ code: "image-not-ready", severity: "block" }],
  });
  expect(await deck.posts()).toBe(0);
});

test("a warning has to be acknowledged; then the same key goes on", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.patchImage(body.imageId, { isDeprecated: true });
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(answer.statusCode).toBe(422);
  expect(answer.json<Problem>().rules).toMatchObject([{ code: "image-deprecated", severity: "warn" }]);
  expect(await deck.posts()).toBe(0);
  const acknowledged = { ...body, acknowledgedWarnings: ["image-deprecated"] };
  expect((await deck.startUpdate(admin, catalog.id, acknowledged)).statusCode).toBe(202);
  expect(await deck.posts()).toBe(1);
});

test("unknown images, catalogs and connections are said to be so", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const noImage = await deck.startUpdate(admin, catalog.id, { ...body, imageId: "no-such-image" });
  expect(noImage.statusCode).toBe(422);
  expect(noImage.json<Problem>().errors).toMatchObject([{ field: "imageId" }]);
  const noCatalog = await deck.startUpdate(admin, "no-such-catalog", body);
  expect(noCatalog.statusCode).toBe(404);
  expect(noCatalog.json<Problem>().code).toBe("citrix-not-found");
  const elsewhere = await deck.app.inject({ url: "/api/connections/other/catalogs", headers: admin });
  expect(elsewhere.statusCode).toBe(404);
  expect(await deck.posts()).toBe(0);
});

test("what Citrix refuses is a refused update, and the key keeps that answer", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.setFault({ operation: "startImageUpdate", kind: "status", status: 409, times: 1 });
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(answer.statusCode).toBe(409);
  const problem = answer.json<Problem>();
  expect(problem).toMatchObject({
    code: "citrix-conflict",
    updateId: expect.any(String),
    fact: { code: "citrix-conflict", citrixMessage: expect.any(String) },
  });
  expect(problem.citrixTransactionId).toBeDefined();
  expect(await deck.update(admin, problem.updateId ?? "")).toMatchObject({
    state: "rejected",
    message: problem.detail,
    fact: problem.fact,
    citrixTransactionId: problem.citrixTransactionId,
    finishedAt: deck.clock.now().toISOString(),
  });
  expect((await auditEntries(deck)).at(-1)).toMatchObject({
    kind: "update-outcome",
    details: { state: "rejected", citrix: { kind: "conflict", status: 409 } },
  });
  expect((await deck.startUpdate(admin, catalog.id, body)).json<Problem>()).toMatchObject({
    updateId: problem.updateId,
  });
  expect(await deck.posts()).toBe(1);
  expect((await deck.startUpdate(admin, catalog.id, body, "a-new-key")).statusCode).toBe(202);
});

test.each([
  ["the connection breaks after Citrix took it", { kind: "breakAfter" }],
  ["Citrix answers 503", { kind: "status", status: 503 }],
  ["the connection breaks while Citrix is asked", { kind: "breakBefore" }],
] as const)("when %s the outcome is unknown and nothing is sent again", async (_, fault) => {
  const { logger, warnings } = loggerOfTest();
  const { deck, admin, catalog, body } = await deckWithAdmin({ logger });
  await deck.control.setFault({ operation: "startImageUpdate", times: 1, ...fault });
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(answer.statusCode).toBe(202);
  const update = answer.json<ImageUpdate>();
  expect(update).toMatchObject({ state: "unknown", fact: { code: "answer-lost" } });
  const logged = { updateId: update.id, msg: "Citrix's answer to an image update was lost", err: expect.anything() };
  expect(warnings()).toContainEqual(expect.objectContaining(logged));
  expect((await deck.startUpdate(admin, catalog.id, body)).body).toBe(answer.body);
  expect((await deck.startUpdate(admin, catalog.id, body, "another-key")).statusCode).toBe(409);
  expect(await deck.posts()).toBe(1);
});

test("while Citrix cannot be read nothing is sent", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.setFault({ operation: "listImages", kind: "status", status: 503 });
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(answer.statusCode).toBe(503);
  expect(await deck.posts()).toBe(0);
});

test("an intent that cannot be stored is not sent", async () => {
  const { logger, warnings } = loggerOfTest();
  const { deck, admin, catalog, body } = await deckWithAdmin({ logger });
  await deck.store.schema.dropTable("image_update_events").execute();
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(answer.statusCode).toBe(503);
  expect(answer.json<Problem>()).toMatchObject({
    code: "storage-unavailable",
    detail: "The update could not be recorded, so it was not sent to Citrix. Try again in a moment.",
  });
  expect(warnings()).toContainEqual(
    expect.objectContaining({
      catalogId: catalog.id,
      err: expect.anything(),
      msg: "the intent of an image update could not be stored",
    }),
  );
  expect(await deck.posts()).toBe(0);
  expect(await deck.store.selectFrom("image_updates").selectAll().execute()).toEqual([]);
});

test("an outcome that cannot be stored is answered all the same, and nothing is sent again", async () => {
  const { logger, warnings } = loggerOfTest();
  const { deck, admin, catalog, body } = await deckWithAdmin({ logger });
  await deck.control.setFault({ operation: "startImageUpdate", kind: "hold", times: 1 });
  const asked = deck.startUpdate(admin, catalog.id, body);
  await expect.poll(() => deck.posts()).toBe(1);
  await deck.store.schema.alterTable("image_update_events").renameTo("events_away").execute();
  await deck.control.clearFaults();
  const answer = await asked;
  expect([answer.statusCode, answer.json()]).toEqual([202, expect.objectContaining({ state: "running" })]);
  const logged = { updateId: answer.json().id, outcome: "running", msg: "an outcome could not be stored" };
  expect(warnings()).toContainEqual(expect.objectContaining({ ...logged, err: expect.anything() }));
  await deck.store.schema.alterTable("events_away").renameTo("image_update_events").execute();
  const [sent] = await deck.control.log({ operation: "startImageUpdate" });
  const recorded = { state: "submitting", citrixTransactionId: sent?.transactionId };
  expect((await deck.startUpdate(admin, catalog.id, body)).json()).toMatchObject(recorded);
  expect(await deck.posts()).toBe(1);
});
