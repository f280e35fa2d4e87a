import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { builtWebApp, bundle, inlineScript, inlineStyle, page } from "../testing/built-web-app.ts";
import { startDeck, temporaryStore } from "../testing/deck.ts";
import { keepBusy } from "../testing/keep-busy.ts";

const asPage = { accept: "text/html,*/*", "sec-fetch-mode": "navigate" };

describe("the web app", () => {
  test("is kept for a year where the file's name holds its hash, and asked for anew elsewhere", async () => {
    const { app } = await startDeck({ webRoot: await builtWebApp() });
    const asset = await app.inject({ url: "/assets/app-1.js" });
    expect(asset.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(asset.body).toBe(bundle);
    const icon = await app.inject({ url: "/favicon.svg" });
    expect(icon.headers).toMatchObject({ "cache-control": "no-cache", "content-type": "image/svg+xml" });
    const index = await app.inject({ url: "/" });
    expect(index.headers["cache-control"]).toBe("no-cache");
    expect(index.body).toBe(page);
  });

  test("speaks the language that was chosen, else the browser's, else English", async () => {
    const webRoot = await builtWebApp();
    await mkdir(join(webRoot, "de"));
    await writeFile(join(webRoot, "de/index.html"), "<!doctype html><html lang=de>");
    const { app } = await startDeck({ webRoot });
    const german = async (headers: Record<string, string>) => {
      const answer = await app.inject({ url: "/catalogs", headers: { ...asPage, ...headers } });
      expect(answer.headers.vary).toMatch(/accept-language, cookie/);
      return answer.body.includes("lang=de");
    };
    expect(await german({})).toBe(false);
    expect(await german({ "accept-language": "de-AT,de;q=0.9,en;q=0.8" })).toBe(true);
    expect(await german({ "accept-language": "fr,en;q=0.8,de;q=0.5" })).toBe(false);
    expect(await german({ "accept-language": "de", cookie: "deck_language=en" })).toBe(false);
    expect(await german({ "accept-language": "en", cookie: "deck_language=de" })).toBe(true);
    expect(await german({ cookie: "deck_language=../../etc/passwd" })).toBe(false);
  });

  test("answers every address that a browser navigates to, and nothing else", async () => {
    const { app } = await startDeck({ webRoot: await builtWebApp() });
    expect((await app.inject({ url: "/catalogs/x?tab=1", headers: asPage })).body).toBe(page);
    expect((await app.inject({ url: "/catalogs/x" })).body).toBe(page);
    expect(problemOf(await app.inject({ url: "/catalogs/x", headers: { accept: "application/json" } })).status).toBe(
      404,
    );
    expect(problemOf(await app.inject({ url: "/assets/gone.js", headers: { accept: "*/*" } })).status).toBe(404);
    expect(problemOf(await app.inject({ url: "/api/catalogs", headers: asPage })).status).toBe(404);
    expect(problemOf(await app.inject({ method: "POST", url: "/catalogs/x", headers: asPage })).status).toBe(404);
    expect(problemOf(await app.inject({ url: "/.vite/manifest.json" })).status).toBe(404);
    const outside = await app.inject({ url: "/assets/..%2f..%2f..%2fetc%2fpasswd" });
    expect(problemOf(outside).status).toBe(404);
  });

  test("travels compressed", async () => {
    const { app } = await startDeck({ webRoot: await builtWebApp() });
    const brotli = await app.inject({ url: "/assets/app-1.js", headers: { "accept-encoding": "gzip, deflate, br" } });
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(bundle);
    const gzip = await app.inject({ url: "/assets/app-1.js", headers: { "accept-encoding": "gzip" } });
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(bundle);
  });

  test("is sent as the build has compressed it, under the file's own address alone", async () => {
    const webRoot = await builtWebApp();
    const compressed = brotliCompressSync(bundle);
    await writeFile(join(webRoot, "assets/app-1.js.br"), compressed);
    const { app } = await startDeck({ webRoot });
    const brotli = await app.inject({ url: "/assets/app-1.js", headers: { "accept-encoding": "br" } });
    expect(brotli.rawPayload).toEqual(compressed);
    expect(brotli.headers).toMatchObject({ "content-encoding": "br", vary: expect.stringMatching(/accept-encoding/i) });
    expect(brotli.headers["content-type"]).toMatch("javascript");
    expect(brotli.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect((await app.inject({ url: "/assets/app-1.js" })).body).toBe(bundle);
    const itself = await app.inject({ url: "/assets/app-1.js.br", headers: { "sec-fetch-mode": "no-cors" } });
    expect(problemOf(itself).status).toBe(404);
  });

  test("is there however busy the server is: a browser would show a refusal as it came", async () => {
    const { app } = await startDeck({ webRoot: await builtWebApp() });
    app.isUnderPressure = () => true;
    await keepBusy(4_500);
    expect(problemOf(await app.inject({ url: "/api/session" }))).toMatchObject({ status: 503, code: "overloaded" });
    for (const url of ["/catalogs", "/assets/app-1.js"]) {
      expect((await app.inject({ url, headers: asPage })).statusCode).toBe(200);
    }
  });

  test("may use its own scripts and styles only, the inline ones by hash, and cannot be framed", async () => {
    const { app } = await startDeck({ webRoot: await builtWebApp() });
    const { headers } = await app.inject({ url: "/" });
    const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain(`script-src 'self' ${hashOf(inlineScript)};`);
    expect(policy).toContain(`style-src 'self' ${hashOf(inlineStyle)};`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)/);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
    expect(headers["strict-transport-security"]).toBeUndefined();
  });

  test("is told to be used over https only where the address is https", async () => {
    const { app } = await startDeck({ config: { publicUrl: new URL("https://deck.example.com") } });
    expect((await app.inject({ url: "/healthz" })).headers["strict-transport-security"]).toBe("max-age=31536000");
  });

  test("that is not built yet says how to build it", async () => {
    const { app } = await startDeck({ webRoot: join(tmpdir(), "catalog-deck-nowhere") });
    const answer = await app.inject({ url: "/", headers: asPage });
    expect(answer.body).toContain("npx -y pnpm@10 build");
    expect(answer.headers["content-type"]).toMatch("text/plain");
  });
});

describe("readiness", () => {
  test("stays while Citrix is away", async () => {
    const { app, simulator } = await startDeck();
    await simulator.control.setFault({ operation: "any", kind: "status", status: 503 });
    expect((await app.inject({ url: "/readyz" })).statusCode).toBe(200);
  });

  test("fails without the database, when the process is still alive", async () => {
    const store = await temporaryStore();
    const { app } = await startDeck({ store });
    await store.destroy();
    expect(problemOf(await app.inject({ url: "/readyz" }))).toMatchObject({ status: 503, code: "storage-unavailable" });
    expect((await app.inject({ url: "/healthz" })).statusCode).toBe(200);
  });
});

test("the OpenAPI 3.1 document tells every route with its answers and problems", async () => {
  const { app } = await startDeck();
  const document = (await app.inject({ url: "/api/openapi.json" })).json();
  expect(document.openapi).toMatch(/^3\.1/);
  const routes = Object.entries<Record<string, { responses: Record<string, unknown> }>>(document.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({ route: `${method} ${path}`, responses })),
  );
  expect(routes.map(({ route }) => route)).toEqual(
    expect.arrayContaining([
      "get /api/connections/{connectionId}/catalogs/{catalogId}",
      "post /api/connections/{connectionId}/catalogs/{catalogId}/image-updates",
    ]),
  );
  for (const { responses } of routes) {
    expect(JSON.stringify(responses)).toContain("application/problem+json");
    expect(Object.keys(responses).some((status) => /^[23]/.test(status))).toBe(true);
  }
});
