import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  breakConnection,
  clientFor,
  clientSecret,
  failureOf,
  json,
  silence,
  startCitrixServer,
  update,
} from "./citrix-server.test-support.ts";
import type { CallReport } from "./transport.ts";

const path = "/catalogservice/contoso/site-1/catalogs/catalog-1";
const accepted = json(202, '"catalog-1"', { "citrix-transactionid": "citrix-7" });

describe("an image update", () => {
  it("is one POST as the contract has it", async () => {
    const server = await startCitrixServer();
    server.replies(accepted);
    const started = await clientFor(server).startImageUpdate(
      "site-1",
      "catalog-1",
      { ...update, warningTitle: "IT", warningMessage: "Restart in %m% minutes" },
      { transactionId: "our-id" },
    );
    expect(server.calls).toHaveLength(1);
    const [call] = server.calls;
    expect(call).toMatchObject({ method: "POST", path: `${path}/$updateImage?async=true` });
    expect(call?.headers).toMatchObject({
      authorization: "CwsAuth Bearer=token-1-canary",
      "citrix-transactionid": "our-id",
      "content-type": "application/json; charset=utf-8",
    });
    expect(JSON.parse(call?.body ?? "")).toEqual({
      TemplateId: "image-2",
      CitrixPrepared: false,
      VdaUpdateDelay: 60,
      WarningTitle: "IT",
      WarningMessage: "Restart in %m% minutes",
    });
    expect(started).toEqual({ transactionId: "citrix-7", statusUrl: `${server.baseUrl}${path}/updateStatus` });
  });

  it("is described by the code that sends it: address, headers and every character of the body", async () => {
    const server = await startCitrixServer();
    server.replies(accepted);
    const client = clientFor(server);
    const wanted = {
      ...update,
      warningTitle: "It's \u201cnow\u201d",
      warningMessage: "a\r\n$b `c` \\ \u{1f469}\u2028%m%",
    };
    const ids = { siteId: "site 1", catalogId: "catalog/1" };
    const described = client.describeImageUpdate({ ...ids, update: wanted, transactionId: "{id}" }, "{token}");
    expect([server.calls, server.tokenCalls]).toEqual([[], []]);
    await client.startImageUpdate(ids.siteId, ids.catalogId, wanted, { transactionId: "our-id" });
    const [sent] = server.calls;
    expect(described.url).toBe(`${server.baseUrl}${sent?.path}`);
    expect(described.body).toBe(sent?.body);
    const filled = Object.entries(described.headers).map(([name, value]) => [
      name,
      value.replace("{token}", "token-1-canary").replace("{id}", "our-id"),
    ]);
    expect(sent?.headers).toMatchObject(Object.fromEntries(filled));
    const ofTheConnection = ["host", "connection", "content-length"];
    expect(
      Object.keys(sent?.headers ?? {})
        .filter((name) => !ofTheConnection.includes(name))
        .sort(),
    ).toEqual(Object.keys(described.headers).sort());
  });

  it("leaves the message out when there is none", async () => {
    const server = await startCitrixServer();
    server.replies(accepted);
    await clientFor(server).startImageUpdate("site-1", "catalog-1", { ...update, vdaUpdateDelay: -1 });
    expect(server.calls[0]?.body).toBe('{"TemplateId":"image-2","CitrixPrepared":false,"VdaUpdateDelay":-1}');
  });

  it("gives the location only when it may be followed", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    const own = `${server.baseUrl}/catalogservice/contoso/site-1/jobs/7`;
    server.replies(json(202, "", { location: own }), json(202, "", { location: "https://evil.example/x" }));
    expect((await client.startImageUpdate("site-1", "catalog-1", update)).statusUrl).toBe(own);
    expect((await client.startImageUpdate("site-1", "catalog-1", update)).statusUrl).toBe(
      `${server.baseUrl}${path}/updateStatus`,
    );
  });

  it.each([
    ["200 instead of 202", json(200, '"catalog-1"')],
    ["202 without a body", json(202, "")],
    ["202 with a body that is not JSON", json(202, "<html>")],
  ])("has started after %s", async (_what, reply) => {
    const server = await startCitrixServer();
    server.replies(reply);
    await expect(clientFor(server).startImageUpdate("site-1", "catalog-1", update)).resolves.toBeDefined();
    expect(server.calls).toHaveLength(1);
  });

  it("has started when Citrix accepted it and the rest of the answer is lost", async () => {
    const server = await startCitrixServer();
    server.replies((response, request) => {
      response.writeHead(202, { "content-length": "100" });
      response.write('"cat', () => request.socket.destroy());
    });
    await expect(clientFor(server).startImageUpdate("site-1", "catalog-1", update)).resolves.toBeDefined();
    expect(server.calls).toHaveLength(1);
  });

  it("stays started when whoever listens to the calls fails", async () => {
    const server = await startCitrixServer();
    server.replies(accepted);
    const onCall = () => {
      throw new Error("listener");
    };
    await expect(clientFor(server, { onCall }).startImageUpdate("site-1", "catalog-1", update)).resolves.toBeDefined();
  });

  it.each([
    ["400", json(400, { message: "no" }), { kind: "refused", status: 400, mayHaveBeenReceived: false }],
    ["403", json(403, ""), { kind: "forbidden", status: 403, mayHaveBeenReceived: false }],
    ["404", json(404, ""), { kind: "not-found", status: 404, mayHaveBeenReceived: false }],
    ["409", json(409, ""), { kind: "conflict", status: 409, mayHaveBeenReceived: false }],
    [
      "429 with a short wait",
      json(429, "", { "retry-after": "0" }),
      { kind: "rate-limited", status: 429, mayHaveBeenReceived: false },
    ],
    ["408, of a gateway", json(408, ""), { kind: "refused", status: 408, mayHaveBeenReceived: true }],
    ["500", json(500, ""), { kind: "unavailable", status: 500, mayHaveBeenReceived: true }],
    ["503", json(503, "", { "retry-after": "0" }), { kind: "unavailable", status: 503, mayHaveBeenReceived: true }],
    ["a redirect", json(307, "", { location: "/" }), { kind: "unreadable", status: 307, mayHaveBeenReceived: true }],
    ["another success", json(204, ""), { kind: "unreadable", status: 204, mayHaveBeenReceived: true }],
    ["a broken connection", breakConnection, { kind: "unavailable", mayHaveBeenReceived: true }],
    ["silence", silence, { kind: "timed-out", mayHaveBeenReceived: true }],
  ])("is sent once, whatever comes back: %s", async (_what, reply, expected) => {
    const server = await startCitrixServer();
    server.replies(reply);
    // Long enough for the token on a busy machine.
    const client = clientFor(server, reply === silence ? { timeouts: { headersMs: 1_000 } } : {});
    expect(await failureOf(client.startImageUpdate("site-1", "catalog-1", update))).toMatchObject(expected);
    expect(server.calls).toHaveLength(1);
  });

  it("is sent once when the answer is garbled", async () => {
    const server = await startCitrixServer();
    server.replies((_response, request) => request.socket.end("nonsense\r\n\r\n"));
    const error = await failureOf(clientFor(server).startImageUpdate("site-1", "catalog-1", update));
    expect(error).toMatchObject({ kind: "unreadable", mayHaveBeenReceived: true });
    expect(server.calls).toHaveLength(1);
  });

  it("goes over a connection of its own, never over a kept one", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(200, { items: [] }), accepted);
    await client.listSites();
    await client.startImageUpdate("site-1", "catalog-1", update);
    await client.startImageUpdate("site-1", "catalog-1", update);
    expect(new Set(server.calls.map((call) => call.socket)).size).toBe(3);
  });

  it("was certainly not received when there was no connection", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(200, { items: [] }));
    await client.listSites();
    // The token is held already; from here on every connection is refused.
    server.stop();
    const error = await failureOf(client.startImageUpdate("site-1", "catalog-1", update));
    expect(error).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: false });
  });

  it("with 401 gets a new token and is sent once more, under the same transaction id", async () => {
    const server = await startCitrixServer();
    server.replies(json(401, ""), json(202, ""));
    const started = await clientFor(server).startImageUpdate("site-1", "catalog-1", update);
    expect(server.calls.map((call) => call.headers.authorization)).toEqual([
      "CwsAuth Bearer=token-1-canary",
      "CwsAuth Bearer=token-2-canary",
    ]);
    expect(server.calls.map((call) => call.headers["citrix-transactionid"])).toEqual([
      started.transactionId,
      started.transactionId,
    ]);
    expect(server.calls[0]?.body).toBe(server.calls[1]?.body);
  });

  it("with 401 twice is unauthorised, after two POSTs", async () => {
    const server = await startCitrixServer();
    server.replies(json(401, ""));
    const error = await failureOf(clientFor(server).startImageUpdate("site-1", "catalog-1", update));
    expect(error).toMatchObject({ kind: "unauthorised", mayHaveBeenReceived: false });
    expect(server.calls).toHaveLength(2);
  });

  it("with 401 and then a break is not sent a third time, and may have been received", async () => {
    const server = await startCitrixServer();
    server.replies(json(401, ""), breakConnection);
    const error = await failureOf(clientFor(server).startImageUpdate("site-1", "catalog-1", update));
    expect(error).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: true });
    expect(server.calls).toHaveLength(2);
  });

  it("is not sent again when the new token cannot be had", async () => {
    const server = await startCitrixServer();
    server.replies(json(401, ""));
    server.tokenReplies(json(200, { access_token: "held", expires_in: 3600 }), json(503, ""));
    const error = await failureOf(clientFor(server).startImageUpdate("site-1", "catalog-1", update));
    expect(error).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: false });
    expect(server.calls).toHaveLength(1);
  });

  it("is not sent without a token", async () => {
    const server = await startCitrixServer();
    server.tokenReplies(breakConnection);
    const error = await failureOf(clientFor(server).startImageUpdate("site-1", "catalog-1", update));
    expect(error).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: false });
    expect(server.calls).toHaveLength(0);
  });

  it.each([
    ["no image", { ...update, imageId: "" }, "TemplateId"],
    ["no number", { ...update, vdaUpdateDelay: Number.NaN }, "VdaUpdateDelay"],
    ["a broken number", { ...update, vdaUpdateDelay: 1.5 }, "VdaUpdateDelay"],
    ["less than -1", { ...update, vdaUpdateDelay: -2 }, "VdaUpdateDelay"],
    ["more than 32 bits", { ...update, vdaUpdateDelay: 2 ** 31 }, "VdaUpdateDelay"],
  ])("with %s is refused before anything is sent", async (_what, body, field) => {
    const server = await startCitrixServer();
    const error = await failureOf(clientFor(server).startImageUpdate("site-1", "catalog-1", body));
    expect(error).toMatchObject({ kind: "refused", mayHaveBeenReceived: false });
    expect(error.message).toContain(field);
    expect([...server.calls, ...server.tokenCalls]).toHaveLength(0);
  });

  it("is not sent by a closed client", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(200, { items: [] }));
    await client.listSites();
    await client.close();
    const error = await failureOf(client.startImageUpdate("site-1", "catalog-1", update));
    expect(error).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: false });
    expect(server.calls).toHaveLength(1);
  });
});

describe("secret and token", () => {
  /** Everything that someone may log or show of it. */
  const shown = (thing: unknown) =>
    [String(thing), JSON.stringify(thing), inspect(thing, { depth: 20, showHidden: true, getters: true })].join("\n");

  const leaks = [clientSecret, encodeURIComponent(clientSecret), "s3cret", "canary"];

  it("are in no error and no report, even when Citrix sends them back", async () => {
    const server = await startCitrixServer();
    const reports: CallReport[] = [];
    const client = clientFor(server, {
      onCall: (call) => reports.push(call),
      timeouts: { headersMs: 300 },
    });
    const echo = `denied token-1-canary ${clientSecret} ${new URLSearchParams({ s: clientSecret })}`;
    const errors: unknown[] = [];
    for (const reply of [
      json(403, { message: echo }),
      json(409, echo, { "citrix-transactionid": "token-1-canary" }),
      json(500, JSON.stringify(echo)),
      json(307, "", { location: "https://evil.example/token-1-canary" }),
      breakConnection,
      silence,
    ]) {
      server.replies(reply);
      errors.push(await failureOf(client.listSites()));
      errors.push(await failureOf(client.startImageUpdate("site-1", "catalog-1", update)));
    }
    server.replies(json(200, { access_token: "token-1-canary" }));
    errors.push(await failureOf(client.listSites()));
    server.replies(json(401, ""));
    for (const status of [400, 401, 500]) {
      server.tokenReplies(json(status, { error_description: echo }));
      errors.push(await failureOf(client.listSites()));
    }
    for (const leak of leaks) {
      expect(errors.map(shown).join("\n")).not.toContain(leak);
      expect(shown(reports)).not.toContain(leak);
    }
    expect(errors.every((error) => error instanceof Error && error.cause === undefined)).toBe(true);
  });

  it("are not seen in the client itself", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(json(200, { items: [] }));
    await client.listSites();
    for (const leak of leaks) expect(shown(client)).not.toContain(leak);
  });

  it("do not follow a redirect", async () => {
    const server = await startCitrixServer();
    const elsewhere = await startCitrixServer();
    server.replies(json(302, "", { location: `${elsewhere.baseUrl}/x` }));
    await failureOf(clientFor(server).listSites());
    expect([...elsewhere.calls, ...elsewhere.tokenCalls]).toHaveLength(0);
  });
});
