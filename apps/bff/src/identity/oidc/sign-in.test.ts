import { describe, expect, test } from "vitest";
import type { OidcConfig } from "../../config/oidc.ts";
import { systemClock } from "../../lib/clock.ts";
import { problemOf } from "../../testing/answers.ts";
import { BrowserOfPerson } from "../../testing/browser-of-person.ts";
import { startDeck } from "../../testing/deck.ts";
import { startDeckWithProvider } from "../../testing/deck-with-provider.ts";
import { clientSecret, type IdentityProviderOptions } from "../../testing/identity-provider.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";

describe("signing in at the company's identity provider", () => {
  test.each([
    { person: "ada", role: "admin", displayName: "Ada Admin" },
    { person: "hedy", role: "helpdesk", displayName: "Hedy Helpdesk" },
    { person: "brin", role: "admin", displayName: "Brin Both" },
  ] as const)(
    "$displayName becomes $role, and lands where they wanted to go",
    async ({ person, role, displayName }) => {
      const { browser, audit } = await startDeckWithProvider();
      const callback = await browser.signIn(person, "?returnTo=/images?q=win");
      expect(callback.statusCode).toBe(303);
      expect(callback.headers.location).toBe("/images?q=win");
      const session = (await browser.deck("/api/session")).json();
      expect(session).toMatchObject({ user: { displayName, role }, method: "oidc" });
      expect(session.user.id).toMatch(/^oidc:[\w-]{43}$/);
      expect(await audit()).toMatchObject([
        { kind: "signed-in", actor: { id: session.user.id, displayName, role }, details: { method: "oidc" } },
      ]);
    },
  );

  test("somebody whom no role fits gets the page that says so, an audit entry and no session", async () => {
    const { browser, audit } = await startDeckWithProvider();
    const callback = await browser.signIn("nora", "?returnTo=/images");
    expect(callback.headers.location).toBe("/sign-in?problem=no-role&next=%2Fimages");
    expect([...browser.deckCookies]).toEqual([]);
    expect((await browser.deck("/api/session")).statusCode).toBe(401);
    expect(await audit()).toMatchObject([
      {
        kind: "sign-in-refused",
        actor: { displayName: "Nora Norole" },
        details: { method: "oidc", reason: "no-role", roleClaim: "no match" },
      },
    ]);
  });

  test("the role may be told by UserInfo alone", async () => {
    const { browser } = await startDeckWithProvider({ provider: { claimsIn: "userinfo" } });
    await browser.signIn("hedy");
    const { user } = (await browser.deck("/api/session")).json();
    expect(user).toMatchObject({ displayName: "Hedy Helpdesk", role: "helpdesk" });
  });

  test("the same person has the same id at every sign-in, and a new session id", async () => {
    const { browser } = await startDeckWithProvider();
    await browser.signIn("ada");
    const [first, firstCookies] = [(await browser.deck("/api/session")).json(), new Map(browser.deckCookies)];
    await browser.signIn("ada");
    expect((await browser.deck("/api/session")).json().user.id).toBe(first.user.id);
    expect(browser.deckCookies).not.toEqual(firstCookies);
  });

  test("the session that the browser had before is dead, though its cookie does not come back from the provider", async () => {
    const { browser, deck } = await startDeckWithProvider();
    await browser.signIn("ada");
    const before = `deck_session=${browser.deckCookies.get("deck_session")}`;
    await browser.signIn("hedy");
    expect((await deck.app.inject({ url: "/api/session", headers: { cookie: before } })).statusCode).toBe(401);
  });

  test("asks the provider as the standards want: code, PKCE with S256, state, nonce, an address from PUBLIC_URL", async () => {
    const { browser, provider } = await startDeckWithProvider();
    const headers = { host: "evil.example", "x-forwarded-host": "evil.example" };
    const start = await browser.deck("/api/auth/oidc/start", { headers });
    const asked = Object.fromEntries(new URL(String(start.headers.location)).searchParams);
    expect(asked).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: "http://127.0.0.1:8080/api/auth/oidc/callback",
    });
    for (const word of [asked.state, asked.nonce, asked.code_challenge]) expect(word).toMatch(/^[\w-]{43}$/);
    await browser.deck(await browser.atProvider(String(start.headers.location), "ada"), { crossSite: true });
    const [request] = provider.tokenRequests;
    expect(request?.form.code_verifier).toMatch(/^[\w-]{43}$/);
    expect(request?.form.redirect_uri).toBe("http://127.0.0.1:8080/api/auth/oidc/callback");
  });

  // The secret holds `-`, which Basic encodes and some providers do not decode.
  const inTheForm = { authorization: "", secret: clientSecret };
  const inTheHeader = {
    authorization: `Basic ${Buffer.from(`catalog%2Ddeck:${clientSecret.replaceAll("-", "%2D")}`).toString("base64")}`,
    secret: undefined,
  };

  const ways: { name: string; provider: Partial<IdentityProviderOptions>; oidc?: Partial<OidcConfig>; told: object }[] =
    [
      { name: "lists both", provider: { clientAuth: "client_secret_post" }, told: inTheForm },
      {
        name: "lists Basic alone",
        provider: { clientAuth: "client_secret_basic", listedAuth: ["client_secret_basic"] },
        told: inTheHeader,
      },
      {
        name: "lists both but knows this client by Basic, as OIDC_CLIENT_AUTH_METHOD says",
        provider: { clientAuth: "client_secret_basic" },
        oidc: { clientAuthMethod: "client_secret_basic" },
        told: inTheHeader,
      },
    ];

  test.each(ways)("tells its secret as the provider wants it, which $name", async ({ provider, oidc, told }) => {
    const setting = await startDeckWithProvider({ provider, oidc });
    expect((await setting.browser.signIn("ada")).headers.location).toBe("/");
    const requests = setting.provider.tokenRequests;
    expect(requests.map(({ form, authorization }) => ({ authorization, secret: form.client_secret }))).toEqual([told]);
  });

  test("the cookie of a sign-in is Lax, out of reach for scripts, encrypted, and gone afterwards", async () => {
    const { browser } = await startDeckWithProvider();
    const start = await browser.deck("/api/auth/oidc/start?returnTo=/images");
    expect(start.headers["set-cookie"]).toMatch(/^deck_sign_in=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    const state = new URL(String(start.headers.location)).searchParams.get("state") ?? "";
    const content = Buffer.from(browser.deckCookies.get("deck_sign_in") ?? "", "base64url").toString("latin1");
    expect(content).not.toContain(state);
    expect(content).not.toContain("/images");
    const back = await browser.deck(await browser.atProvider(String(start.headers.location), "ada"), {
      crossSite: true,
    });
    expect(back.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^deck_sign_in=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^deck_session=.+; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
  });

  test("on https both cookies are bound to the host", async () => {
    const publicUrl = new URL("https://deck.example.com");
    const { browser } = await startDeckWithProvider({
      config: { publicUrl },
      provider: { deckUrl: publicUrl.origin },
    });
    await browser.deck("/api/auth/oidc/start");
    expect([...browser.deckCookies.keys()]).toEqual(["__Host-deck_sign_in"]);
    await browser.signIn("ada");
    expect([...browser.deckCookies.keys()]).toEqual(["__Host-deck_sign_in", "__Host-deck_session"]);
  });

  test("several tabs of a browser sign in beside each other", async () => {
    const { browser } = await startDeckWithProvider();
    const first = await browser.toCallback("ada", "?returnTo=/images");
    const second = await browser.toCallback("ada", "?returnTo=/updates");
    expect((await browser.deck(first, { crossSite: true })).headers.location).toBe("/images");
    expect((await browser.deck(second, { crossSite: true })).headers.location).toBe("/updates");
  });

  test("another account can be chosen where the provider would go on with the one it knows", async () => {
    const { browser } = await startDeckWithProvider();
    await browser.signIn("nora");
    expect((await browser.signIn("ada")).headers.location).toBe("/sign-in?problem=no-role");
    await browser.signIn("ada", "?another=1");
    expect((await browser.deck("/api/session")).json().user.displayName).toBe("Ada Admin");
  });
});

test("with several instances a sign-in that one begins another finishes, once", async () => {
  const { deck, provider } = await startDeckWithProvider();
  const { store, simulator, config } = deck;
  const other = await startDeck({ store, simulator, config, clock: systemClock });
  let asked = deck.app;
  const browser = new BrowserOfPerson(() => asked, provider);
  const callback = await browser.toCallback("ada");
  const copy = new Map(browser.deckCookies);
  asked = other.app;
  expect((await browser.deck(callback, { crossSite: true })).headers.location).toBe("/");
  asked = deck.app;
  expect((await browser.deck("/api/session")).json().user.displayName).toBe("Ada Admin");
  for (const [name, value] of copy) browser.deckCookies.set(name, value);
  expect((await browser.deck(callback, { crossSite: true })).headers.location).toBe("/sign-in?problem=expired");
});

describe("the ways to sign in", () => {
  test("are the provider and, where there are accounts, the password", async () => {
    const { deck } = await startDeckWithProvider();
    const oidc = { kind: "oidc", label: "Sign in with your company account", href: "/api/auth/oidc/start" };
    const methods = async () => (await deck.app.inject({ url: "/api/sign-in-methods" })).json().methods;
    expect(await methods()).toEqual([oidc, { kind: "password" }]);
    await deck.store.deleteFrom("accounts").execute();
    expect(await methods()).toEqual([oidc]);
  });

  test("in the demo the provider stands beside the demo's accounts, and both work", async () => {
    const { browser, deck } = await startDeckWithProvider({ config: { demo: true } });
    const answer = (await deck.app.inject({ url: "/api/sign-in-methods" })).json();
    expect(answer.methods.map(({ kind }: { kind: string }) => kind)).toEqual(["oidc", "password"]);
    expect(answer.demo.accounts).toHaveLength(2);
    await browser.signIn("hedy");
    expect((await browser.deck("/api/session")).json()).toMatchObject({ demo: true, user: { role: "helpdesk" } });
  });

  test("without configuration the provider's routes are not there", async () => {
    const { deck } = await startDeckWithProvider({ config: { oidc: undefined as never } });
    for (const url of ["/api/auth/oidc/start", "/api/auth/oidc/callback?code=a&state=b"]) {
      expect(problemOf(await deck.app.inject({ url }))).toMatchObject({ status: 404, code: "not-found" });
    }
  });
});

test("the session lasts 8 hours at most, however long the provider's lasts", async () => {
  const clock = new SteppedClock(new Date());
  const { browser } = await startDeckWithProvider({ clock });
  await browser.signIn("ada");
  const headers = { "x-user-active": "1" };
  for (let step = 0; step < 23; step++) {
    clock.advance(20 * 60_000);
    expect((await browser.deck("/api/session", { headers })).statusCode).toBe(200);
  }
  clock.advance(20 * 60_000);
  expect((await browser.deck("/api/session", { headers })).statusCode).toBe(401);
});
