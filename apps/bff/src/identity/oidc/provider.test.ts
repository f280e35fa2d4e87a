import type { ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { startDeckWithProvider } from "../../testing/deck-with-provider.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";

afterEach(() => {
  vi.useRealTimers();
});

const discoveryPath = "/.well-known/openid-configuration";
const minuteMs = 60_000;

/** A deck with a clock that the test moves, and the provider's metadata as it stands. */
async function setting() {
  const clock = new SteppedClock(new Date());
  const all = await startDeckWithProvider({ clock });
  const metadata = (await (await fetch(`${all.provider.issuer}${discoveryPath}`)).json()) as Record<string, unknown>;
  const asked = { discovery: 0, keys: 0 };
  const count = (path: string | undefined) => {
    if (path === discoveryPath) asked.discovery += 1;
    if (path === "/jwks") asked.keys += 1;
  };
  all.provider.intercept = ({ url }) => {
    count(url);
    return false;
  };
  return { ...all, clock, metadata, asked, count };
}

/** What went down is noticed while connecting, or on a connection that was kept. */
const unreachable = /^\/sign-in\?problem=provider-unreachable(&cause=connection)?$/;

test("a provider that is down at the start is asked again: words first, then sign-in works by itself", async () => {
  const { browser, provider, clock } = await setting();
  await provider.goDown();
  expect((await browser.deck("/api/auth/oidc/start?returnTo=/images")).headers.location).toBe(
    "/sign-in?problem=provider-unreachable&cause=connection&next=%2Fimages",
  );
  await provider.comeUp();
  clock.advance(3_000);
  expect((await browser.signIn("ada")).headers.location).toBe("/");
});

test("a provider that goes down later is noticed before the browser is sent there, and when it is back", async () => {
  const { browser, provider, clock } = await setting();
  await browser.signIn("ada");
  await provider.goDown();
  clock.advance(minuteMs);
  expect((await browser.deck("/api/auth/oidc/start")).headers.location).toMatch(unreachable);
  await provider.comeUp();
  clock.advance(3_000);
  await browser.signIn("hedy", "?another=1");
  expect((await browser.deck("/api/session")).json().user.displayName).toBe("Hedy Helpdesk");
});

test("a provider that goes down between the way there and the way back costs this sign-in only", async () => {
  const { browser, provider } = await setting();
  const callback = await browser.toCallback("ada");
  await provider.goDown();
  expect((await browser.deck(callback, { crossSite: true })).headers.location).toMatch(unreachable);
  await provider.comeUp();
  expect((await browser.signIn("ada")).headers.location).toBe("/");
});

test("however many people click, a provider that is down is asked once in two seconds", async () => {
  const { deck, provider, asked, count } = await setting();
  provider.intercept = ({ url }, response) => {
    count(url);
    response.writeHead(503).end();
    return true;
  };
  const click = () => deck.app.inject({ url: "/api/auth/oidc/start" });
  const answers = await Promise.all(Array.from({ length: 20 }, click));
  await click();
  for (const { headers } of answers) expect(headers.location).toMatch(unreachable);
  expect(asked.discovery).toBe(1);
});

test("what the provider says of itself is asked for once by all who begin within a minute", async () => {
  const { deck, asked } = await setting();
  await Promise.all(Array.from({ length: 20 }, () => deck.app.inject({ url: "/api/auth/oidc/start" })));
  await deck.app.inject({ url: "/api/auth/oidc/start" });
  expect(asked.discovery).toBe(1);
});

test("a new key of the provider is fetched when a token names it, but not more than once a minute", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { browser, provider, asked } = await setting();
  await browser.signIn("ada");
  expect(asked.keys).toBe(1);
  await provider.rotateKey("key-2");
  for (let attempt = 0; attempt < 3; attempt++) {
    expect((await browser.signIn("ada", "?another=1")).headers.location).toBe("/sign-in?problem=refused");
  }
  expect(asked.keys).toBe(1);
  vi.setSystemTime(Date.now() + 61_000);
  expect((await browser.signIn("ada", "?another=1")).headers.location).toBe("/");
  expect(asked.keys).toBe(2);
});

const misbehaviors: { name: string; answer: (response: ServerResponse, metadata: Record<string, unknown>) => void }[] =
  [
    {
      name: "redirects",
      answer: (response) => response.writeHead(302, { location: "http://localhost:1/elsewhere" }).end(),
    },
    { name: "answers 500", answer: (response) => response.writeHead(500).end("trouble") },
    { name: "answers 429", answer: (response) => response.writeHead(429).end() },
    { name: "answers HTML", answer: (response) => response.end("<h1>maintenance</h1>") },
    {
      name: "answers without an end",
      answer: (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const pour = () => {
          while (!response.destroyed && response.write(" ".repeat(65_536)));
        };
        response.on("drain", pour);
        pour();
      },
    },
    {
      name: "names another issuer",
      answer: (response, metadata) => json(response, { ...metadata, issuer: "https://evil.example" }),
    },
    {
      name: "names a token endpoint on another machine over plain http",
      answer: (response, metadata) => json(response, { ...metadata, token_endpoint: "http://evil.example/token" }),
    },
    {
      name: "names a sign-in page that is no web address",
      answer: (response, metadata) => json(response, { ...metadata, authorization_endpoint: "javascript:alert(1)" }),
    },
    { name: "names no keys", answer: (response, { jwks_uri: _, ...metadata }) => json(response, metadata) },
    { name: "closes the connection", answer: (response) => response.destroy() },
  ];

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

test.each(misbehaviors)("a provider whose metadata $name is treated as one that is away", async ({ answer }) => {
  const { browser, provider, metadata } = await setting();
  provider.intercept = ({ url }, response) => {
    if (url !== discoveryPath) return false;
    answer(response, metadata);
    return true;
  };
  expect((await browser.deck("/api/auth/oidc/start")).headers.location).toMatch(unreachable);
  expect([...browser.deckCookies]).toEqual([]);
});

test("a token endpoint that redirects gets no second request, and nobody in", async () => {
  const { browser, provider } = await setting();
  const callback = await browser.toCallback("ada");
  const reached: string[] = [];
  provider.intercept = ({ url = "" }, response) => {
    reached.push(url);
    if (url !== "/token") return false;
    response.writeHead(307, { location: `${provider.issuer}/elsewhere` }).end();
    return true;
  };
  expect((await browser.deck(callback, { crossSite: true })).headers.location).toMatch(unreachable);
  expect(reached).toEqual(["/token"]);
});

test("a provider that never answers is given up after 8 seconds", async () => {
  const { browser, provider } = await setting();
  provider.intercept = () => true;
  const startedAt = performance.now();
  expect((await browser.deck("/api/auth/oidc/start")).headers.location).toMatch(unreachable);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test("a log that cannot be written signs nobody in, and the person gets a page", async () => {
  const { browser, deck } = await setting();
  const callback = await browser.toCallback("ada");
  await deck.store.schema.dropTable("used_tokens").execute();
  expect((await browser.deck(callback, { crossSite: true })).headers.location).toBe("/sign-in?problem=unavailable");
  expect(browser.deckCookies.has("deck_session")).toBe(false);
});
