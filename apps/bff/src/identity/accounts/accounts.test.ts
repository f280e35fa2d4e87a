import type { Account } from "@catalog-deck/contract";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { cookieOf, type Inject, problemOf } from "../../testing/answers.ts";
import { type Deck, type DeckOptions, startDeck, testPassword } from "../../testing/deck.ts";

const goodPassword = "kangaroo ladder tuesday";

async function startWithAdmin(options: DeckOptions = {}) {
  const deck = await startDeck(options);
  const admin = await deck.injectAs("admin");
  const accounts = async () => (await admin({ url: "/api/accounts" })).json<{ items: Account[] }>().items;
  const named = async (username: string) => {
    const found = (await accounts()).find((account) => account.username === username);
    if (found === undefined) throw new Error(`no account ${username}`);
    return found;
  };
  const change = (id: string, payload: Record<string, unknown>, as: Inject = admin) =>
    as({ method: "PATCH", url: `/api/accounts/${id}`, payload });
  return { deck, admin, accounts, named, change };
}

const create = (admin: Inject, changes: Record<string, unknown> = {}) =>
  admin({
    method: "POST",
    url: "/api/accounts",
    payload: { username: "zoe", displayName: "Zoë", role: "helpdesk", password: goodPassword, ...changes },
  });

const signInAs = (deck: Deck, username: string, password: string) =>
  deck.app.inject({ method: "POST", url: "/api/session", payload: { username, password } });

const latestAudit = async (admin: Inject) => (await admin({ url: "/api/audit?limit=1" })).json().items[0];

describe("an admin", () => {
  test("makes an account that can sign in, and sees no password or hash of any", async () => {
    const { deck, admin, accounts } = await startWithAdmin();
    const answer = await create(admin);
    expect(answer.statusCode).toBe(201);
    const account = answer.json<Account>();
    expect(account).toMatchObject({ username: "zoe", displayName: "Zoë", role: "helpdesk", disabled: false });
    expect(answer.headers.location).toBe(`/api/accounts/${account.id}`);
    expect(await latestAudit(admin)).toMatchObject({
      kind: "account-created",
      actor: { displayName: "Test admin" },
      details: { account: { id: account.id, username: "zoe", displayName: "Zoë", role: "helpdesk" } },
    });
    expect((await signInAs(deck, "ZOE", goodPassword)).json()).toMatchObject({ user: { id: account.id } });
    const list = await accounts();
    expect(list.map(({ username }) => username)).toEqual(["admin", "helpdesk", "zoe"]);
    expect(list.at(2)?.lastSignedInAt).toBe(deck.clock.now().toISOString());
    expect(JSON.stringify(list)).not.toMatch(/argon2|hash/);
  });

  test("cannot make a second account of a name, however it is written", async () => {
    const { admin } = await startWithAdmin();
    await create(admin);
    for (const username of ["zoe", "ZOE", "ｚｏｅ"]) {
      expect(problemOf(await create(admin, { username }))).toMatchObject({ status: 409, code: "username-taken" });
    }
  });

  test.each([
    { username: "zоe", field: "username" },
    { username: "", field: "username" },
    { username: "zoe smith", field: "username" },
    { username: "__proto__", field: "username" },
    { displayName: "Zoë\u202egnp.exe", field: "displayName" },
    { displayName: "two\nlines", field: "displayName" },
    { role: "owner", field: "role" },
    { password: "elevenchars", field: "password" },
    { password: "x".repeat(1025), field: "password" },
    { password: "password12345", field: "password" },
    { password: "the dog of zoe.smith", username: "zoe.smith", field: "password" },
    { password: "catalog deck forever", field: "password" },
    { extra: 1, field: "extra" },
  ])("is told which field is wrong: $field ($username$displayName$password)", async ({ field, ...changes }) => {
    const { admin, accounts } = await startWithAdmin();
    const problem = problemOf(await create(admin, changes));
    expect(problem).toMatchObject({ status: 400, code: "invalid-request", errors: [{ field }] });
    expect(await accounts()).toHaveLength(2);
  });

  test("gives a role: the person's sessions end, and the next one has it", async () => {
    const { deck, admin, named, change } = await startWithAdmin();
    const helpdesk = await deck.injectAs("helpdesk");
    const { id } = await named("helpdesk");
    expect((await change(id, { role: "admin" })).json()).toMatchObject({ role: "admin", version: 2 });
    expect(problemOf(await helpdesk({ url: "/api/session" }))).toMatchObject({ status: 401 });
    expect((await signInAs(deck, "helpdesk", testPassword)).json()).toMatchObject({ user: { role: "admin" } });
    expect((await admin({ url: "/api/audit?limit=2" })).json().items[1]).toMatchObject({
      kind: "account-changed",
      details: {
        account: { username: "helpdesk" },
        changed: ["role"],
        before: { role: "helpdesk" },
        after: { role: "admin" },
        sessionsEnded: 1,
      },
    });
  });

  test("disables an account: its sessions end at once, and nobody signs in with it until it is enabled", async () => {
    const { deck, admin, named, change } = await startWithAdmin();
    const helpdesk = await deck.injectAs("helpdesk");
    const { id } = await named("helpdesk");
    expect((await change(id, { disabled: true })).json()).toMatchObject({ disabled: true });
    expect(await latestAudit(admin)).toMatchObject({ kind: "account-disabled", details: { sessionsEnded: 1 } });
    expect((await helpdesk({ url: "/api/session" })).statusCode).toBe(401);
    const refused = problemOf(await signInAs(deck, "helpdesk", testPassword));
    const wrong = problemOf(await signInAs(deck, "nobody", testPassword));
    expect({ ...refused, requestId: "" }).toEqual({ ...wrong, requestId: "" });
    await change(id, { disabled: false });
    expect(await latestAudit(admin)).toMatchObject({ kind: "account-enabled" });
    expect((await signInAs(deck, "helpdesk", testPassword)).statusCode).toBe(200);
  });

  test("sets a new password: the old one and all sessions of the account are dead", async () => {
    const { deck, admin, named } = await startWithAdmin();
    const helpdesk = await deck.injectAs("helpdesk");
    const { id } = await named("helpdesk");
    const set = (password: string) =>
      admin({ method: "POST", url: `/api/accounts/${id}/password`, payload: { password } });
    expect(problemOf(await set("passwordpassword"))).toMatchObject({ status: 400, errors: [{ field: "password" }] });
    expect((await helpdesk({ url: "/api/session" })).statusCode).toBe(200);
    expect((await set(goodPassword)).statusCode).toBe(204);
    expect((await helpdesk({ url: "/api/session" })).statusCode).toBe(401);
    expect((await signInAs(deck, "helpdesk", testPassword)).statusCode).toBe(401);
    expect((await signInAs(deck, "helpdesk", goodPassword)).statusCode).toBe(200);
    const audit = await admin({ url: "/api/audit" });
    expect(audit.body).toContain("password-changed");
    expect(audit.body).not.toContain(goodPassword);
  });

  test("changing what somebody else has changed meanwhile is told so", async () => {
    const { named, change } = await startWithAdmin();
    const { id, version } = await named("helpdesk");
    expect((await change(id, { displayName: "Hedy", version })).statusCode).toBe(200);
    const second = problemOf(await change(id, { displayName: "Henry", version }));
    expect(second).toMatchObject({ status: 409, code: "account-changed" });
    expect((await named("helpdesk")).displayName).toBe("Hedy");
  });

  test("an account that does not exist is 404; a change of nothing is 400", async () => {
    const { named, change } = await startWithAdmin();
    expect(problemOf(await change("nobody", { role: "admin" }))).toMatchObject({ status: 404, code: "not-found" });
    expect(problemOf(await change((await named("admin")).id, {})).status).toBe(400);
  });

  test("the last enabled admin is neither disabled nor made helpdesk, until there is another", async () => {
    const { deck, named, change } = await startWithAdmin();
    const { id } = await named("admin");
    for (const payload of [{ disabled: true }, { role: "helpdesk" }, { role: "helpdesk", disabled: true }]) {
      expect(problemOf(await change(id, payload))).toMatchObject({ status: 409, code: "last-admin" });
    }
    const second = await deck.injectAs("second admin");
    expect((await change(id, { role: "helpdesk" }, second)).statusCode).toBe(200);
    const { items } = (await second({ url: "/api/accounts" })).json<{ items: Account[] }>();
    const left = items.find(({ username }) => username === "second")?.id ?? "";
    expect(problemOf(await change(left, { disabled: true }, second)).code).toBe("last-admin");
  });

  test("a change that the audit log cannot keep is not made", async () => {
    const { deck, admin, named, change } = await startWithAdmin();
    const { id } = await named("helpdesk");
    const helpdesk = await deck.injectAs("helpdesk");
    await sql`create trigger full before insert on audit_log begin select raise(abort, 'disk full'); end`.execute(
      deck.store,
    );
    const payload = { password: goodPassword };
    const refused = [
      await change(id, { disabled: true }),
      await create(admin),
      await admin({ method: "POST", url: `/api/accounts/${id}/password`, payload }),
      await helpdesk({ method: "DELETE", url: "/api/sessions" }),
    ];
    for (const answer of refused) {
      expect(problemOf(answer)).toMatchObject({ status: 503, code: "storage-unavailable", retryAfterMs: 5_000 });
      expect(problemOf(answer).detail).toContain("audit log, so it was not done");
    }
    expect((await helpdesk({ url: "/api/session" })).statusCode).toBe(200);
    expect(await named("helpdesk")).toMatchObject({ disabled: false, version: 1 });
    await expect(named("zoe")).rejects.toThrow("no account");
  });
});

test("a helpdesk account gets nothing of accounts", async () => {
  const { deck, named } = await startWithAdmin();
  const { id } = await named("helpdesk");
  const helpdesk = await deck.injectAs("helpdesk");
  const requests = [
    { url: "/api/accounts" },
    { method: "POST" as const, url: "/api/accounts", payload: {} },
    { method: "PATCH" as const, url: `/api/accounts/${id}`, payload: { role: "admin" } },
    { method: "POST" as const, url: `/api/accounts/${id}/password`, payload: { password: goodPassword } },
  ];
  for (const request of requests) {
    expect(problemOf(await helpdesk(request)), request.url).toMatchObject({ status: 403, code: "forbidden" });
  }
  expect(await named("helpdesk")).toMatchObject({ role: "helpdesk", version: 1 });
});

test("a sign-in under way while the account is disabled gives no session", async () => {
  const { deck, named, change } = await startWithAdmin();
  const { id } = await named("helpdesk");
  for (let round = 0; round < 3; round++) {
    const [signedIn] = await Promise.all([signInAs(deck, "helpdesk", testPassword), change(id, { disabled: true })]);
    if (signedIn.statusCode === 200) {
      const session = await deck.app.inject({ url: "/api/session", headers: { cookie: cookieOf(signedIn) } });
      expect(session.statusCode).toBe(401);
    } else expect(signedIn.statusCode).toBe(401);
    await change(id, { disabled: false });
    deck.clock.advance(5 * 60_000);
  }
});
