import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import {
  breakConnection,
  catalog,
  clientFor,
  failureOf,
  image,
  json,
  type Reply,
  silence,
  startCitrixServer,
} from "./citrix-server.test-support.ts";
import type { CallReport } from "./transport.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const base = "/catalogservice/contoso";
/** Long enough for the token on a busy machine. */
const briefly = { headersMs: 500 };
const sites = json(200, { items: [{ id: "site-1" }] });

describe("the reading operations", () => {
  it("ask the contract's addresses", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(
      sites,
      json(200, { items: [catalog] }),
      json(200, catalog),
      json(200, { items: [image] }),
      json(200, { ...image, catalogs: [], applications: [] }),
      json(200, { state: "Processing" }),
    );
    expect((await client.listSites()).data.items).toEqual([{ id: "site-1" }]);
    expect((await client.listCatalogs("site-1")).data.items).toEqual([catalog]);
    expect((await client.getCatalog("site-1", "catalog-1")).data).toEqual(catalog);
    expect((await client.listImages("site-1")).data.items).toEqual([image]);
    expect((await client.getImage("site-1", "image-1")).data.name).toBe("Windows 11");
    expect((await client.getUpdateStatus("site-1", "catalog-1")).data.state).toBe("Processing");
    expect(server.calls.map((call) => `${call.method} ${call.path}`)).toEqual([
      `GET ${base}/sites`,
      `GET ${base}/site-1/managedcatalogs`,
      `GET ${base}/site-1/managedcatalogs/catalog-1`,
      `GET ${base}/site-1/images?includeCitrixPrepared=true&includeCustomerPrepared=true`,
      `GET ${base}/site-1/images/image-1`,
      `GET ${base}/site-1/catalogs/catalog-1/updateStatus`,
    ]);
    expect(server.calls.every((call) => call.headers.accept === "application/json")).toBe(true);
  });

  it("send a transaction id of their own, and report the one that Citrix echoes", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(200, { items: [] }, { "citrix-transactionid": "citrix-7" }), json(200, { items: [] }));
    expect((await client.listSites()).transactionId).toBe("citrix-7");
    const second = await client.listSites();
    const sent = server.calls.map((call) => String(call.headers["citrix-transactionid"]));
    expect(sent[0]).toMatch(uuid);
    expect(sent[1]).toMatch(uuid);
    expect(sent[0]).not.toBe(sent[1]);
    expect(second.transactionId).toBe(sent[1]);
  });

  it("let unknown fields, unknown states and null through", async () => {
    const server = await startCitrixServer();
    const odd = {
      ...catalog,
      state: "Hibernating",
      subState: null,
      warnings: [{ type: "SolarFlare", severity: 3 }],
      catalogType: "Quantum",
      brandNew: { deep: [1] },
    };
    server.replies(json(200, { items: [odd], catalogLimit: null, more: true }));
    expect((await clientFor(server).listCatalogs("site-1")).data).toEqual({
      items: [odd],
      unreadable: [],
      catalogLimit: null,
      more: true,
    });
  });

  it("take a field that is not needed as absent when it is missing or of another type", async () => {
    const server = await startCitrixServer();
    const sparse = {
      id: "catalog-9",
      name: "Sparse",
      state: "Active",
      numOfUsers: "12",
      statusMessage: { en: "Hello" },
    };
    server.replies(json(200, { items: [sparse, catalog] }));
    const { items } = (await clientFor(server).listCatalogs("site-1")).data;
    expect(items).toHaveLength(2);
    expect(items[0]).toEqual({ id: "catalog-9", name: "Sparse", state: "Active" });
  });

  it("encode ids, and refuse those that would change the path, without a call", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(200, catalog));
    await client.getCatalog("site 1", "../sites?x=#");
    expect(server.calls[0]?.path).toBe(`${base}/site%201/managedcatalogs/..%2Fsites%3Fx%3D%23`);
    for (const id of ["", ".", ".."]) {
      expect(await failureOf(client.getCatalog("site-1", id))).toMatchObject({
        kind: "refused",
        mayHaveBeenReceived: false,
      });
      expect(await failureOf(client.getCatalog(id, "catalog-1"))).toMatchObject({ kind: "refused" });
    }
    expect(server.calls).toHaveLength(1);
  });

  it("read `catalogs` where a customer has no managed ones, for one catalog too", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(404, ""), json(200, { items: [catalog] }), json(200, catalog));
    expect((await client.listCatalogs("site-1")).data.items).toHaveLength(1);
    await client.getCatalog("site-1", "catalog-1");
    expect(server.calls.map((call) => call.path)).toEqual([
      `${base}/site-1/managedcatalogs`,
      `${base}/site-1/catalogs`,
      `${base}/site-1/catalogs/catalog-1`,
    ]);
  });

  it("take the catalog itself for the status where Citrix keeps none", async () => {
    const server = await startCitrixServer();
    server.replies(
      json(404, ""),
      json(200, { ...catalog, state: "Processing", warnings: [{ type: "ImageRollback" }] }),
    );
    const { data } = await clientFor(server).getUpdateStatus("site-1", "catalog-1");
    expect(data).toMatchObject({ state: "Processing", warnings: [{ type: "ImageRollback" }] });
  });

  it("read a status only where the token may be sent", async () => {
    const server = await startCitrixServer();
    const elsewhere = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(200, { state: "Processing" }));
    await client.getUpdateStatus("site-1", "catalog-1", `${server.baseUrl}${base}/site-1/jobs/7?x=1`);
    await client.getUpdateStatus("site-1", "catalog-1", `${elsewhere.baseUrl}${base}/site-1/jobs/7`);
    expect(server.calls.map((call) => call.path)).toEqual([
      `${base}/site-1/jobs/7?x=1`,
      `${base}/site-1/catalogs/catalog-1/updateStatus`,
    ]);
    expect(elsewhere.calls).toHaveLength(0);
  });
});

describe("a read that fails", () => {
  it.each([
    ["500", json(500, "")],
    ["503", json(503, "")],
    ["503 with a short wait", json(503, "", { "retry-after": "0" })],
    ["429 with a short wait", json(429, "", { "retry-after": "0" })],
    ["429 until a date that has passed", json(429, "", { "retry-after": "2020-01-01T00:00:00Z" })],
    ["a broken connection", breakConnection],
  ])("for a moment by %s is tried three times, and succeeds", async (_what, fault) => {
    const server = await startCitrixServer();
    server.replies(fault, fault, sites);
    await expect(clientFor(server).listSites()).resolves.toMatchObject({ data: { items: [{ id: "site-1" }] } });
    expect(server.calls).toHaveLength(3);
  });

  it.each([
    ["500", json(500, ""), { kind: "unavailable", status: 500 }],
    ["503", json(503, ""), { kind: "unavailable", status: 503 }],
    ["a broken connection", breakConnection, { kind: "unavailable" }],
  ])("for good by %s is tried three times in all", async (_what, fault, expected) => {
    const server = await startCitrixServer();
    server.replies(fault);
    expect(await failureOf(clientFor(server).listSites())).toMatchObject(expected);
    expect(server.calls).toHaveLength(3);
  });

  it.each([
    [400, "refused"],
    [403, "forbidden"],
    [404, "not-found"],
    [409, "conflict"],
    [422, "refused"],
    [301, "unreadable"],
    [204, "unreadable"],
    [501, "unavailable"],
  ])("with %i is %s, and not tried again", async (status, kind) => {
    const server = await startCitrixServer();
    server.replies(json(status, "", { "citrix-transactionid": "citrix-7", location: `${server.baseUrl}/elsewhere` }));
    const error = await failureOf(clientFor(server).listSites());
    expect(error).toMatchObject({ kind, status, transactionId: "citrix-7" });
    expect(server.calls).toHaveLength(1);
  });

  it.each([
    ["seconds", "120"],
    ["an HTTP date", "Mon, 23 Nov 2026 11:02:00 GMT"],
    ["an RFC 3339 date", "2026-11-23T11:02:00Z"],
  ])("by a rate limit says when to come back, given as %s, and is not tried again", async (_form, retryAfter) => {
    const server = await startCitrixServer();
    const date = "Mon, 23 Nov 2026 11:00:00 GMT";
    for (const [now, retryAt] of [
      ["2026-11-23T11:00:00Z", "2026-11-23T11:02:00Z"],
      // The wait is as long where this machine's clock is wrong.
      ["2026-11-23T11:20:00Z", "2026-11-23T11:22:00Z"],
      ["2026-11-23T10:30:00Z", "2026-11-23T10:32:00Z"],
    ] as const) {
      server.replies(json(429, "", { "retry-after": retryAfter, date }));
      const error = await failureOf(clientFor(server, { now: () => Date.parse(now) }).listSites());
      expect(error).toMatchObject({ kind: "rate-limited", status: 429, retryAt: new Date(retryAt) });
    }
    expect(server.calls).toHaveLength(3);
  });

  it("with 401 gets a new token and is tried once more", async () => {
    const server = await startCitrixServer();
    server.replies(json(401, ""), sites);
    await clientFor(server).listSites();
    expect(server.calls.map((call) => call.headers.authorization)).toEqual([
      "CwsAuth Bearer=token-1-canary",
      "CwsAuth Bearer=token-2-canary",
    ]);
  });

  it("with 401 twice is unauthorised", async () => {
    const server = await startCitrixServer();
    server.replies(json(401, ""));
    expect(await failureOf(clientFor(server).listSites())).toMatchObject({ kind: "unauthorised", status: 401 });
    expect(server.calls).toHaveLength(2);
    expect(server.tokenCalls).toHaveLength(2);
  });

  it("by a server that takes the request and never answers is timed out", async () => {
    const server = await startCitrixServer();
    server.replies(silence);
    const error = await failureOf(clientFor(server, { timeouts: briefly }).listSites());
    expect(error).toMatchObject({ kind: "timed-out" });
    expect(server.calls).toHaveLength(3);
  });

  it("by a header that drips without end is timed out", async () => {
    const server = await startCitrixServer();
    server.replies((_response, { socket }) => {
      socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
      const timer = setInterval(() => socket.write("x"), 5);
      socket.on("close", () => clearInterval(timer));
    });
    const client = clientFor(server, { timeouts: briefly, retry: { attempts: 1 } });
    expect(await failureOf(client.listSites())).toMatchObject({ kind: "timed-out" });
  });

  const dripping: Reply = (response) => {
    response.writeHead(200).write("{");
    const timer = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(timer));
  };
  it("by an answer that drips without end is timed out", async () => {
    const server = await startCitrixServer();
    server.replies(dripping);
    const client = clientFor(server, { timeouts: { bodyMs: 300 }, retry: { attempts: 1 } });
    expect(await failureOf(client.listSites())).toMatchObject({ kind: "timed-out", status: 200 });
  });

  it("by an answer that breaks off is unavailable", async () => {
    const server = await startCitrixServer();
    server.replies((response, request) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => request.socket.destroy());
    });
    const client = clientFor(server, { retry: { attempts: 1 } });
    expect(await failureOf(client.listSites())).toMatchObject({ kind: "unavailable", status: 200 });
  });

  it.each([
    ["not JSON", "<html>", "it is not JSON"],
    ["empty", "", "it is not JSON"],
    ["of another shape", { items: { "0": { id: "site-1" } } }, "items is not what the contract says"],
    ["null", "null", "it is not what the contract says"],
  ])("by an answer that is %s is unreadable, and not tried again", async (_what, body, why) => {
    const server = await startCitrixServer();
    server.replies(json(200, body));
    const error = await failureOf(clientFor(server).listSites());
    expect(error).toMatchObject({ kind: "unreadable", status: 200 });
    expect(error.message).toContain(why);
    expect(server.calls).toHaveLength(1);
  });

  it("by an answer of more than 32 MiB is unreadable", async () => {
    const server = await startCitrixServer();
    server.replies(json(200, " ".repeat(32 * 1024 * 1024 + 1)));
    expect(await failureOf(clientFor(server).listSites())).toMatchObject({ kind: "unreadable" });
  });

  it("because nobody listens is unavailable", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    if (address === null || typeof address === "string") throw new Error("no port");
    const client = clientFor({ baseUrl: `http://127.0.0.1:${address.port}` });
    const error = await failureOf(client.listSites());
    expect(error).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: false });
    expect(error.transactionId).toMatch(uuid);
  });
});

describe("every exchange", () => {
  it("is reported with operation, status, attempt and transaction id", async () => {
    const server = await startCitrixServer();
    const reports: CallReport[] = [];
    server.replies(json(503, "", { "citrix-transactionid": "citrix-7" }), sites);
    await clientFor(server, { onCall: (call) => reports.push(call) }).listSites();
    expect(reports).toMatchObject([
      { operation: "token", method: "POST", status: 200, attempt: 1 },
      {
        operation: "listSites",
        method: "GET",
        status: 503,
        attempt: 1,
        transactionId: "citrix-7",
        errorKind: "unavailable",
      },
      { operation: "listSites", method: "GET", status: 200, attempt: 2 },
    ]);
    expect(reports.every((call) => call.durationMs > 0)).toBe(true);
  });
});
