import type { Session } from "@catalog-deck/contract";
import { freePort } from "@catalog-deck/simulator";
import type { JWTPayload } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { problemOf } from "../../testing/answers.ts";
import type { BrowserOfPerson } from "../../testing/browser-of-person.ts";
import { readyToUpdate } from "../../testing/deck.ts";
import { startDeckWithProvider } from "../../testing/deck-with-provider.ts";
import { eventually } from "../../testing/eventually.ts";
import { clientId } from "../../testing/identity-provider.ts";
import { keepBusy } from "../../testing/keep-busy.ts";

const logoutPath = "/api/auth/oidc/back-channel-logout";
const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Claims to set or, undefined, to leave out. */
type Change = Record<string, unknown>;
type Setting = Awaited<ReturnType<typeof startDeckWithProvider>>;

async function signOut(browser: BrowserOfPerson) {
  const { csrfToken } = (await browser.deck("/api/session")).json<Session>();
  return browser.deck("/api/auth/oidc/sign-out", { method: "POST", headers: { "x-csrf-token": csrfToken } });
}

const statusOf = async (browser: BrowserOfPerson) => (await browser.deck("/api/session")).statusCode;

describe("signing out", () => {
  test("ends the session here and names where to end the provider's, which then asks who it is", async () => {
    const { browser, provider, audit } = await startDeckWithProvider();
    await browser.signIn("ada");
    const copy = new Map(browser.deckCookies);
    const answer = await signOut(browser);
    const { signOutUrl } = answer.json<{ signOutUrl: string }>();
    const url = new URL(signOutUrl);
    expect(url.origin).toBe(provider.issuer);
    expect(url.searchParams.get("post_logout_redirect_uri")).toBe("http://127.0.0.1:8080/sign-in");
    expect(url.searchParams.get("id_token_hint")).toMatch(/^eyJ/);
    expect([...browser.deckCookies]).toEqual([]);
    for (const [name, value] of copy) browser.deckCookies.set(name, value);
    expect(await statusOf(browser)).toBe(401);
    expect((await audit())[0]).toMatchObject({ kind: "signed-out", details: { method: "oidc" } });

    const { answer: question } = await browser.provider(signOutUrl);
    const form = await question.text();
    const body = new URLSearchParams({ xsrf: /name="xsrf" value="([^"]+)"/.exec(form)?.[1] ?? "", logout: "yes" });
    const { location } = await browser.provider("/session/end/confirm", { method: "POST", body });
    expect(location).toBe("http://127.0.0.1:8080/sign-in?state=signed-out");
    const start = await browser.deck("/api/auth/oidc/start");
    expect((await browser.provider(String(start.headers.location))).location).toMatch(/^\/interaction\//);
  });

  test("needs the CSRF token and our own page", async () => {
    const { browser } = await startDeckWithProvider();
    await browser.signIn("ada");
    const answer = await browser.deck("/api/auth/oidc/sign-out", { method: "POST" });
    expect(problemOf(answer).code).toBe("csrf-token-invalid");
    expect(await statusOf(browser)).toBe(200);
  });

  test("works while the provider is away; then it can end nothing there", async () => {
    const { browser, provider, deck } = await startDeckWithProvider();
    await browser.signIn("ada");
    await deck.stop();
    await deck.start();
    await provider.goDown();
    const answer = await signOut(browser);
    expect(answer.json()).toEqual({ signOutUrl: null });
    expect(await statusOf(browser)).toBe(401);
  });

  test("of somebody who signed in with a password leads nowhere else", async () => {
    const { deck } = await startDeckWithProvider();
    const person = await deck.signIn("admin");
    const answer = await deck.app.inject({ method: "POST", url: "/api/auth/oidc/sign-out", headers: person });
    expect(answer.json()).toEqual({ signOutUrl: null });
  });

  test("needs the provider's token, which stands in the database encrypted and is told to nobody before", async () => {
    const { browser, deck } = await startDeckWithProvider();
    await browser.signIn("ada");
    const rows = JSON.stringify(await deck.store.selectFrom("sessions").selectAll().execute());
    const session = (await browser.deck("/api/session")).body;
    for (const text of [rows, session]) expect(text).not.toMatch(/eyJ[\w-]+\./);
  });
});

describe("a logout token of the provider", () => {
  const post = ({ deck }: Pick<Setting, "deck">, token: string) =>
    deck.app.inject({
      method: "POST",
      url: logoutPath,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ logout_token: token }).toString(),
    });

  /** Two browsers of ada and one of hedy; the claims of a token that ends what the test names. */
  async function threeSessions() {
    const setting = await startDeckWithProvider();
    const [first, second, hedy] = [setting.browser, setting.newBrowser(), setting.newBrowser()];
    await first.signIn("ada");
    await second.signIn("ada");
    await hedy.signIn("hedy");
    const rows = await setting.deck.store.selectFrom("sessions").selectAll().orderBy("created_at").execute();
    const claims = (change: Change): JWTPayload => ({
      iss: setting.provider.issuer,
      aud: clientId,
      iat: nowSeconds(),
      exp: nowSeconds() + 120,
      jti: crypto.randomUUID(),
      events,
      ...change,
    });
    return { ...setting, first, second, hedy, sid: rows[0]?.provider_session ?? "", claims };
  }

  const statuses = async ({ first, second, hedy }: Awaited<ReturnType<typeof threeSessions>>) => [
    await statusOf(first),
    await statusOf(second),
    await statusOf(hedy),
  ];

  test("that names a session of the provider ends that one, at once, with an audit entry", async () => {
    const all = await threeSessions();
    const answer = await post(all, await all.provider.sign(all.claims({ sid: all.sid }), { typ: "logout+jwt" }));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.body).toBe("");
    expect(await statuses(all)).toEqual([401, 200, 200]);
    expect((await all.audit())[0]).toMatchObject({
      kind: "signed-out",
      details: { method: "oidc", reason: "back-channel-logout", sessions: 1 },
    });
  });

  test("that ends a session ends what it was asking for: the update that waits for a slow reading is not sent", async () => {
    const all = await threeSessions();
    const { csrfToken } = (await all.first.deck("/api/session")).json<Session>();
    const cookie = [...all.first.deckCookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const ada = { cookie, "x-csrf-token": csrfToken };
    const { catalog, body } = await readyToUpdate(all.deck, ada);
    await all.deck.control.setFault({ operation: "getCatalog", kind: "hold", times: 1 });
    const asked = all.deck.startUpdate(ada, catalog.id, body);
    await eventually(async () => expect(await all.deck.control.log({ operation: "getCatalog" })).toHaveLength(1));
    await post(all, await all.provider.sign(all.claims({ sid: all.sid }), { typ: "logout+jwt" }));
    await all.deck.control.clearFaults();
    expect(problemOf(await asked)).toMatchObject({ status: 403, code: "authority-lost" });
    expect(await all.deck.posts()).toBe(0);
  });

  test("that names a person ends all of theirs and nobody else's", async () => {
    const all = await threeSessions();
    expect((await post(all, await all.provider.sign(all.claims({ sub: "ada" })))).statusCode).toBe(200);
    expect(await statuses(all)).toEqual([401, 401, 200]);
  });

  test("counts once, at whichever instance", async () => {
    const all = await threeSessions();
    const token = await all.provider.sign(all.claims({ sub: "ada" }));
    expect((await post(all, token)).statusCode).toBe(200);
    await all.first.signIn("ada", "?another=1");
    await all.deck.stop();
    await all.deck.start();
    expect(problemOf(await post(all, token)).status).toBe(400);
    expect(await statusOf(all.first)).toBe(200);
  });

  test("of a session that has ended already is fine and no news", async () => {
    const all = await threeSessions();
    const before = (await all.audit()).length;
    expect((await post(all, await all.provider.sign(all.claims({ sid: "unknown" })))).statusCode).toBe(200);
    expect(await all.audit()).toHaveLength(before);
  });

  const hostile: { name: string; change: Change; header?: { typ?: string; kid?: string } }[] = [
    { name: "of another issuer", change: { iss: "https://evil.example" } },
    { name: "for another client", change: { aud: "another" } },
    { name: "without the event", change: { events: {} } },
    { name: "whose events are a list", change: { events: [Object.keys(events)[0]] } },
    { name: "whose event is no object", change: { events: { [Object.keys(events)[0] ?? ""]: "yes" } } },
    { name: "without events, as an ID token", change: { events: undefined } },
    { name: "with a nonce, as an ID token", change: { nonce: "n" } },
    { name: "without an id", change: { jti: undefined } },
    { name: "whose id is no text", change: { jti: 7 } },
    { name: "without its time", change: { iat: undefined } },
    { name: "from the past", change: { iat: nowSeconds() - 600, exp: undefined } },
    { name: "from the future", change: { iat: nowSeconds() + 600 } },
    { name: "that has expired", change: { exp: nowSeconds() - 61 } },
    { name: "that names nobody", change: { sub: undefined } },
    { name: "whose subject is no text", change: { sub: { a: 1 } } },
    { name: "whose subject has 256 characters", change: { sub: "x".repeat(256) } },
    { name: "that was issued to another client", change: { azp: "another" } },
    { name: "whose session is no text", change: { sid: ["x"] } },
    { name: "of another kind", change: {}, header: { typ: "at+jwt" } },
    { name: "signed by a key that the provider does not have", change: {}, header: { kid: "unknown" } },
  ];

  test("that does not fit is refused with 400 and ends nothing", async () => {
    const all = await threeSessions();
    for (const { name, change, header } of hostile) {
      const answer = await post(all, await all.provider.sign(all.claims({ sub: "ada", ...change }), header));
      expect(problemOf(answer), name).toMatchObject({ status: 400, code: "invalid-request" });
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
    expect(await statuses(all)).toEqual([200, 200, 200]);
  });

  test("that is none is refused: unsigned, signed by our secret, an ID token, no token, none at all", async () => {
    const all = await threeSessions();
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const good = all.claims({ sub: "ada" });
    const [, payload, signature] = (await all.provider.sign(good)).split(".");
    for (const token of [
      `${part({ alg: "none" })}.${part(good)}.`,
      `${part({ alg: "HS256" })}.${payload}.${signature}`,
      `${part({ alg: "RS256", kid: all.provider.key.kid })}.${part({ ...good, sub: "hedy" })}.${signature}`,
      "x",
      "..",
      "a.b.c",
      "",
    ]) {
      expect(problemOf(await post(all, token)).status, token).toBe(400);
    }
    expect(await statuses(all)).toEqual([200, 200, 200]);
  });

  test("is taken as a form only, of a bounded size, and not from a page of another site", async () => {
    const all = await threeSessions();
    const token = await all.provider.sign(all.claims({ sub: "ada" }));
    const ask = (type: string, payload: string, headers = {}) =>
      all.deck.app.inject({ method: "POST", url: logoutPath, payload, headers: { "content-type": type, ...headers } });
    const form = "application/x-www-form-urlencoded";
    expect(problemOf(await ask("application/json", JSON.stringify({ logout_token: token }))).status).toBe(415);
    expect(problemOf(await ask("text/plain", `logout_token=${token}`)).status).toBe(415);
    expect(problemOf(await ask(form, `logout_token=${token}&logout_token=${token}`)).status).toBe(400);
    expect(problemOf(await ask(form, `logout_token=${"x".repeat(40_000)}`)).status).toBe(413);
    expect(problemOf(await ask(form, "__proto__=x")).status).toBe(400);
    const foreign = await ask(form, `logout_token=${token}`, { origin: "https://evil.example" });
    expect(problemOf(foreign)).toMatchObject({ status: 403, code: "csrf-token-invalid" });
    const elsewhere = {
      method: "POST",
      url: "/api/session",
      payload: "a=b",
      headers: { "content-type": form },
    } as const;
    expect(problemOf(await all.deck.app.inject(elsewhere)).status).toBe(415);
    expect(await statuses(all)).toEqual([200, 200, 200]);
  });

  test("as the provider itself sends it: signing out there ends the session here", async () => {
    const port = await freePort();
    const deckUrl = `http://127.0.0.1:${port}`;
    const { browser, deck } = await startDeckWithProvider({
      config: { publicUrl: new URL(deckUrl), port },
      provider: { deckUrl },
    });
    await deck.app.listen({ port, host: "127.0.0.1" });
    onTestFinished(() => deck.stop());
    await browser.signIn("ada");
    const { answer } = await browser.provider("/session/end");
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await answer.text())?.[1] ?? "";
    await browser.provider("/session/end/confirm", {
      method: "POST",
      body: new URLSearchParams({ xsrf, logout: "yes" }),
    });
    await eventually(async () => expect(await statusOf(browser)).toBe(401));
  });
});

test("a server that has too much to do sends the browser back to the sign-in page, and tells it nothing as JSON", async () => {
  const { deck } = await startDeckWithProvider();
  deck.app.isUnderPressure = () => true;
  await keepBusy(4_500);
  const start = await deck.app.inject({ url: "/api/auth/oidc/start?returnTo=%2Fimages" });
  expect([start.statusCode, start.headers.location]).toEqual([303, "/sign-in?problem=overloaded&next=%2Fimages"]);
  const callback = await deck.app.inject({ url: "/api/auth/oidc/callback?state=s&code=c" });
  expect([callback.statusCode, callback.headers.location]).toEqual([303, "/sign-in?problem=overloaded"]);
});
