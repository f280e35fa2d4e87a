import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Answer, problemOf } from "../testing/answers.ts";
import { builtWebApp, inlineScript, inlineStyle } from "../testing/built-web-app.ts";
import { type DeckOptions, startDeck } from "../testing/deck.ts";
import { sendRaw } from "../testing/raw-request.ts";

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy =
  `default-src 'none'; script-src 'self' ${hashOf(inlineScript)}; style-src 'self' ${hashOf(inlineStyle)}; ` +
  "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const always: Record<string, string> = {
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-permitted-cross-domain-policies": "none",
};

/** The headers of an answer that do not hold what they should; with the name of the case, for the message. */
function expectHeaders(name: string, answer: Answer, more: Record<string, string> = {}): void {
  const wanted = { ...always, ...more };
  const found = Object.fromEntries(Object.keys(wanted).map((header) => [header, answer.headers[header]]));
  expect(found, name).toEqual(wanted);
  expect(answer.headers["x-request-id"], name).toMatch(/^[0-9a-f]{32}$/);
  for (const header of ["server", "x-powered-by"]) expect(answer.headers[header], name).toBeUndefined();
}

const deckWithPages = async (options: DeckOptions = {}) => startDeck({ webRoot: await builtWebApp(), ...options });

describe("the headers stand", () => {
  test("on every route, for whoever asks", async () => {
    const deck = await deckWithPages();
    for (const { method, url } of deck.app.knownRoutes) {
      const address = url.replace(":connectionId", "default").replaceAll(/:\w+/g, "unknown-id").replace("*", "");
      for (const headers of [{}, await deck.signIn("helpdesk"), await deck.signIn("admin")]) {
        const answer = await deck.app.inject({ method: method as "GET", url: address, headers });
        const kept = url.startsWith("/api") ? { "cache-control": "no-store" } : {};
        expectHeaders(`${method} ${url}: ${answer.statusCode}`, answer, kept);
      }
    }
  });

  test("on every kind of refusal", async () => {
    const deck = await deckWithPages();
    const admin = await deck.signIn("admin");
    const json = { "content-type": "application/json" };
    const session = { method: "POST", url: "/api/session" } as const;
    const cases = {
      400: { ...session, payload: "{", headers: json },
      401: { url: "/api/session" },
      403: { ...session, payload: {}, headers: { origin: "https://evil.example" } },
      404: { url: "/api/nothing" },
      405: { ...session, method: "PUT", payload: {} },
      413: { ...session, payload: { username: "x".repeat(70_000) } },
      415: { ...session, payload: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } },
    } as const;
    for (const [status, request] of Object.entries(cases)) {
      const answer = await deck.app.inject(request);
      expect(answer.statusCode).toBe(Number(status));
      expectHeaders(status, answer, { "cache-control": "no-store" });
    }
    const encoding = await deck.app.inject({ url: "/api/%zz" });
    expectHeaders("a malformed percent-encoding", encoding, { "cache-control": "no-store" });
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    const away = await deck.get("catalogs", admin);
    expect(away.statusCode).toBeGreaterThanOrEqual(502);
    expectHeaders("Citrix is away", away, { "cache-control": "no-store" });
    await deck.store.schema.dropTable("audit_log").execute();
    const broken = await deck.app.inject({ url: "/api/audit", headers: admin });
    expect(broken.statusCode).toBe(500);
    expectHeaders("500", broken, { "cache-control": "no-store" });
  });

  test("on pages, files, and answers that a browser has already", async () => {
    const deck = await deckWithPages();
    const admin = await deck.signIn("admin");
    for (const url of ["/", "/catalogs/x", "/assets/app-1.js", "/favicon.svg", "/assets/gone.js"]) {
      expectHeaders(url, await deck.app.inject({ url }));
    }
    const { headers } = await deck.get("catalogs", admin);
    const again = await deck.get("catalogs", admin, { "if-none-match": String(headers.etag) });
    expect(again.statusCode).toBe(304);
    expectHeaders("304", again, { "cache-control": "no-store" });
    const { headers: fileHeaders } = await deck.app.inject({ url: "/favicon.svg" });
    const file = await deck.app.inject({
      url: "/favicon.svg",
      headers: { "if-none-match": String(fileHeaders.etag) },
    });
    expect(file.statusCode).toBe(304);
    expectHeaders("304 of a file", file);
  });

  test("of https where the address is https, there everywhere, else nowhere", async () => {
    const secure = await deckWithPages({ config: { publicUrl: new URL("https://deck.example.com") } });
    const plain = await deckWithPages();
    for (const url of ["/", "/assets/app-1.js", "/api/session", "/api/%zz", "/healthz", "/api/nothing"]) {
      expectHeaders(url, await secure.app.inject({ url }), { "strict-transport-security": "max-age=31536000" });
      expect((await plain.app.inject({ url })).headers["strict-transport-security"]).toBeUndefined();
    }
  });
});

describe("what is no request for Fastify", () => {
  const host = "Host: 127.0.0.1\r\n";
  test.each([
    { name: "no HTTP at all", text: "hello\r\n\r\n", status: 400 },
    { name: "a space in a header's name", text: `GET / HTTP/1.1\r\n${host}a b: c\r\n\r\n`, status: 400 },
    { name: "a bare line feed in a header", text: `GET / HTTP/1.1\r\n${host}a: b\nc: d\0\r\n\r\n`, status: 400 },
    { name: "headers of 64 kB", text: `GET / HTTP/1.1\r\n${host}a: ${"x".repeat(65_536)}\r\n\r\n`, status: 431 },
    { name: "an address of 64 kB", text: `GET /${"x".repeat(65_536)} HTTP/1.1\r\n${host}\r\n`, status: 431 },
    { name: "a preface of HTTP/2", text: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400 },
    { name: "no Host", text: "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", status: 400 },
    { name: "two Hosts", text: `GET /healthz HTTP/1.1\r\n${host}Host: evil\r\nConnection: close\r\n\r\n`, status: 400 },
    { name: "an unknown Expect", text: `GET /healthz HTTP/1.1\r\n${host}Expect: tea\r\n\r\n`, status: 417 },
    {
      name: "two lengths",
      text: `POST /api/session HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      status: 400,
    },
    {
      name: "a length and chunks",
      text: `POST /api/session HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      status: 400,
    },
  ])("$name is answered $status with a problem and the headers", async ({ text, status }) => {
    const deck = await deckWithPages();
    const address = await deck.app.listen({ port: 0, host: "127.0.0.1" });
    const answer = await sendRaw(address, text);
    const headers = Object.fromEntries(
      answer.head
        .split("\r\n")
        .slice(1)
        .map((line) => [line.split(": ", 1)[0]?.toLowerCase(), line.slice(line.indexOf(": ") + 2)]),
    );
    const asAnswer = { ...answer, headers, json: () => JSON.parse(answer.body) } as unknown as Answer;
    expect(answer.status).toBe(status);
    expectHeaders(text, asAnswer, { "cache-control": "no-store" });
    expect(problemOf(asAnswer)).toMatchObject({ status, code: "invalid-request", requestId: headers["x-request-id"] });
  });

  test("a request that does not arrive whole is given up with 408, its head or its body, and holds no place", async () => {
    const deck = await deckWithPages();
    const address = await deck.app.listen({ port: 0, host: "127.0.0.1" });
    const { server } = deck.app;
    expect(server.requestTimeout).toBeGreaterThan(0);
    expect(server.requestTimeout).toBeLessThanOrEqual(30_000);
    expect(server.headersTimeout).toBeLessThanOrEqual(30_000);
    server.requestTimeout = 100;
    server.headersTimeout = 100;
    const body = "Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{";
    const texts = [`GET / HTTP/1.1\r\n${host}a: b`, `POST /api/session HTTP/1.1\r\n${host}${body}`];
    // A byte now and then buys no time.
    const answers = texts.flatMap((text) => [sendRaw(address, text), sendRaw(address, text, { dripEveryMs: 20 })]);
    for (const { status } of await Promise.all(answers)) expect(status).toBe(408);
  });
});
