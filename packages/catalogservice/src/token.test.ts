import { describe, expect, it } from "vitest";
import {
  breakConnection,
  clientFor,
  clientSecret,
  failureOf,
  json,
  startCitrixServer,
} from "./citrix-server.test-support.ts";

const sites = json(200, { items: [{ id: "site-1" }] });

function tokenAnswer(token: string, expiresIn: string | number) {
  return json(200, { token_type: "bearer", access_token: token, expires_in: expiresIn });
}

describe("the bearer token", () => {
  it("is asked for with the client's credentials, and sent with every call", async () => {
    const server = await startCitrixServer();
    server.replies(sites);
    await clientFor(server).listSites();

    const [asked] = server.tokenCalls;
    expect(asked).toMatchObject({ method: "POST", path: "/cctrustoauth2/contoso/tokens/clients" });
    expect(asked?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(asked?.headers.accept).toBe("application/json");
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "client-id",
      client_secret: clientSecret,
    });
    expect(server.calls[0]?.headers.authorization).toBe("CwsAuth Bearer=token-1-canary");
  });

  it("is asked for once by 50 callers at the same time", async () => {
    const server = await startCitrixServer();
    server.replies(sites);
    const client = clientFor(server);
    await Promise.all(Array.from({ length: 50 }, () => client.listSites()));
    expect(server.calls).toHaveLength(50);
    expect(server.tokenCalls).toHaveLength(1);
  });

  it("is asked for once more when it was rejected under 50 callers at the same time", async () => {
    const server = await startCitrixServer();
    server.replies((response, request) => {
      const isFirst = request.headers.authorization?.endsWith("token-1-canary");
      (isFirst ? json(401, "") : sites)(response, request);
    });
    const client = clientFor(server);
    await Promise.all(Array.from({ length: 50 }, () => client.listSites()));
    expect(server.tokenCalls).toHaveLength(2);
  });

  it.each(["3600", 3600])("is renewed 5 minutes before its end when expires_in is %j", async (expiresIn) => {
    const server = await startCitrixServer();
    server.replies(sites);
    server.tokenReplies(tokenAnswer("first", expiresIn), tokenAnswer("second", expiresIn));
    let nowMs = 1_000_000;
    const client = clientFor(server, { steadyMs: () => nowMs });
    await client.listSites();
    nowMs += 55 * 60_000 - 1;
    await client.listSites();
    expect(server.tokenCalls).toHaveLength(1);
    nowMs += 1;
    await client.listSites();
    expect(server.tokenCalls).toHaveLength(2);
    expect(server.calls.map((call) => call.headers.authorization)).toEqual([
      "CwsAuth Bearer=first",
      "CwsAuth Bearer=first",
      "CwsAuth Bearer=second",
    ]);
  });

  it("serves half its life when it lives for less than 5 minutes", async () => {
    const server = await startCitrixServer();
    server.replies(sites);
    server.tokenReplies(tokenAnswer("short", 60));
    let nowMs = 0;
    const client = clientFor(server, { steadyMs: () => nowMs });
    await client.listSites();
    nowMs = 29_999;
    await client.listSites();
    expect(server.tokenCalls).toHaveLength(1);
    nowMs = 30_000;
    await client.listSites();
    expect(server.tokenCalls).toHaveLength(2);
  });

  it.each([
    [400, "unauthorised"],
    [401, "unauthorised"],
    [403, "forbidden"],
    [404, "unauthorised"],
  ])("that is refused with %i makes the call %s, asked once, and nothing else is sent", async (status, kind) => {
    const server = await startCitrixServer();
    server.tokenReplies(json(status, { message: "no" }));
    const error = await failureOf(clientFor(server).listCatalogs("site-1"));
    expect(error).toMatchObject({ kind, status, mayHaveBeenReceived: false, upstreamMessage: "no" });
    expect(server.tokenCalls).toHaveLength(1);
    expect(server.calls).toHaveLength(0);
  });

  it("is asked for three times when the trust service is down, and not by every waiting caller anew", async () => {
    const server = await startCitrixServer();
    server.tokenReplies(json(503, ""));
    const client = clientFor(server);
    const errors = await Promise.all(Array.from({ length: 10 }, () => failureOf(client.listSites())));
    expect(new Set(errors.map((error) => error.kind))).toEqual(new Set(["unavailable"]));
    expect(server.tokenCalls).toHaveLength(3);
  });

  it("is asked for again after the request for it failed", async () => {
    const server = await startCitrixServer();
    server.replies(sites);
    server.tokenReplies(json(400, ""), tokenAnswer("late", "3600"));
    const client = clientFor(server);
    await failureOf(client.listSites());
    await expect(client.listSites()).resolves.toMatchObject({ data: { items: [{ id: "site-1" }] } });
  });

  it("survives one broken connection", async () => {
    const server = await startCitrixServer();
    server.replies(sites);
    server.tokenReplies(breakConnection, tokenAnswer("late", "3600"));
    await expect(clientFor(server).listSites()).resolves.toMatchObject({ data: { items: [{ id: "site-1" }] } });
  });

  it.each([
    ["no token", { expires_in: "3600" }],
    ["a token that no header can hold", { access_token: "canary\r\nx: y", expires_in: "3600" }],
    ["no readable life", { access_token: "canary", expires_in: "soon" }],
    ["no JSON", "canary"],
  ])("answer with %s is unreadable", async (_what, body) => {
    const server = await startCitrixServer();
    server.tokenReplies(json(200, body));
    const error = await failureOf(clientFor(server).listSites());
    expect(error).toMatchObject({ kind: "unreadable", mayHaveBeenReceived: false });
    expect(error.message).not.toContain("canary");
  });
});
