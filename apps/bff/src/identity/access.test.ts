import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { demandAccessOnEveryRoute } from "../http/known-routes.ts";
import { type Inject, problemOf } from "../testing/answers.ts";
import { startDeck } from "../testing/deck.ts";

const openRoutes = ["/api/sign-in-methods", "/healthz", "/readyz", "/api/openapi.json"];
const closedRoutes = [
  "/api/session",
  "/api/audit",
  "/api/connections/default/catalogs",
  "/api/connections/default/catalogs/x",
  "/api/connections/default/images",
  "/api/connections/default/images/x",
  "/api/connections/default/image-updates",
  "/api/connections/default/image-updates/x",
];
const update = { method: "POST" as const, url: "/api/connections/default/catalogs/some-catalog/image-updates" };

test.each(openRoutes)("anyone may ask %s", async (url) => {
  const { app } = await startDeck();
  expect((await app.inject({ url })).statusCode).toBe(200);
});

test("nobody gets anything else without a session, and Citrix is not asked", async () => {
  const { app, simulator } = await startDeck();
  await simulator.control.clearLog();
  for (const url of closedRoutes) {
    const answer = await app.inject({ url });
    expect(problemOf(answer), url).toMatchObject({ status: 401, code: "not-signed-in" });
  }
  expect(problemOf(await app.inject({ ...update, payload: {} })).status).toBe(401);
  expect(await simulator.control.log()).toEqual([]);
});

test("a forged or changed cookie is no session", async () => {
  const { app } = await startDeck();
  for (const value of ["x", "x.y", "", "%", "a".repeat(5000)]) {
    const answer = await app.inject({ url: "/api/session", headers: { cookie: `deck_session=${value}` } });
    expect(problemOf(answer).code).toBe("not-signed-in");
  }
});

describe("a helpdesk account", () => {
  test("may look at everything but the audit log", async () => {
    const { injectAs } = await startDeck();
    const helpdesk = await injectAs("helpdesk");
    expect((await helpdesk({ url: "/api/connections/default/catalogs" })).statusCode).toBe(200);
    expect(problemOf(await helpdesk({ url: "/api/audit" })).code).toBe("forbidden");
  });

  test.each([
    { payload: {} },
    { payload: "not json", headers: { "content-type": "application/json" } },
    { payload: { imageId: "a", expectedImageId: "b", vdaUpdateDelay: 60 }, headers: { "idempotency-key": "12345678" } },
    { headers: { "x-csrf-token": "wrong" } },
  ])("is refused every update whatever it sends (%j), with an audit entry and no call to Citrix", async (request) => {
    const { injectAs, simulator } = await startDeck();
    const helpdesk = await injectAs("helpdesk");
    await simulator.control.clearLog();
    expect(problemOf(await helpdesk({ ...update, ...request }))).toMatchObject({ status: 403, code: "forbidden" });
    expect(await simulator.control.log()).toEqual([]);
    const admin = await injectAs("admin");
    const { items } = (await admin({ url: "/api/audit" })).json();
    expect(items[1]).toMatchObject({
      kind: "refused",
      actor: { displayName: "Test helpdesk", role: "helpdesk" },
      connectionId: "default",
      catalogId: "some-catalog",
      details: { reason: "role", method: "POST" },
    });
  });
});

describe("a changing request", () => {
  const signOut = (inject: Inject, headers: Record<string, string>) =>
    inject({ method: "DELETE", url: "/api/session", headers });

  test.each([
    { "x-csrf-token": "" },
    { "x-csrf-token": "00000000-0000-4000-8000-000000000000" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://evil.example" },
    { origin: "http://127.0.0.1:9999", "sec-fetch-site": "cross-site" },
  ])("that is not our own page's is refused: %j", async (headers) => {
    const { injectAs } = await startDeck();
    const admin = await injectAs("admin");
    expect(problemOf(await signOut(admin, headers))).toMatchObject({ status: 403, code: "csrf-token-invalid" });
    expect((await admin({ url: "/api/session" })).statusCode).toBe(200);
  });

  test.each([
    {},
    { "sec-fetch-site": "same-origin" },
    { origin: "http://127.0.0.1:8080" },
    { origin: "http://localhost:5173", "sec-fetch-site": "same-origin" },
  ])("of our own page passes: %j", async (headers) => {
    const { injectAs } = await startDeck();
    expect((await signOut(await injectAs("admin"), headers)).statusCode).toBe(204);
  });
});

test("the token of one session does not serve another", async () => {
  const { injectAs } = await startDeck();
  const admin = await injectAs("admin");
  const other = await injectAs("helpdesk");
  const { csrfToken } = (await other({ url: "/api/session" })).json();
  const answer = await admin({ method: "DELETE", url: "/api/session", headers: { "x-csrf-token": csrfToken } });
  expect(problemOf(answer).code).toBe("csrf-token-invalid");
});

test("a route that does not state its access fails the build of the server", async () => {
  const app = Fastify();
  await app.register(demandAccessOnEveryRoute);
  expect(() => app.get("/api/forgotten", () => "everything")).toThrow("/api/forgotten does not state its access");
});

test.each([
  { trustedProxies: ["127.0.0.0/8"], address: "203.0.113.7" },
  { trustedProxies: [], address: "127.0.0.1" },
  { trustedProxies: ["10.0.0.0/8"], address: "127.0.0.1" },
])(
  "the address in the audit log is the proxy's word only where $trustedProxies is trusted",
  async ({ trustedProxies, address }) => {
    const { app, injectAs } = await startDeck({ config: { trustedProxies } });
    await app.inject({
      method: "POST",
      url: "/api/session",
      payload: { username: "admin", password: "wrong" },
      headers: { "x-forwarded-for": "203.0.113.7" },
    });
    const admin = await injectAs("admin");
    expect((await admin({ url: "/api/audit" })).json().items[1]).toMatchObject({ kind: "sign-in-refused", address });
  },
);
