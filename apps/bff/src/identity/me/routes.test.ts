import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OwnSession } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { cookieOf, type Inject, problemOf } from "../../testing/answers.ts";
import { type Deck, startDeck, testPassword } from "../../testing/deck.ts";

const newPassword = "kangaroo ladder tuesday";
const sessionsOf = async (inject: Inject) =>
  (await inject({ url: "/api/sessions" })).json<{ items: OwnSession[] }>().items;
const changePassword = (inject: Inject, currentPassword: string, wanted = newPassword) =>
  inject({ method: "PUT", url: "/api/session/password", payload: { currentPassword, newPassword: wanted } });
const isSignedIn = async (inject: Inject) => (await inject({ url: "/api/session" })).statusCode === 200;
const signInAs = (deck: Deck, password: string) =>
  deck.app.inject({ method: "POST", url: "/api/session", payload: { username: "helpdesk", password } });

test("a person changes the own password: the other sessions end, this one goes on", async () => {
  const deck = await startDeck();
  const [here, elsewhere] = [await deck.injectAs("helpdesk"), await deck.injectAs("helpdesk")];
  expect((await changePassword(here, testPassword)).statusCode).toBe(204);
  expect(await isSignedIn(here)).toBe(true);
  expect(await isSignedIn(elsewhere)).toBe(false);
  expect((await signInAs(deck, testPassword)).statusCode).toBe(401);
  expect((await signInAs(deck, newPassword)).statusCode).toBe(200);
  const audit = await (await deck.injectAs("admin"))({ url: "/api/audit" });
  expect(audit.body).toContain("password-changed");
  expect(audit.body).not.toContain(newPassword);
});

test("a wrong current password changes nothing, and the sixth within 5 minutes is 429, the right one too", async () => {
  const deck = await startDeck();
  const here = await deck.injectAs("helpdesk");
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(problemOf(await changePassword(here, "wrong"))).toMatchObject({ status: 403, code: "wrong-credentials" });
  }
  const sixth = await changePassword(here, testPassword);
  expect(problemOf(sixth)).toMatchObject({ status: 429, code: "too-many-requests" });
  expect(Number(sixth.headers["retry-after"])).toBe(300);
  expect(await isSignedIn(here)).toBe(true);
  deck.clock.advance(5 * 60_000);
  expect((await changePassword(here, testPassword)).statusCode).toBe(204);
});

test("a new password that is guessed first is refused at its field", async () => {
  const deck = await startDeck();
  const here = await deck.injectAs("helpdesk");
  for (const weak of ["password12345", "helpdesk at work", "too short"]) {
    const problem = problemOf(await changePassword(here, testPassword, weak));
    expect(problem).toMatchObject({ status: 400, errors: [{ field: "newPassword" }] });
  }
});

test("the own sessions are listed with where and how they began, the present one marked", async () => {
  const deck = await startDeck();
  const here = await deck.injectAs("helpdesk");
  deck.clock.advance(60_000);
  const firefox = { "user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0" };
  const elsewhere = await deck.app.inject({
    method: "POST",
    url: "/api/session",
    payload: { username: "helpdesk", password: testPassword },
    headers: firefox,
  });
  await deck.injectAs("admin");
  const sessions = await sessionsOf(here);
  expect(sessions).toMatchObject([
    {
      current: false,
      method: "password",
      address: "127.0.0.1",
      browser: "Firefox on Windows",
      program: "Firefox",
      system: "Windows",
    },
    { current: true },
  ]);
  expect(sessions[0]?.createdAt).toBe(deck.clock.now().toISOString());
  const [, secret = ""] = decodeURIComponent(cookieOf(elsewhere)).split("=");
  expect(JSON.stringify(sessions)).not.toContain(secret.split(".")[0]);
});

test("one own session is ended; another person's is not even there", async () => {
  const deck = await startDeck();
  const [here, elsewhere] = [await deck.injectAs("helpdesk"), await deck.injectAs("helpdesk")];
  const admin = await deck.injectAs("admin");
  const idOf = async (inject: Inject) => (await sessionsOf(inject)).find(({ current }) => current)?.id ?? "";
  const end = (id: string) => here({ method: "DELETE", url: `/api/sessions/${id}` });
  expect(problemOf(await end(await idOf(admin)))).toMatchObject({ status: 404, code: "not-found" });
  expect(problemOf(await end("x")).status).toBe(400);
  expect(await isSignedIn(admin)).toBe(true);
  expect((await end(await idOf(elsewhere))).statusCode).toBe(204);
  expect(await isSignedIn(elsewhere)).toBe(false);
  const own = await end(await idOf(here));
  expect(own.headers["set-cookie"]).toMatch(/^deck_session=;/);
  expect(await isSignedIn(here)).toBe(false);
});

test("sign out everywhere ends all own sessions, here too, and nobody else's", async () => {
  const deck = await startDeck();
  const [here, elsewhere] = [await deck.injectAs("helpdesk"), await deck.injectAs("helpdesk")];
  const admin = await deck.injectAs("admin");
  const answer = await here({ method: "DELETE", url: "/api/sessions" });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers["set-cookie"]).toMatch(/^deck_session=;/);
  expect([await isSignedIn(here), await isSignedIn(elsewhere), await isSignedIn(admin)]).toEqual([false, false, true]);
  expect((await admin({ url: "/api/audit?limit=1" })).json().items[0]).toMatchObject({
    kind: "sessions-ended",
    details: { account: { displayName: "Test helpdesk" }, count: 2 },
  });
});

test("the eleventh session of a person ends the one that was not used for the longest time", async () => {
  const deck = await startDeck();
  const first = await deck.injectAs("helpdesk");
  const others: Inject[] = [];
  for (let count = 0; count < 10; count++) {
    deck.clock.advance(1_000);
    others.push(await deck.injectAs("helpdesk"));
  }
  expect(await isSignedIn(first)).toBe(false);
  expect(await Promise.all(others.map(isSignedIn))).toEqual(Array(10).fill(true));
});

test("whoever copies the database file has no session by it: neither cookies nor CSRF tokens stand there", async () => {
  const deck = await startDeck();
  const answer = await signInAs(deck, testPassword);
  const id = decodeURIComponent(cookieOf(answer)).split("=")[1]?.split(".")[0] ?? "";
  const files = ["deck.sqlite", "deck.sqlite-wal"].map((name) => readFile(join(deck.config.dataDir, name), "latin1"));
  const bytes = (await Promise.all(files)).join("");
  expect(id.length).toBeGreaterThanOrEqual(43);
  expect(bytes).toContain("argon2id");
  for (const secret of [id, answer.json().csrfToken, testPassword]) expect(bytes).not.toContain(secret);
});
