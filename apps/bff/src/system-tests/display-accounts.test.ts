import type { Account, AuditEntry, Session } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { startDeck, testPassword } from "../testing/deck.ts";

const dayMs = 24 * 60 * 60_000;
const catalogs = "/api/connections/default/catalogs";

test("a display stays signed in for 30 days without being used, and not a moment longer", async () => {
  const deck = await startDeck();
  const wall = await deck.injectAs("display");
  const helpdesk = await deck.injectAs("helpdesk");
  const session = (await wall({ url: "/api/session" })).json<Session>();
  expect(session).toMatchObject({ display: true, user: { role: "helpdesk" } });
  expect(Date.parse(session.expiresAt) - deck.clock.now().getTime()).toBe(30 * dayMs);

  deck.clock.advance(31 * 60_000);
  expect((await helpdesk({ url: catalogs })).statusCode).toBe(401);
  for (let day = 0; day < 29; day++) {
    deck.clock.advance(dayMs);
    expect((await wall({ url: catalogs })).statusCode, `after ${day + 1} days`).toBe(200);
  }
  // Someone who moves the mouse of the screen does not lengthen it either.
  const touched = await wall({ url: "/api/session", headers: { "x-user-active": "1" } });
  expect(touched.json<Session>().expiresAt).toBe(session.expiresAt);
  deck.clock.advance(dayMs);
  expect((await wall({ url: catalogs })).statusCode).toBe(401);
});

test("a display can change nothing, not even its own sign-in, and every try is in the audit log", async () => {
  const deck = await startDeck();
  const wall = await deck.injectAs("display");
  const admin = await deck.injectAs("admin");
  const attempts = [
    { method: "PUT", url: "/api/session/password", payload: { currentPassword: testPassword, newPassword: "x" } },
    { method: "DELETE", url: "/api/session" },
    { method: "DELETE", url: "/api/sessions" },
    { method: "POST", url: `${catalogs}/some-catalog/image-updates`, payload: {} },
  ] as const;
  for (const attempt of attempts) {
    expect(problemOf(await wall(attempt))).toMatchObject({ status: 403, code: "forbidden" });
    const [newest] = (await admin({ url: "/api/audit?limit=1" })).json<{ items: AuditEntry[] }>().items;
    expect(newest).toMatchObject({
      kind: "refused",
      actor: { displayName: "Test display" },
      details: { reason: "display", method: attempt.method },
    });
  }
  expect((await wall({ url: catalogs })).statusCode).toBe(200);
});

test("a display's sessions end at once when it is disabled, gets another password, or is a display no more", async () => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  const account = async () => {
    const { items } = (await admin({ url: "/api/accounts" })).json<{ items: Account[] }>();
    const found = items.find(({ username }) => username === "wall");
    if (found === undefined) throw new Error("there is no display account");
    return found;
  };
  const changes = [
    { method: "PATCH", path: "", payload: { display: false } },
    { method: "PATCH", path: "", payload: { display: true } },
    { method: "POST", path: "/password", payload: { password: testPassword } },
    { method: "PATCH", path: "", payload: { disabled: true } },
  ] as const;
  for (const { method, path, payload } of changes) {
    const screen = await deck.injectAs("display");
    expect((await screen({ url: catalogs })).statusCode).toBe(200);
    const changed = await admin({ method, url: `/api/accounts/${(await account()).id}${path}`, payload });
    expect(changed.statusCode).toBeLessThan(300);
    expect((await screen({ url: catalogs })).statusCode, JSON.stringify(payload)).toBe(401);
  }
  expect(await account()).toMatchObject({ display: true, disabled: true, role: "helpdesk" });
  const [newest] = (await admin({ url: "/api/audit?limit=1" })).json<{ items: AuditEntry[] }>().items;
  expect(newest).toMatchObject({ kind: "account-disabled", details: { sessionsEnded: 1 } });
});

test("only a helpdesk account can be a display, whichever of both comes first", async () => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  const make = (fields: Record<string, unknown>) =>
    admin({
      method: "POST",
      url: "/api/accounts",
      payload: { username: "lobby", password: "kangaroo ladder tuesday", ...fields },
    });
  expect(problemOf(await make({ role: "admin", display: true }))).toMatchObject({
    code: "invalid-request",
    errors: [{ field: "role" }],
  });
  const made = (await make({ role: "helpdesk", display: true })).json<Account>();
  expect(made).toMatchObject({ display: true, role: "helpdesk" });
  const change = (payload: Record<string, unknown>) =>
    admin({ method: "PATCH", url: `/api/accounts/${made.id}`, payload });
  expect(problemOf(await change({ role: "admin" }))).toMatchObject({ status: 400, errors: [{ field: "role" }] });
  expect((await change({ role: "admin", display: false })).json<Account>()).toMatchObject({ role: "admin" });
  expect(problemOf(await change({ display: true })).status).toBe(400);
});
