import { brotliCompressSync, constants, createGzip, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  catalog,
  clientFor,
  failureOf,
  json,
  type Reply,
  startCitrixServer,
  update,
} from "./citrix-server.test-support.ts";

/** Answers with these bytes under the name of an encoding. */
function encoded(status: number, encoding: string | string[], body: Buffer): Reply {
  return (response) => {
    response.setHeader("content-encoding", encoding);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body);
  };
}

const list = JSON.stringify({ items: [catalog] });
const pairs: [name: string, encoding: string | string[], body: (text: string) => Buffer][] = [
  ["gzip", "gzip", (text) => gzipSync(text)],
  ["x-gzip, in capitals", "X-GZIP", (text) => gzipSync(text)],
  ["br", "br", (text) => brotliCompressSync(text)],
  ["deflate in zlib's format", "deflate", (text) => deflateSync(text)],
  ["bare deflate", "deflate", (text) => deflateRawSync(text)],
  ["gzip and then br", "gzip, br", (text) => brotliCompressSync(gzipSync(text))],
  ["gzip and then br, in two lines", ["gzip", "br"], (text) => brotliCompressSync(gzipSync(text))],
  ["identity", "identity", (text) => Buffer.from(text)],
];

describe("an answer in an encoding", () => {
  it.each(pairs)("is read in %s: a list, the token, and what an error says", async (_name, encoding, encode) => {
    const server = await startCitrixServer();
    const token = JSON.stringify({ token_type: "bearer", access_token: "encoded-token", expires_in: "3600" });
    server.tokenReplies(encoded(200, encoding, encode(token)));
    server.replies(encoded(200, encoding, encode(list)), encoded(409, encoding, encode('{"message":"Busy"}')));
    const client = clientFor(server);
    expect((await client.listCatalogs("site-1")).data.items).toEqual([catalog]);
    expect(server.calls[0]?.headers.authorization).toBe("CwsAuth Bearer=encoded-token");
    expect((await failureOf(client.listCatalogs("site-1"))).upstreamMessage).toBe("Busy");
  });

  it("is asked for with reads and with the token, and not with an update, which people may copy", async () => {
    const server = await startCitrixServer();
    server.replies(json(200, list), json(202, ""));
    const client = clientFor(server);
    await client.listCatalogs("site-1");
    await client.startImageUpdate("site-1", "catalog-1", update);
    const asked = [...server.tokenCalls, ...server.calls].map(({ headers }) => headers["accept-encoding"]);
    expect(asked).toEqual(["gzip, deflate, br", "gzip, deflate, br", undefined]);
  });

  it("comes in pieces of one byte", async () => {
    const server = await startCitrixServer();
    server.replies(async (response) => {
      response.writeHead(200, { "content-encoding": "deflate" });
      for (const byte of deflateRawSync(list)) {
        await new Promise<void>((resolve) => response.write(Buffer.from([byte]), () => resolve()));
      }
      response.end();
    });
    expect((await clientFor(server).listCatalogs("site-1")).data.items).toEqual([catalog]);
  });

  it.each([
    ["that nobody asked for", "zstd", Buffer.from(list)],
    ["that is none", "gzip; q=1", gzipSync(list)],
    ["put on too often", "gzip, gzip, gzip", gzipSync(gzipSync(gzipSync(list)))],
    ["that it is not in", "gzip", Buffer.from(list)],
    ["that it is not in", "br", Buffer.from(list)],
    ["that it is not in", "deflate", Buffer.from(list)],
    ["whose end is missing", "gzip", gzipSync(list).subarray(0, -12)],
    ["whose end is missing", "br", brotliCompressSync(list).subarray(0, -4)],
    ["whose end is missing", "deflate", deflateSync(list).subarray(0, -8)],
  ])("%s is unreadable, and not tried again: %s", async (_what, encoding, body) => {
    const server = await startCitrixServer();
    server.replies(encoded(200, encoding, body));
    const error = await failureOf(clientFor(server).listCatalogs("site-1"));
    expect(error).toMatchObject({ kind: "unreadable", status: 200 });
    expect(error.message).toContain("cannot be decoded");
    expect(server.calls).toHaveLength(1);
  });

  it.each(["gzip", "br", "deflate"])("without a body, in %s, is unreadable", async (encoding) => {
    const server = await startCitrixServer();
    server.replies(encoded(200, encoding, Buffer.alloc(0)));
    expect(await failureOf(clientFor(server).listCatalogs("site-1"))).toMatchObject({ kind: "unreadable" });
  });

  it("whose connection breaks is unavailable, not undecodable", async () => {
    const server = await startCitrixServer();
    server.replies((response, request) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": "1000" });
      response.write(gzipSync(list).subarray(0, 40), () => request.socket.destroy());
    });
    const client = clientFor(server, { retry: { attempts: 1 } });
    expect(await failureOf(client.listCatalogs("site-1"))).toMatchObject({ kind: "unavailable", status: 200 });
  });

  it("that drips is timed out", async () => {
    const server = await startCitrixServer();
    server.replies((response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      const bytes = gzipSync(list);
      response.write(bytes.subarray(0, 12));
      // An empty member after the other: bytes that come and make nothing.
      const timer = setInterval(() => response.write(gzipSync("")), 5);
      response.on("close", () => clearInterval(timer));
    });
    const client = clientFor(server, { timeouts: { bodyMs: 60 }, retry: { attempts: 1 } });
    const { kind } = await failureOf(client.listCatalogs("site-1"));
    expect(["timed-out", "unreadable"]).toContain(kind);
  });

  it.each([
    ["gzip", (zeros: Buffer) => gzipSync(zeros)],
    ["br", (zeros: Buffer) => brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ["gzip, gzip", (zeros: Buffer) => gzipSync(gzipSync(zeros))],
  ])("that grows beyond 32 MiB is cut off: %s", async (encoding, encode) => {
    const server = await startCitrixServer();
    const bomb = encode(Buffer.alloc(80 * 1024 * 1024, " "));
    expect(bomb.length).toBeLessThan(512 * 1024);
    server.replies(encoded(200, encoding, bomb));
    const before = process.memoryUsage().rss;
    expect(await failureOf(clientFor(server).listCatalogs("site-1"))).toMatchObject({ kind: "unreadable" });
    expect(process.memoryUsage().rss - before).toBeLessThan(160 * 1024 * 1024);
  });

  it("without end is cut off, and the connection with it", async () => {
    const server = await startCitrixServer();
    let closed: Promise<void> | undefined;
    server.replies((response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      closed = new Promise((resolve) => response.on("close", resolve));
      const gzip = createGzip();
      gzip.pipe(response);
      const chunk = Buffer.alloc(1024 * 1024, " ");
      const more = () => {
        while (!response.destroyed && gzip.write(chunk));
      };
      gzip.on("drain", more);
      more();
    });
    expect(await failureOf(clientFor(server).listCatalogs("site-1"))).toMatchObject({ kind: "unreadable" });
    await closed;
  });

  it("to an update leaves it started, whatever it is", async () => {
    const server = await startCitrixServer();
    server.replies(encoded(202, "zstd", Buffer.from("nonsense")), encoded(202, "gzip", Buffer.from("nonsense")));
    const client = clientFor(server);
    for (const _ of [1, 2]) {
      const { statusUrl } = await client.startImageUpdate("site-1", "catalog-1", update);
      expect(statusUrl).toContain("/catalogs/catalog-1/updateStatus");
    }
    expect(server.calls).toHaveLength(2);
  });
});
