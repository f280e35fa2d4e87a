import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../../lib/clock.ts";
import { cookieOf, problemOf } from "../../testing/answers.ts";
import { startDeck, temporaryStore, testPassword } from "../../testing/deck.ts";
import { eventually } from "../../testing/eventually.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { addAccount } from "../accounts/accounts.ts";

const signInAs = (username: string, password: string) => ({
  method: "POST" as const,
  url: "/api/session",
  payload: { username, password },
});

describe("signing in", () => {
  test("gives the session and a cookie that no script and no other site can use", async () => {
    const { app } = await startDeck();
    const answer = await app.inject(signInAs("Admin", testPassword));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ user: { displayName: "Test admin", role: "admin" }, demo: false });
    expect(answer.headers["set-cookie"]).toMatch(/^deck_session=.+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.body).not.toContain(testPassword);
  });

  test("on https the cookie is bound to the host and secure, behind a proxy that ends TLS too", async () => {
    const { app } = await startDeck({ config: { publicUrl: new URL("https://deck.example.com") } });
    const answer = await app.inject(signInAs("admin", testPassword));
    expect(answer.headers["set-cookie"]).toMatch(
      /^__Host-deck_session=.+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const session = await app.inject({ url: "/api/session", headers: { cookie: cookieOf(answer) } });
    expect(session.statusCode).toBe(200);
    expect(session.headers["set-cookie"]).toBeUndefined();
  });

  test("a wrong password and an unknown name are refused alike, and both are written to the audit log", async () => {
    const { app, injectAs } = await startDeck();
    const wrong = problemOf(await app.inject(signInAs("admin", "not the password")));
    const unknown = problemOf(await app.inject(signInAs("nobody", "not the password")));
    expect(wrong).toMatchObject({ status: 401, code: "wrong-credentials" });
    expect({ ...unknown, requestId: "" }).toEqual({ ...wrong, requestId: "" });
    const admin = await injectAs("admin");
    const audit = await admin({ url: "/api/audit" });
    expect(audit.json().items).toMatchObject([
      { kind: "signed-in", actor: { displayName: "Test admin" } },
      { kind: "sign-in-refused", details: { username: "nobody", reason: "wrong-credentials" } },
      { kind: "sign-in-refused", details: { username: "admin", reason: "wrong-credentials" } },
    ]);
    expect(audit.body).not.toContain("not the password");
  });

  test("the sixth wrong password within 5 minutes is answered 429 with the wait, the right one after it works", async () => {
    const clock = new SteppedClock();
    const { app } = await startDeck({ clock });
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await app.inject(signInAs("admin", `wrong ${attempt}`))).statusCode).toBe(401);
    }
    const sixth = await app.inject(signInAs("ADMIN", testPassword));
    expect(problemOf(sixth)).toMatchObject({ status: 429, code: "too-many-requests", retryAfterMs: 300_000 });
    expect(sixth.headers["retry-after"]).toBe("300");
    expect((await app.inject(signInAs("helpdesk", testPassword))).statusCode).toBe(200);
    clock.advance(300_000);
    expect((await app.inject(signInAs("admin", testPassword))).statusCode).toBe(200);
  });

  test("a body that is no credentials is refused with its field, and never echoed", async () => {
    const { app } = await startDeck();
    const missing = await app.inject({ method: "POST", url: "/api/session", payload: { username: "admin" } });
    expect(problemOf(missing)).toMatchObject({ status: 400, errors: [{ field: "password" }] });
    const extra = { username: "admin", password: testPassword, remember: true };
    const unknownField = await app.inject({ method: "POST", url: "/api/session", payload: extra });
    expect(problemOf(unknownField).errors).toMatchObject([{ field: "remember" }]);
    expect(unknownField.body).not.toContain(testPassword);
  });

  test("a page of another site cannot sign anybody in", async () => {
    const { app } = await startDeck();
    const foreign = [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }, { origin: "null" }];
    for (const headers of foreign) {
      const answer = await app.inject({ ...signInAs("admin", testPassword), headers });
      expect(problemOf(answer)).toMatchObject({ status: 403, code: "csrf-token-invalid" });
    }
  });

  test("the page offers the demo's accounts only in the demo, where they work", async () => {
    const { app } = await startDeck({ config: { demo: true } });
    const methods = (await app.inject({ url: "/api/sign-in-methods" })).json();
    expect(methods.demo.accounts.map(({ role }: { role: string }) => role)).toEqual(["admin", "helpdesk"]);
    for (const { username, password } of methods.demo.accounts) {
      expect((await app.inject(signInAs(username, password))).statusCode).toBe(200);
    }
    const real = await startDeck();
    expect((await real.app.inject({ url: "/api/sign-in-methods" })).json()).toEqual({
      methods: [{ kind: "password" }],
    });
  });
});

describe("a session", () => {
  test("gets a new id at each sign-in; the old one is dead", async () => {
    const { app } = await startDeck();
    const first = cookieOf(await app.inject(signInAs("admin", testPassword)));
    const second = cookieOf(await app.inject({ ...signInAs("helpdesk", testPassword), headers: { cookie: first } }));
    expect(second).not.toBe(first);
    expect((await app.inject({ url: "/api/session", headers: { cookie: first } })).statusCode).toBe(401);
    const now = await app.inject({ url: "/api/session", headers: { cookie: second } });
    expect(now.json().user.role).toBe("helpdesk");
  });

  test("never takes an id that was in the browser before", async () => {
    const { app } = await startDeck();
    for (const planted of ["planted-by-somebody-else", `${"a".repeat(43)}.${"b".repeat(43)}`]) {
      const headers = { cookie: `deck_session=${planted}` };
      const cookie = cookieOf(await app.inject({ ...signInAs("admin", testPassword), headers }));
      expect(cookie).not.toContain(planted.slice(0, 20));
      expect((await app.inject({ url: "/api/session", headers })).statusCode).toBe(401);
    }
  });

  test("is dead at once after sign-out, however often its cookie is sent again", async () => {
    const { app } = await startDeck();
    const answer = await app.inject(signInAs("admin", testPassword));
    const headers = { cookie: cookieOf(answer), "x-csrf-token": answer.json().csrfToken };
    await app.inject({ method: "DELETE", url: "/api/session", headers });
    for (const request of [
      { url: "/api/session" },
      { url: "/api/audit" },
      { method: "DELETE" as const, url: "/api/sessions" },
    ]) {
      expect(problemOf(await app.inject({ ...request, headers })).status).toBe(401);
    }
  });

  test("that is gone leaves the browser's cookie alone: somebody may have signed in again before the answer comes", async () => {
    const { app } = await startDeck();
    const old = cookieOf(await app.inject(signInAs("admin", testPassword)));
    await app.inject({ ...signInAs("helpdesk", testPassword), headers: { cookie: old } });
    for (const cookie of [old, "deck_session=of-nobody"]) {
      for (const url of ["/api/session", "/api/sign-in-methods", "/healthz"]) {
        expect((await app.inject({ url, headers: { cookie } })).headers["set-cookie"]).toBeUndefined();
      }
    }
  });

  test("ends at sign-out", async () => {
    const { injectAs } = await startDeck();
    const helpdesk = await injectAs("helpdesk");
    const out = await helpdesk({ method: "DELETE", url: "/api/session" });
    expect(out.statusCode).toBe(204);
    expect(out.headers["set-cookie"]).toMatch(/^deck_session=; Max-Age=0|^deck_session=;.*Expires=Thu, 01 Jan 1970/);
    expect(problemOf(await helpdesk({ url: "/api/session" })).code).toBe("not-signed-in");
  });

  test("ends after 30 minutes in which only polling happened", async () => {
    const clock = new SteppedClock();
    const { injectAs } = await startDeck({ clock });
    const viewer = await injectAs("helpdesk");
    for (let minute = 0; minute < 29; minute++) {
      clock.advance(60_000);
      expect((await viewer({ url: "/api/session" })).statusCode).toBe(200);
    }
    clock.advance(60_000);
    expect((await viewer({ url: "/api/session" })).statusCode).toBe(401);
  });

  test("goes on while a person uses the page, for 8 hours at most", async () => {
    const clock = new SteppedClock();
    const { injectAs } = await startDeck({ clock });
    const viewer = await injectAs("helpdesk");
    for (let step = 0; step < 23; step++) {
      clock.advance(20 * 60_000);
      expect((await viewer({ url: "/api/session", headers: { "x-user-active": "1" } })).statusCode).toBe(200);
    }
    const last = await viewer({ url: "/api/session", headers: { "x-user-active": "1" } });
    expect(last.json().expiresAt).toBe("2026-03-02T17:00:00.000Z");
    clock.advance(20 * 60_000);
    expect((await viewer({ url: "/api/session", headers: { "x-user-active": "1" } })).statusCode).toBe(401);
  });

  test("outlives a restart of the server", async () => {
    const first = await startDeck();
    const cookie = cookieOf(await first.app.inject(signInAs("admin", testPassword)));
    await first.app.close();
    const second = await startDeck({ store: first.store, simulator: first.simulator });
    expect((await second.app.inject({ url: "/api/session", headers: { cookie } })).statusCode).toBe(200);
  });

  test("of another session secret signs nobody in", async () => {
    const first = await startDeck();
    const cookie = cookieOf(await first.app.inject(signInAs("admin", testPassword)));
    const config = { sessionSecret: Buffer.alloc(32, 9) };
    const second = await startDeck({ store: first.store, simulator: first.simulator, config });
    expect((await second.app.inject({ url: "/api/session", headers: { cookie } })).statusCode).toBe(401);
  });

  test("stands in the database hashed and encrypted, and is removed some time after its end", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const clock = new SteppedClock();
    const { app, store } = await startDeck({ clock });
    const answer = await app.inject(signInAs("admin", testPassword));
    const id = decodeURIComponent(cookieOf(answer)).split("=")[1]?.split(".")[0] ?? "";
    const rows = await store.selectFrom("sessions").selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(id);
    expect(JSON.stringify(rows)).not.toContain(answer.json().csrfToken);
    clock.advance(31 * 60_000);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    vi.useRealTimers();
    await eventually(async () => expect(await store.selectFrom("sessions").selectAll().execute()).toEqual([]));
  });
});

test("the accounts keep passwords as Argon2id hashes", async () => {
  const store = await temporaryStore();
  await addAccount(store, { username: "ada", displayName: "Ada", password: testPassword, role: "admin" }, systemClock);
  const { password_hash } = await store.selectFrom("accounts").select("password_hash").executeTakeFirstOrThrow();
  expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
