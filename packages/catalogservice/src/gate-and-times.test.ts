import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CallGate, GatedCall } from "./call-gate.ts";
import {
  clientFor,
  failureOf,
  json,
  type Reply,
  silence,
  startCitrixServer,
  update,
} from "./citrix-server.test-support.ts";
import { CatalogServiceError } from "./errors.ts";

const briefly = { connectMs: 50, headersMs: 50 };
const sites = json(200, { items: [{ id: "site-1" }] });

describe("the time that a call may take", () => {
  /** Takes connections and never says a word. */
  async function silentPort(): Promise<number> {
    const server = createServer((socket) => socket.on("error", () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  it("ends in the TLS handshake: nothing was sent", async () => {
    const client = clientFor(
      { baseUrl: `https://127.0.0.1:${await silentPort()}` },
      { timeouts: { connectMs: 60 }, retry: { attempts: 1 } },
    );
    expect(await failureOf(client.listSites())).toMatchObject({ kind: "timed-out", mayHaveBeenReceived: false });
  });

  it("ends for the token as for every read", async () => {
    const server = await startCitrixServer();
    server.tokenReplies(silence);
    const client = clientFor(server, { timeouts: briefly, retry: { attempts: 1 } });
    expect(await failureOf(client.listSites())).toMatchObject({ kind: "timed-out", mayHaveBeenReceived: false });
  });

  it.each<[string, Reply]>([
    ["headers", (_response, { socket }) => drip(socket, "HTTP/1.1 200 OK\r\nx-slow: ")],
    ["a body", (_response, { socket }) => drip(socket, "HTTP/1.1 200 OK\r\n\r\n{")],
    ["the body of an error", (_response, { socket }) => drip(socket, "HTTP/1.1 500 No\r\n\r\n{")],
  ])("ends in the whole, however slowly %s may drip", async (_what, reply) => {
    const server = await startCitrixServer();
    server.replies(reply);
    const client = clientFor(server, { timeouts: { wholeMs: 100 }, retry: { attempts: 1 } });
    const startedAt = performance.now();
    expect((await failureOf(client.listSites())).kind).toMatch(/timed-out|unavailable/);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  function drip(socket: Socket, opening: string): void {
    socket.write(opening);
    const timer = setInterval(() => socket.write(" "), 5);
    socket.on("close", () => clearInterval(timer));
  }
});

describe("a gate that holds calls back", () => {
  const shut: CallGate = {
    pass: (call) => Promise.reject(heldBack(call)),
    check: (call) => {
      throw heldBack(call);
    },
    mayRetry: () => true,
  };
  function heldBack({ transactionId }: GatedCall): CatalogServiceError {
    const what = { kind: "unavailable", message: "held back", mayHaveBeenReceived: false } as const;
    return new CatalogServiceError({ ...what, transactionId, heldBack: "breaker" });
  }

  it("keeps reads, updates and the token from being sent", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server, { gate: shut });
    expect(await failureOf(client.listSites())).toMatchObject({ heldBack: "breaker" });
    expect(() => client.checkImageUpdateMayBeSent()).toThrow("held back");
    const sent = client.startImageUpdate("site-1", "catalog-1", update, { transactionId: "ours" });
    expect(await failureOf(sent)).toMatchObject({ heldBack: "breaker", transactionId: "ours" });
    expect([...server.calls, ...server.tokenCalls]).toHaveLength(0);
  });

  it("sees every call with its kind, each attempt by itself", async () => {
    const server = await startCitrixServer();
    server.replies(json(503, ""), sites, json(202, ""));
    const seen: string[] = [];
    const gate: CallGate = {
      pass: (call, send) => {
        seen.push(`${call.operation} ${call.kind} ${call.attempt} for ${call.purpose}`);
        return send();
      },
      check: () => undefined,
      mayRetry: () => true,
    };
    const client = clientFor(server, { gate });
    await client.listSites({ purpose: "watch" });
    await client.startImageUpdate("site-1", "catalog-1", update);
    expect(seen).toEqual([
      "token token 1 for update",
      "listSites read 1 for watch",
      "listSites read 2 for watch",
      "startImageUpdate change 1 for update",
    ]);
  });

  it("ends the retries when it has no budget for them", async () => {
    const server = await startCitrixServer();
    server.replies(json(503, ""));
    const gate: CallGate = { pass: (_call, send) => send(), check: () => undefined, mayRetry: () => false };
    await failureOf(clientFor(server, { gate }).listSites());
    expect(server.calls).toHaveLength(1);
  });
});
