import { describe, expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type PersonHeaders, startDeck } from "../testing/deck.ts";

/** Every route that changes something, with an address and a body that its checks would take as far as they can. */
function changingRoutes(deck: Deck) {
  return deck.app.knownRoutes
    .filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method))
    .map((route) => ({
      ...route,
      name: `${route.method} ${route.url}`,
      address: route.url.replace(":connectionId", "default").replaceAll(/:\w+/g, "unknown-id"),
    }));
}

type Changing = ReturnType<typeof changingRoutes>[number];

/**
 * Asked by the identity provider's server with a form, as OpenID Connect Back-Channel Logout 1.0, 2.5 has it: it heeds no
 * cookie, and the signed token in the form is its right.
 */
const takesForms = "POST /api/auth/oidc/back-channel-logout";

/** Which of the routes say in the OpenAPI document that they take a body. */
async function takeBodies(deck: Deck): Promise<Set<string>> {
  const { paths } = (await deck.app.inject({ url: "/api/openapi.json" })).json<{
    paths: Record<string, Record<string, { requestBody?: unknown }>>;
  }>();
  const names = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { requestBody }]) => requestBody !== undefined)
      .map(([method]) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
  );
  return new Set(names);
}

const send = (deck: Deck, route: Changing, headers: Record<string, string>, payload?: string) =>
  deck.app.inject({
    method: route.method as "POST",
    url: route.address,
    headers: { "idempotency-key": "a-foreign-page", ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

/** Whether the person is still signed in, and Citrix was not asked to change anything. */
async function expectNothingDone(deck: Deck, person: PersonHeaders, name: string): Promise<void> {
  expect((await deck.app.inject({ url: "/api/session", headers: person })).statusCode, name).toBe(200);
  expect(await deck.posts(), name).toBe(0);
}

const json = { "content-type": "application/json" };
const foreign = [
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "same-origin, cross-site" },
  { "sec-fetch-site": "Same-Origin" },
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "" },
  { origin: "http://127.0.0.1:8080.evil.example" },
  { origin: "http://127.0.0.1:8080@evil.example" },
  { origin: "https://127.0.0.1:8080", "sec-fetch-site": "cross-site" },
  { origin: "http://localhost:9999" },
];

describe("every changing route", () => {
  test("refuses a page of another site, also with the right token", async () => {
    const deck = await startDeck();
    const admin = await deck.signIn("admin");
    for (const route of changingRoutes(deck)) {
      for (const headers of foreign) {
        const name = `${route.name} ${JSON.stringify(headers)}`;
        const answer = await send(deck, route, { ...json, ...admin, ...headers }, "{}");
        expect(answer.statusCode, name).toBe(403);
        expect(problemOf(answer).code, name).toBe("csrf-token-invalid");
        await expectNothingDone(deck, admin, name);
      }
    }
  });

  test("behind sign-in refuses a missing or wrong token", async () => {
    const deck = await startDeck();
    const { cookie = "", "x-csrf-token": token = "" } = await deck.signIn("admin");
    const other = await deck.signIn("second admin");
    const wrong: Record<string, string>[] = [
      {},
      { "x-csrf-token": "" },
      { "x-csrf-token": token.slice(1) },
      { "x-csrf-token": `${token} `.padEnd(token.length + 2, "x") },
      { "x-csrf-token": token.toUpperCase() === token ? token.toLowerCase() : token.toUpperCase() },
      { "x-csrf-token": other["x-csrf-token"] ?? "" },
      { "x-csrf": token },
    ];
    for (const route of changingRoutes(deck).filter(({ access }) => access !== "anyone")) {
      for (const headers of wrong) {
        const name = `${route.name} ${JSON.stringify(headers)}`;
        const answer = await send(deck, route, { ...json, cookie, ...headers }, "{}");
        expect(answer.statusCode, name).toBe(403);
        expect(problemOf(answer).code, name).toBe("csrf-token-invalid");
        await expectNothingDone(deck, { cookie, "x-csrf-token": token }, name);
      }
    }
  });

  test("refuses a body that is not JSON, as a form of another site would send it", async () => {
    const deck = await startDeck();
    const admin = await deck.signIn("admin");
    const text = JSON.stringify({ username: "admin", password: "a long enough password" });
    const bodies = [
      { type: "text/plain", body: text },
      { type: "text/plain; application/json", body: text },
      { type: "application/x-www-form-urlencoded", body: "username=admin&password=x" },
      {
        type: "multipart/form-data; boundary=b",
        body: '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--',
      },
      { type: "application/jsonp", body: text },
      { type: "application/xml", body: "<username>admin</username>" },
      { type: "application/octet-stream", body: text },
      { type: undefined, body: text },
    ];
    for (const route of changingRoutes(deck).filter(({ name }) => name !== takesForms)) {
      for (const { type, body } of bodies) {
        const name = `${route.name} ${type}`;
        const headers = type === undefined ? admin : { ...admin, "content-type": type };
        const answer = await send(deck, route, headers, body);
        expect(answer.statusCode, name).toBe(415);
        expect(problemOf(answer).code, name).toBe("unsupported-media-type");
        await expectNothingDone(deck, admin, name);
      }
    }
  });

  test("that takes a body refuses none and an empty one", async () => {
    const deck = await startDeck();
    const admin = await deck.signIn("admin");
    const taking = await takeBodies(deck);
    const routes = changingRoutes(deck).filter(({ name }) => taking.has(name) && name !== takesForms);
    expect(routes.map(({ name }) => name)).toContain("POST /api/session");
    for (const route of routes) {
      for (const headers of [admin, { ...admin, ...json }]) {
        const answer = await send(deck, route, headers);
        expect(answer.statusCode, route.name).toBe(400);
        expect(problemOf(answer).code, route.name).toBe("invalid-request");
        await expectNothingDone(deck, admin, route.name);
      }
    }
  });
});
