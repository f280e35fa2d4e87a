import type { JWTPayload } from "jose";
import { describe, expect, test } from "vitest";
import { startDeckWithProvider } from "../testing/deck-with-provider.ts";
import { clientId, type Tamper } from "../testing/identity-provider.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";

type Setting = Awaited<ReturnType<typeof startDeckWithProvider>>;

const problemIn = (location: unknown) => new URL(String(location), "http://deck").searchParams.get("problem");
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The callback's answer has begun no session. Gives the state that the sign-in page shows. */
async function refused({ browser }: Pick<Setting, "browser">, callback: string): Promise<string | null> {
  const answer = await browser.deck(callback, { crossSite: true });
  expect(answer.statusCode).toBe(303);
  expect(answer.headers.location).toMatch(/^\/sign-in\?/);
  expect(browser.deckCookies.has("deck_session")).toBe(false);
  return problemIn(answer.headers.location);
}

function changed(callback: string, change: (query: URLSearchParams) => void): string {
  const url = new URL(callback, "http://deck");
  change(url.searchParams);
  return `${url.pathname}${url.search}`;
}

describe("a callback is refused", () => {
  test("with a state that this browser did not begin with", async () => {
    const setting = await startDeckWithProvider();
    const callback = await setting.browser.toCallback("ada");
    expect(
      await refused(
        setting,
        changed(callback, (query) => query.set("state", "x".repeat(43))),
      ),
    ).toBe("expired");
    expect(
      await refused(
        setting,
        changed(callback, (query) => query.delete("state")),
      ),
    ).toBe("expired");
    expect(setting.provider.tokenRequests).toEqual([]);
  });

  test("in another browser than the one that began: nobody can be signed in as somebody else by a link", async () => {
    const setting = await startDeckWithProvider();
    const callback = await setting.browser.toCallback("ada");
    const victim = setting.newBrowser();
    expect(await refused({ browser: victim }, callback)).toBe("expired");
    await victim.deck("/api/auth/oidc/start");
    expect(await refused({ browser: victim }, callback)).toBe("expired");
    expect(setting.provider.tokenRequests).toEqual([]);
  });

  test("with the code of another's sign-in, which needs that one's PKCE verifier", async () => {
    const setting = await startDeckWithProvider();
    const stolen = new URL(await setting.browser.toCallback("ada"), "http://deck").searchParams.get("code") ?? "";
    const thief = setting.newBrowser();
    const own = await thief.toCallback("nora");
    expect(
      await refused(
        { browser: thief },
        changed(own, (query) => query.set("code", stolen)),
      ),
    ).toBe("refused");
    expect(setting.provider.tokenRequests).toHaveLength(1);
  });

  test("when it comes again, also with a copy of the cookie", async () => {
    const setting = await startDeckWithProvider();
    const callback = await setting.browser.toCallback("ada");
    const copy = setting.newBrowser();
    for (const [name, value] of setting.browser.deckCookies) copy.deckCookies.set(name, value);
    expect((await setting.browser.deck(callback, { crossSite: true })).headers.location).toBe("/");
    expect(await refused({ browser: copy }, callback)).toBe("expired");
    expect(setting.provider.tokenRequests).toHaveLength(1);
  });

  test("with the same code twice, whoever exchanges it: the provider's refusal is shown in our own words", async () => {
    const setting = await startDeckWithProvider();
    const callback = await setting.browser.toCallback("ada");
    const code = new URL(callback, "http://deck").searchParams.get("code") ?? "";
    await setting.browser.deck(callback, { crossSite: true });
    const other = setting.newBrowser();
    const own = await other.toCallback("nora");
    expect(
      await refused(
        { browser: other },
        changed(own, (query) => query.set("code", code)),
      ),
    ).toBe("refused");
  });

  test.each([
    { name: "another issuer's (mix-up)", iss: "https://evil.example" },
    { name: "an issuer's that looks alike", iss: "http://localhost:1" },
    { name: "without the issuer that this provider always names", iss: undefined },
  ])("when it is $name", async ({ iss }) => {
    const setting = await startDeckWithProvider();
    const callback = changed(await setting.browser.toCallback("ada"), (query) =>
      iss === undefined ? query.delete("iss") : query.set("iss", iss),
    );
    expect(await refused(setting, callback)).toBe("refused");
    expect(setting.provider.tokenRequests).toEqual([]);
  });

  test("with a cookie that was changed, is another purpose's, or is older than 10 minutes", async () => {
    const clock = new SteppedClock(new Date());
    const setting = await startDeckWithProvider({ clock });
    const { browser } = setting;
    const callback = await browser.toCallback("ada");
    const cookie = browser.deckCookies.get("deck_sign_in") ?? "";
    const flipped = Buffer.from(cookie, "base64url");
    flipped[40] = (flipped[40] ?? 0) ^ 1;
    for (const value of [flipped.toString("base64url"), "", "x", "[]", "A".repeat(4000), `${cookie}A`.slice(4)]) {
      browser.deckCookies.set("deck_sign_in", value);
      expect(await refused(setting, callback), value).toBe("expired");
    }
    browser.deckCookies.set("deck_sign_in", cookie);
    clock.advance(10 * 60_000);
    expect(await refused(setting, callback)).toBe("expired");
    expect(setting.provider.tokenRequests).toEqual([]);
  });
});

describe("an ID token is refused", () => {
  const cases: { name: string; tamper: Tamper }[] = [
    { name: "with another nonce", tamper: (claims) => ({ claims: { ...claims, nonce: "another" } }) },
    { name: "without a nonce", tamper: ({ nonce: _, ...claims }) => ({ claims }) },
    { name: "for another client", tamper: (claims) => ({ claims: { ...claims, aud: "another-client" } }) },
    {
      name: "for several clients without naming us as the one that asked",
      tamper: (claims) => ({ claims: { ...claims, aud: [clientId, "another"], azp: "another" } }),
    },
    { name: "of another issuer", tamper: (claims) => ({ claims: { ...claims, iss: "https://evil.example" } }) },
    { name: "that has expired", tamper: (claims) => ({ claims: { ...claims, exp: nowSeconds() - 61 } }) },
    { name: "without an end", tamper: ({ exp: _, ...claims }) => ({ claims }) },
    { name: "whose subject is empty", tamper: (claims) => ({ claims: { ...claims, sub: "" } }) },
    { name: "whose subject has 256 characters", tamper: (claims) => ({ claims: { ...claims, sub: "x".repeat(256) } }) },
    { name: "that was issued to another client", tamper: (claims) => ({ claims: { ...claims, azp: "another" } }) },
    { name: "without a subject", tamper: ({ sub: _, ...claims }) => ({ claims }) },
    { name: "that is not valid yet", tamper: (claims) => ({ claims: { ...claims, nbf: nowSeconds() + 120 } }) },
    { name: "without a signature (alg none)", tamper: (claims) => ({ claims, unsigned: true }) },
    { name: "signed by another key of the same name", tamper: (claims) => ({ claims, foreignKey: true }) },
  ];

  test.each(cases)("$name", async ({ tamper }) => {
    const setting = await startDeckWithProvider();
    setting.provider.tamper = tamper;
    expect(await refused(setting, await setting.browser.toCallback("ada"))).toBe("refused");
    expect(await setting.audit()).toMatchObject([
      { kind: "sign-in-refused", details: { method: "oidc", reason: "provider-answer-refused" } },
    ]);
  });

  test("not for a clock that is less than a minute away", async () => {
    const { browser, provider } = await startDeckWithProvider();
    provider.tamper = (claims) => ({ claims: { ...claims, exp: nowSeconds() - 50, nbf: nowSeconds() + 50 } });
    expect((await browser.signIn("ada")).headers.location).toBe("/");
  });

  test("by the server's own clock", async () => {
    const clock = new SteppedClock(new Date(Date.now() + 3600_000 + 120_000));
    const setting = await startDeckWithProvider({ clock });
    expect(await refused(setting, await setting.browser.toCallback("ada"))).toBe("refused");
  });
});

describe("roles are not had by a claim that only looks right", () => {
  const lookAlikes: { name: string; roles: unknown }[] = [
    { name: "another case", roles: ["catalogdeck.admin"] },
    { name: "a part", roles: ["CatalogDeck.Adm"] },
    { name: "one text of several", roles: "Everybody CatalogDeck.Admin" },
    { name: "a nested list", roles: [["CatalogDeck.Admin"]] },
    { name: "an object", roles: { "CatalogDeck.Admin": true } },
    { name: "true", roles: true },
    { name: "another alphabet", roles: ["CatalоgDeck.Admin"] },
    { name: "spaces around", roles: [" CatalogDeck.Admin "] },
  ];

  test.each(lookAlikes)("$name", async ({ roles }) => {
    const setting = await startDeckWithProvider();
    setting.provider.tamper = (claims: JWTPayload) => ({ claims: { ...claims, roles } });
    expect(await refused(setting, await setting.browser.toCallback("ada"))).toBe("no-role");
  });
});

test("somebody whose groups Entra ID left out for their number is told so, and the log says what to do", async () => {
  const { logger, warnings } = loggerOfTest();
  const setting = await startDeckWithProvider({ logger, oidc: { roleClaim: "groups" } });
  setting.provider.tamper = (claims) => ({
    claims: {
      ...claims,
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { endpoint: "https://graph.microsoft.com/v1.0/users/1/getMemberObjects" } },
    },
  });
  expect(await refused(setting, await setting.browser.toCallback("ada"))).toBe("too-many-groups");
  expect(await setting.audit()).toMatchObject([{ kind: "sign-in-refused", details: { reason: "too-many-groups" } }]);
  expect(warnings()).toMatchObject([{ roleClaim: "groups", msg: expect.stringContaining("assign app roles") }]);
});

test("metadata that lists no way, or nonsense, for the client's secret gets it in the header, once", async () => {
  for (const listed of [undefined, [], ["private_key_jwt"], "client_secret_post", 7, null]) {
    const setting = await startDeckWithProvider({ provider: { clientAuth: "client_secret_basic" } });
    const { provider } = setting;
    const metadata = (await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()) as object;
    provider.intercept = ({ url }, response) => {
      if (url !== "/.well-known/openid-configuration") return false;
      const answer = { ...metadata, token_endpoint_auth_methods_supported: listed };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      return true;
    };
    expect((await setting.browser.signIn("ada")).headers.location, String(listed)).toBe("/");
  }
});

test("a client secret that the provider refuses is not tried another way", async () => {
  const setting = await startDeckWithProvider({ oidc: { clientSecret: "another-secret" } });
  expect(await refused(setting, await setting.browser.toCallback("ada"))).toBe("refused");
  expect(setting.provider.tokenRequests).toHaveLength(1);
});

describe("what the provider says of a failure is shown in our own words", () => {
  test("somebody who cancels is told so, and nothing of the provider's text comes through", async () => {
    const { browser, audit } = await startDeckWithProvider();
    const answer = await browser.signIn("nobody", "?returnTo=/images");
    expect(answer.headers.location).toBe("/sign-in?problem=cancelled&next=%2Fimages");
    expect(answer.body).toBe("");
    expect(await audit()).toEqual([]);
  });

  test.each([
    { error: "login_required", problem: "refused" },
    { error: "unauthorized_client", problem: "refused" },
    { error: "temporarily_unavailable", problem: "provider-unreachable" },
    { error: "server_error", problem: "provider-unreachable" },
    { error: "<script>alert(1)</script>", problem: "refused" },
    { error: "__proto__", problem: "refused" },
  ])("$error", async ({ error, problem }) => {
    const setting = await startDeckWithProvider();
    const callback = changed(await setting.browser.toCallback("ada"), (query) => {
      query.delete("code");
      query.set("error", error);
      query.set("error_description", "<b>call 0900-123 now</b>");
    });
    expect(await refused(setting, callback)).toBe(problem);
  });

  test("an error without our state changes nothing: the sign-in that is under way goes on", async () => {
    const setting = await startDeckWithProvider();
    const callback = await setting.browser.toCallback("ada");
    expect(await refused(setting, "/api/auth/oidc/callback?error=access_denied&state=x")).toBe("expired");
    expect((await setting.browser.deck(callback, { crossSite: true })).headers.location).toBe("/");
  });
});

test("made-up codes fill neither the audit log nor keep a real sign-in out", async () => {
  const setting = await startDeckWithProvider();
  for (let attempt = 0; attempt < 40; attempt++) {
    const start = await setting.browser.deck("/api/auth/oidc/start");
    const state = new URL(String(start.headers.location)).searchParams.get("state") ?? "";
    const made = new URLSearchParams({ code: `made-up-${attempt}`, state, iss: setting.provider.issuer });
    expect(await refused(setting, `/api/auth/oidc/callback?${made}`)).toBe("refused");
  }
  const reasons = (await setting.audit()).map(({ details }) => details.reason);
  expect(reasons).toEqual(["too-many-attempts", ...Array(30).fill("provider-answer-refused")]);
  expect((await setting.browser.signIn("ada")).headers.location).toBe("/");
});
