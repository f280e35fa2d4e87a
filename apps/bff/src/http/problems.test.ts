import { Problem } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { startDeck } from "../testing/deck.ts";

const cases = [
  { name: "an unknown address", request: { url: "/api/nothing" }, status: 404, code: "not-found" },
  { name: "/api itself", request: { url: "/api" }, status: 404, code: "not-found" },
  {
    name: "an unknown address, asked for like a page",
    request: { url: "/api/nothing", headers: { accept: "text/html", "sec-fetch-mode": "navigate" } },
    status: 404,
    code: "not-found",
  },
  {
    name: "a method that the address does not know",
    request: { method: "PUT" as const, url: "/api/session", payload: {} },
    status: 405,
    code: "method-not-allowed",
  },
  {
    name: "a body of another type",
    request: {
      method: "POST" as const,
      url: "/api/session",
      payload: "a=b",
      headers: { "content-type": "text/plain" },
    },
    status: 415,
    code: "unsupported-media-type",
  },
  {
    name: "a form",
    request: {
      method: "POST" as const,
      url: "/api/session",
      payload: "username=admin",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
    status: 415,
    code: "unsupported-media-type",
  },
  {
    name: "a body over 64 kB",
    request: { method: "POST" as const, url: "/api/session", payload: { username: "x".repeat(65_536) } },
    status: 413,
    code: "payload-too-large",
  },
  {
    name: "malformed JSON",
    request: {
      method: "POST" as const,
      url: "/api/session",
      payload: '{"username":',
      headers: { "content-type": "application/json" },
    },
    status: 400,
    code: "invalid-request",
  },
  {
    name: "an empty body",
    request: { method: "POST" as const, url: "/api/session", headers: { "content-type": "application/json" } },
    status: 400,
    code: "invalid-request",
  },
  { name: "a malformed percent-encoding", request: { url: "/api/%zz" }, status: 400, code: "invalid-request" },
  {
    name: "prototype pollution",
    request: {
      method: "POST" as const,
      url: "/api/session",
      payload: '{"__proto__":{"role":"admin"}}',
      headers: { "content-type": "application/json" },
    },
    status: 400,
    code: "invalid-request",
  },
];

test.each(cases)("$name is answered with the problem $code", async ({ request, status, code }) => {
  const { app } = await startDeck();
  const answer = await app.inject(request);
  const problem = problemOf(answer);
  expect(problem).toMatchObject({ status, code });
  expect(answer.statusCode).toBe(status);
  expect(Problem.safeParse(problem).success).toBe(true);
  expect(answer.headers["x-request-id"]).toBe(problem.requestId);
  expect(answer.headers["cache-control"]).toBe("no-store");
});

test("405 says which methods the address answers", async () => {
  const { app } = await startDeck();
  const answer = await app.inject({ method: "PUT", url: "/api/session" });
  expect(String(answer.headers.allow).split(", ").sort()).toEqual(["DELETE", "GET", "HEAD", "POST"]);
});

test("a request id is made here; one that the caller sends is not taken", async () => {
  const { app } = await startDeck();
  const answer = await app.inject({ url: "/healthz", headers: { "x-request-id": "mine", "request-id": "mine" } });
  expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
});

test("a fault of the server is answered without its inner text", async () => {
  const { app, store, injectAs } = await startDeck();
  const admin = await injectAs("admin");
  await store.schema.dropTable("audit_log").execute();
  const answer = await admin({ url: "/api/audit" });
  expect(problemOf(answer)).toMatchObject({ status: 500, code: "internal-error" });
  expect(answer.body).not.toContain("audit_log");
  expect(app.initialConfig.bodyLimit).toBe(65_536);
});

test("queries are checked with the field named, and Citrix is not asked", async () => {
  const { simulator, injectAs } = await startDeck();
  const admin = await injectAs("admin");
  await simulator.control.clearLog();
  const cases = {
    "/api/audit?limit=0": "limit",
    "/api/audit?cursor=abc": "cursor",
    "/api/audit?nonsense=1": "nonsense",
    "/api/connections/default/catalogs/..%2F..%2Fsites": "catalogId",
    "/api/connections/default/image-updates?state=finished": "state",
  };
  for (const [url, field] of Object.entries(cases)) {
    const problem = problemOf(await admin({ url }));
    expect(problem, url).toMatchObject({ status: 400, code: "invalid-request", errors: [{ field }] });
    expect(problem.fact).toMatchObject({
      code: expect.stringMatching(/^(query|path)-invalid$/),
      params: { fields: [field] },
    });
    expect(problem.detail).toContain(field);
  }
  expect(await simulator.control.log()).toEqual([]);
});
