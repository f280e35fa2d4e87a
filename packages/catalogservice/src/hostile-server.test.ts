import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type CitrixServer,
  clientFor,
  failureOf,
  json,
  type Reply,
  startCitrixServer,
  update,
} from "./citrix-server.test-support.ts";

/** Made for this test alone: it guards nothing, and no authority has signed it. For 127.0.0.1 and localhost. */
const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTxmYDOENruWVBM6O
Yp5ZKzGVGeyI5ybRYZWCbGVc5IqhRANCAAQonOJPG0FbPaBFVKpv2LGCk/HTXbnI
SCfaoOz0/Y/bNawDeiz6+/SQ07dACpg5RAAx35DsUtE7unS5Xw6VBMBr
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUY5SMYn9EtXuR0qVXKzZ57Ahg0WcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzEzMTA0OVoYDzIxMjYxMDMw
MTMxMDQ5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQonOJPG0FbPaBFVKpv2LGCk/HTXbnISCfaoOz0/Y/bNawDeiz6+/SQ
07dACpg5RAAx35DsUtE7unS5Xw6VBMBro28wbTAdBgNVHQ4EFgQUgIfOuvrI0SWv
3wzRowQV28aModIwHwYDVR0jBBgwFoAUgIfOuvrI0SWv3wzRowQV28aModIwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSQAwRgIhAJ2N+ml7B+PhaAatjoeHdRwHtgCgt3dadVGJRT5J+/VNAiEA
523+UBJD22T94hCCFbQ8H07LyLgeoaNm/obiJ+0IjXo=
-----END CERTIFICATE-----`,
};

/** An https server with that certificate, and how many requests have got through to it. */
async function startSelfSignedServer() {
  const seen = { baseUrl: "", requests: 0 };
  const server = createServer(selfSigned, (_request, response) => {
    seen.requests += 1;
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  seen.baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return seen;
}

/** An answer that never ends; `sent` counts its bytes until the client hangs up. */
function endless(status: number, head: string, sent: { bytes: number; ended?: Promise<void> }): Reply {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.write(head);
    const chunk = Buffer.alloc(256 * 1024, " ");
    const more = () => {
      while (!response.destroyed) {
        sent.bytes += chunk.length;
        if (!response.write(chunk)) return;
      }
    };
    sent.ended = new Promise((resolve) => response.on("close", resolve));
    response.on("drain", more);
    more();
  };
}

const everyCall = (server: CitrixServer) => [...server.calls, ...server.tokenCalls];

describe("a server whose certificate nobody vouches for", () => {
  it("gets neither secret nor token, whatever the environment says", async () => {
    const server = await startSelfSignedServer();
    const status = await new Promise((resolve, reject) => {
      request(server.baseUrl, { rejectUnauthorized: false }, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect({ status, requests: server.requests }).toEqual({ status: 200, requests: 1 });

    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    onTestFinished(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    });
    for (const setting of ["1", "0"]) {
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = setting;
      const client = clientFor(server, { retry: { attempts: 1 } });
      for (const call of [client.listSites(), client.startImageUpdate("site-1", "catalog-1", update)]) {
        const error = await failureOf(call);
        expect(error).toMatchObject({ kind: "unavailable", mayHaveBeenReceived: false });
        expect(error.message).toMatch(/SELF_SIGNED|CERT_NOT_YET_VALID/);
      }
    }
    expect(server.requests).toBe(1);
  });
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("%i is followed by no read, no update and no token request", async (status) => {
    const server = await startCitrixServer();
    const elsewhere = await startCitrixServer();
    const client = clientFor(server);
    const away = json(status, "", { location: `${elsewhere.baseUrl}/catalogservice/contoso/sites` });
    server.replies(away);
    expect(await failureOf(client.listSites())).toMatchObject({ kind: "unreadable", status });
    expect(await failureOf(client.startImageUpdate("site-1", "catalog-1", update))).toMatchObject({ status });
    expect(server.calls.filter(({ method }) => method === "POST")).toHaveLength(1);
    server.tokenReplies(away);
    await failureOf(clientFor(server).listSites());
    expect(everyCall(elsewhere)).toEqual([]);
  });
});

describe("an answer without end", () => {
  it("of a read is cut off after 32 MiB", async () => {
    const server = await startCitrixServer();
    const sent = { bytes: 0 } as { bytes: number; ended?: Promise<void> };
    server.replies(endless(200, '{"items":[', sent));
    expect(await failureOf(clientFor(server).listSites())).toMatchObject({ kind: "unreadable" });
    await sent.ended;
    expect(sent.bytes).toBeLessThan(48 * 1024 * 1024);
  });

  it("of an error is cut off after 64 kB, and tells its status all the same", async () => {
    const server = await startCitrixServer();
    const sent = { bytes: 0 } as { bytes: number; ended?: Promise<void> };
    server.replies(endless(409, '{"message":"', sent));
    expect(await failureOf(clientFor(server).listSites())).toMatchObject({ kind: "conflict", status: 409 });
    await sent.ended;
    expect(sent.bytes).toBeLessThan(8 * 1024 * 1024);
  });

  it("to an update leaves it started", async () => {
    const server = await startCitrixServer();
    const sent = { bytes: 0 } as { bytes: number; ended?: Promise<void> };
    server.replies(endless(202, '"', sent));
    const started = await clientFor(server).startImageUpdate("site-1", "catalog-1", update);
    expect(started.statusUrl).toContain("/catalogs/catalog-1/updateStatus");
    await sent.ended;
    expect(sent.bytes).toBeLessThan(8 * 1024 * 1024);
  });

  it("in its headers is not taken", async () => {
    const server = await startCitrixServer();
    server.replies(json(200, { items: [] }, { "x-large": "x".repeat(32 * 1024) }));
    expect(await failureOf(clientFor(server).listSites())).toMatchObject({ kind: "unreadable" });
  });
});
