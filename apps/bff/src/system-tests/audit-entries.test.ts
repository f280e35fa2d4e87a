import type { AuditEntry, AuditList, ImageUpdate } from "@catalog-deck/contract";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { buildApp } from "../app.ts";
import { verifyChain } from "../audit/verify-chain.ts";
import { type Inject, problemOf } from "../testing/answers.ts";
import {
  type Deck,
  type PersonHeaders,
  readyToUpdate,
  startDeck,
  temporaryStore,
  testPassword,
} from "../testing/deck.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

async function entriesOf(deck: Deck, person: PersonHeaders): Promise<AuditEntry[]> {
  const answer = await deck.app.inject({ url: "/api/audit", headers: person });
  return answer.json<AuditList>().items.toReversed();
}

async function deckWithAdmin() {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  return { deck, admin, ...(await readyToUpdate(deck, admin)) };
}

describe("an update's entries", () => {
  test("tell at each step who, from where, what, old and new image, delay, reason, request and transaction", async () => {
    const { deck, admin, catalog, body } = await deckWithAdmin();
    const answer = await deck.startUpdate(admin, catalog.id, { ...body, reason: "CHG0012345" });
    const update = answer.json<ImageUpdate>();
    for (let step = 0; step < 60; step++) await deck.pass(5_000);
    const entries = (await entriesOf(deck, admin)).filter(({ kind }) => kind.startsWith("update-"));
    const facts = {
      catalogName: catalog.name,
      fromImage: update.fromImage,
      toImage: update.toImage,
      vdaUpdateDelay: 60,
      reason: "CHG0012345",
    };
    const common = {
      id: expect.stringMatching(uuid),
      at: expect.stringMatching(instant),
      citrixTransactionId: update.citrixTransactionId,
      connectionId: "default",
      catalogId: catalog.id,
      updateId: update.id,
    };
    const byPerson = {
      actor: { ...update.requestedBy, role: "admin" },
      address: "127.0.0.1",
      requestId: answer.headers["x-request-id"],
    };
    expect(entries).toMatchObject([
      {
        ...common,
        citrixTransactionId: expect.stringMatching(uuid),
        kind: "update-intended",
        ...byPerson,
        details: facts,
      },
      { ...common, kind: "update-outcome", ...byPerson, details: { ...facts, state: "running" } },
      { ...common, kind: "update-ended", requestedBy: update.requestedBy, details: { ...facts, state: "succeeded" } },
    ]);
    expect((await verifyChain(deck.store)).firstBroken).toBeUndefined();
  });

  test.each([
    { status: 409, kind: "status" as const, state: "rejected" },
    { kind: "breakAfter" as const, state: "unknown" },
  ])("say that it was $state when that is how the request ended", async ({ state, ...fault }) => {
    const { deck, admin, catalog, body } = await deckWithAdmin();
    await deck.control.setFault({ operation: "startImageUpdate", ...fault });
    await deck.startUpdate(admin, catalog.id, body);
    const last = (await entriesOf(deck, admin)).at(-1);
    expect(last).toMatchObject({ kind: "update-outcome", details: { state, message: expect.any(String) } });
  });
});

describe("refusals", () => {
  const change = { method: "DELETE" as const, url: "/api/session" };
  const refusals: { what: string; ask: (inject: Inject) => ReturnType<Inject>; details: Record<string, unknown> }[] = [
    {
      what: "a role that may not",
      ask: (inject) => inject({ url: "/api/audit" }),
      details: { reason: "role", method: "GET", route: "/api/audit" },
    },
    {
      what: "a wrong CSRF token",
      ask: (inject) => inject({ ...change, headers: { "x-csrf-token": "wrong" } }),
      details: { reason: "csrf-token", method: "DELETE", route: "/api/session" },
    },
    {
      what: "a page of another site",
      ask: (inject) => inject({ ...change, headers: { "sec-fetch-site": "cross-site" } }),
      details: { reason: "foreign-page", method: "DELETE", route: "/api/session" },
    },
  ];
  test.each(refusals)("of $what is written down with the person and the address", async ({ ask, details }) => {
    const { injectAs } = await startDeck();
    const answer = await ask(await injectAs("helpdesk"));
    expect(answer.statusCode).toBe(403);
    const admin = await injectAs("admin");
    const { items } = (await admin({ url: "/api/audit?kind=refused" })).json<AuditList>();
    expect(items).toMatchObject([
      {
        actor: { displayName: "Test helpdesk", role: "helpdesk" },
        address: "127.0.0.1",
        requestId: answer.headers["x-request-id"],
        details,
      },
    ]);
  });

  test("of an address that is no identifier keeps nothing of it", async () => {
    const { injectAs } = await startDeck();
    const helpdesk = await injectAs("helpdesk");
    const url = `/api/connections/default/catalogs/${"x".repeat(4_000)}/image-updates`;
    expect((await helpdesk({ method: "POST", url, payload: {} })).statusCode).toBe(403);
    const admin = await injectAs("admin");
    const { items } = (await admin({ url: "/api/audit?kind=refused" })).json<AuditList>();
    expect(items).toMatchObject([{ kind: "refused", connectionId: "default" }]);
    expect(items[0]?.catalogId).toBeUndefined();
  });
});

test("the first account, made by the two variables, is told, once", async () => {
  const deck = await startDeck();
  const store = await temporaryStore();
  for (let start = 0; start < 2; start++) {
    await (await buildApp({ config: deck.config, store, clock: deck.clock })).close();
  }
  const rows = await store.selectFrom("audit_log").select("entry").execute();
  const entries = rows.map(({ entry }) => JSON.parse(entry) as AuditEntry);
  const account = { username: "admin", displayName: "admin", role: "admin", id: expect.stringMatching(uuid) };
  expect(entries).toMatchObject([{ kind: "account-created", details: { account, by: "INITIAL_ADMIN_USERNAME" } }]);
  expect(JSON.stringify(entries)).not.toContain(testPassword);
});

describe("with an audit log that cannot be written", () => {
  const full = sql`create trigger full before insert on audit_log begin select raise(abort, 'disk full'); end`;

  test("no update is sent and none is recorded", async () => {
    const { deck, admin, catalog, body } = await deckWithAdmin();
    await full.execute(deck.store);
    const answer = await deck.startUpdate(admin, catalog.id, body);
    expect(problemOf(answer)).toMatchObject({ status: 503, code: "storage-unavailable" });
    expect(await deck.posts()).toBe(0);
    expect(await deck.store.selectFrom("image_updates").selectAll().execute()).toEqual([]);
    expect(await deck.store.selectFrom("idempotency_keys").selectAll().execute()).toEqual([]);
    await sql`drop trigger full`.execute(deck.store);
    expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
    expect(await deck.posts()).toBe(1);
  });

  test("an update that is under way goes on as it was known, and ends when its end can be written", async () => {
    const { deck, admin, catalog, body } = await deckWithAdmin();
    const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
    await full.execute(deck.store);
    for (let step = 0; step < 40; step++) await deck.pass(5_000);
    expect((await deck.update(admin, id)).state).toBe("running");
    await sql`drop trigger full`.execute(deck.store);
    for (let step = 0; step < 20; step++) await deck.pass(5_000);
    expect((await deck.update(admin, id)).state).toBe("succeeded");
    expect((await entriesOf(deck, admin)).at(-1)).toMatchObject({ kind: "update-ended", updateId: id });
  });

  test("nobody is signed in, a refusal stands, and signing out still ends the session", async () => {
    const store = await temporaryStore();
    const { app, injectAs } = await startDeck({ store });
    const helpdesk = await injectAs("helpdesk");
    const admin = await injectAs("admin");
    await full.execute(store);
    const payload = { username: "admin", password: testPassword };
    const signedIn = await app.inject({ method: "POST", url: "/api/session", payload });
    expect(problemOf(signedIn)).toMatchObject({ status: 503, code: "storage-unavailable" });
    expect(signedIn.cookies).toEqual([]);
    expect(await store.selectFrom("sessions").selectAll().execute()).toHaveLength(2);
    expect(problemOf(await helpdesk({ url: "/api/audit" })).code).toBe("forbidden");
    expect((await admin({ method: "DELETE", url: "/api/session" })).statusCode).toBe(204);
    expect(problemOf(await admin({ url: "/api/session" })).code).toBe("not-signed-in");
  });
});
