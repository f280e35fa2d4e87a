import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { CatalogServiceClient, CatalogServiceError, type OutgoingProxy } from "@catalog-deck/catalogservice";
import type { ConnectionTrouble } from "@catalog-deck/contract";
import { freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { CertificateAuthority } from "../testing/certificates.ts";
import { readyToUpdate, startDeck } from "../testing/deck.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";
import { startConnectProxy, startTlsFront } from "../testing/tls-servers.ts";

/** Too long to be a name, so that nobody is asked for it. */
const unknownName = `${"x".repeat(64)}.example`;
const proxyAt = (port: number, credentials = ""): OutgoingProxy => ({
  url: `http://${credentials}127.0.0.1:${port}`,
  noProxy: "",
});
const portOf = ({ baseUrl }: Simulator) => Number(new URL(baseUrl).port);

/** A simulator behind TLS, as `https://citrix.test` through the proxy, and what is told of that. */
async function behindTls() {
  const simulator = await startSimulator({ fleet: { catalogs: 4, images: 8 }, clock: "stepped" });
  onTestFinished(() => simulator.close());
  const authority = await CertificateAuthority.make();
  const frontPort = await startTlsFront(await authority.issue("citrix.test"), portOf(simulator));
  return { simulator, authority, frontPort };
}

/** A deck whose Citrix is somewhere else than its simulator. */
async function deckOn(simulator: Simulator, apiBaseUrl: string, more: { proxy?: OutgoingProxy; siteId?: string } = {}) {
  const { proxy, ...site } = more;
  const { customerId, clientId, clientSecret } = simulator;
  const { logger, lines, warnings } = loggerOfTest();
  const connections = [{ id: "default", name: "Contoso", apiBaseUrl, customerId, clientId, clientSecret, ...site }];
  const deck = await startDeck({
    simulator,
    logger,
    config: { connections, ...(proxy === undefined ? {} : { proxy }) },
  });
  return { deck, lines, warnings, admin: await deck.signIn("admin") };
}

function clientOn(apiBaseUrl: string, proxy?: OutgoingProxy, connectMs = 2_000): CatalogServiceClient {
  const client = new CatalogServiceClient({
    apiBaseUrl,
    customerId: "acme",
    clientId: "id",
    clientSecret: "canary",
    proxy,
    timeouts: { connectMs },
    retry: { attempts: 1 },
  });
  onTestFinished(() => client.close());
  return client;
}

async function troubleOn(...way: Parameters<typeof clientOn>): Promise<ConnectionTrouble | undefined> {
  const error = await clientOn(...way)
    .listSites()
    .then(() => new Error("there was no trouble"))
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof CatalogServiceError)) throw error;
  expect(error.mayHaveBeenReceived).toBe(false);
  expect(error.message).toContain(`${error.connection?.reason} (`);
  return error.connection;
}

/** What accepts connections and treats them in its own way. */
async function startTcp(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("what stands in the way to Citrix is told apart", () => {
  test("a name that cannot be resolved, and a port that refuses", async () => {
    expect(await troubleOn(`https://${unknownName}`)).toMatchObject({ reason: "name-not-resolved", host: unknownName });
    const port = await freePort();
    expect(await troubleOn(`https://127.0.0.1:${port}`)).toEqual({
      reason: "refused",
      host: `127.0.0.1:${port}`,
      proxy: false,
      code: "ECONNREFUSED",
    });
  });

  test("a server that never answers, hangs up, or speaks no TLS", async () => {
    const silent = await startTcp(() => undefined);
    expect(await troubleOn(`https://127.0.0.1:${silent}`, undefined, 100)).toMatchObject({ reason: "timed-out" });
    const rude = await startTcp((socket) => socket.destroy());
    expect(await troubleOn(`https://127.0.0.1:${rude}`)).toMatchObject({ reason: "closed", code: "ECONNRESET" });
    const plain = await startTcp((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await troubleOn(`https://127.0.0.1:${plain}`)).toMatchObject({ reason: "tls-failed" });
  });

  test("a certificate of an authority that nobody knows, expired, not yet valid, for another name", async () => {
    const authority = await CertificateAuthority.make();
    const reasonWith = async (...certificate: Parameters<CertificateAuthority["issue"]>) => {
      const port = await startTlsFront(await authority.issue(...certificate), 1);
      return (await troubleOn(`https://127.0.0.1:${port}`))?.reason;
    };
    expect(await reasonWith("127.0.0.1")).toBe("certificate-authority-unknown");
    authority.trust();
    expect(await reasonWith("127.0.0.1", { fromDays: -3, untilDays: -2 })).toBe("certificate-expired");
    expect(await reasonWith("127.0.0.1", { fromDays: 0.5 })).toBe("certificate-not-yet-valid");
    expect(await reasonWith("127.0.0.2")).toBe("certificate-for-other-name");
    expect(await reasonWith("citrix.test")).toBe("certificate-for-other-name");
  });

  test("on the page, also while Citrix is left alone, and once in the log", async () => {
    const { simulator, frontPort } = await behindTls();
    const { deck, admin, warnings } = await deckOn(simulator, `https://127.0.0.1:${frontPort}`, { siteId: "site" });
    const host = `127.0.0.1:${frontPort}`;
    const answers = [];
    for (let round = 0; round < 8; round += 1) {
      for (const path of ["catalogs", `images/${round}`]) answers.push(problemOf(await deck.get(path, admin)));
      await deck.pass(2_000);
    }
    expect(answers.some(({ fact }) => fact.code === "citrix-left-alone")).toBe(true);
    for (const { status, code, detail, connection } of answers) {
      expect({ status, code }).toEqual({ status: 503, code: "citrix-unavailable" });
      expect(connection).toMatchObject({ reason: "certificate-authority-unknown", host, proxy: false });
      expect(detail).toContain(`The certificate of ${host} was issued by an authority that this server does not know.`);
    }
    const told = warnings().filter(({ msg }) => String(msg).startsWith("no connection to Citrix"));
    expect(told).toMatchObject([
      { connection: "default", trouble: { host }, msg: expect.stringContaining("NODE_EXTRA_CA_CERTS") },
    ]);
  });

  test("beside the last data, where there is some", async () => {
    const { simulator, authority, frontPort } = await behindTls();
    authority.trust();
    const proxy = await startConnectProxy(frontPort);
    const { deck, admin } = await deckOn(simulator, "https://citrix.test", { proxy: proxyAt(proxy.port) });
    expect((await deck.catalogs(admin)).stale).toBe(false);
    proxy.answer(502);
    await deck.pass(60_000);
    await deck.catalogs(admin);
    const { stale, trouble } = await deck.catalogs(admin);
    expect(stale).toBe(true);
    expect(trouble).toMatchObject({
      code: "citrix-unavailable",
      message: expect.stringContaining(`The proxy 127.0.0.1:${proxy.port} answered 502 instead of connecting.`),
      connection: { reason: "proxy-answered", proxy: true, status: 502 },
    });
  });
});

describe("through a proxy", () => {
  test("lists are read and an update is sent, once, by a name that only the proxy resolves", async () => {
    const { simulator, authority, frontPort } = await behindTls();
    authority.trust();
    const proxy = await startConnectProxy(frontPort);
    const way = proxyAt(proxy.port, "deck:p%40ss%3Aword@");
    const { deck, admin, lines } = await deckOn(simulator, "https://citrix.test", { proxy: way });
    const { catalog, body } = await readyToUpdate(deck, admin);
    expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
    expect(await deck.posts()).toBe(1);
    const credentials = Buffer.from("deck:p@ss:word").toString("base64");
    expect(proxy.asked.length).toBeGreaterThan(1);
    for (const { target, authorization } of proxy.asked) {
      expect({ target, authorization }).toEqual({ target: "citrix.test:443", authorization: `Basic ${credentials}` });
    }
    for (const secret of ["p@ss", "p%40ss", credentials]) expect(lines.join("")).not.toContain(secret);
  });

  test("the last check is asked when the tunnel is there, and a no sends nothing", async () => {
    const { simulator, authority, frontPort } = await behindTls();
    authority.trust();
    const proxy = await startConnectProxy(frontPort);
    const { deck, admin } = await deckOn(simulator, "https://citrix.test", { proxy: proxyAt(proxy.port) });
    const { catalog, body } = await readyToUpdate(deck, admin);
    const connection = deck.app.connections.get("default");
    if (connection === undefined) throw new Error("the deck has no connection");
    const tunnelsBefore = proxy.asked.length;
    const tunnelsAtCheck: number[] = [];
    const lastCheck = async () => {
      tunnelsAtCheck.push(proxy.asked.length);
      return false;
    };
    const update = { imageId: body.imageId, citrixPrepared: false, vdaUpdateDelay: 60 };
    await expect(
      connection.client.startImageUpdate(await connection.siteId(), catalog.id, update, { lastCheck }),
    ).rejects.toMatchObject({ heldBack: "last-check", mayHaveBeenReceived: false });
    expect(tunnelsAtCheck).toEqual([tunnelsBefore + 1]);
    expect(await deck.posts()).toBe(0);
  });

  test.each([407, 403, 502])(
    "a proxy that answers %i is told apart from Citrix, and nothing was sent",
    async (status) => {
      const proxy = await startConnectProxy(1);
      proxy.answer(status);
      expect(await troubleOn("https://citrix.test", proxyAt(proxy.port))).toEqual({
        reason: "proxy-answered",
        host: `127.0.0.1:${proxy.port}`,
        proxy: true,
        status,
      });
    },
  );

  test("so is one that is away, silent, hangs up, has no name, or whose own certificate nobody knows", async () => {
    const citrix = "https://citrix.test";
    expect(await troubleOn(citrix, proxyAt(await freePort()))).toMatchObject({ reason: "refused", proxy: true });
    const silent = await startTcp(() => undefined);
    expect(await troubleOn(citrix, proxyAt(silent), 100)).toMatchObject({ reason: "timed-out", proxy: true });
    const rude = await startTcp((socket) => socket.once("data", () => socket.destroy()));
    expect(await troubleOn(citrix, proxyAt(rude))).toMatchObject({ reason: "closed", proxy: true });
    const nameless = { url: `http://${unknownName}:3128`, noProxy: "" };
    expect(await troubleOn(citrix, nameless)).toMatchObject({ reason: "name-not-resolved", proxy: true });
    const authority = await CertificateAuthority.make();
    const proxy = await startConnectProxy(1);
    const front = await startTlsFront(await authority.issue("127.0.0.1"), proxy.port);
    const secure = { url: `https://127.0.0.1:${front}`, noProxy: "" };
    expect(await troubleOn(citrix, secure)).toMatchObject({ reason: "certificate-authority-unknown", proxy: true });
    authority.trust();
    proxy.answer(403);
    expect(await troubleOn(citrix, secure)).toMatchObject({ reason: "proxy-answered", status: 403 });
  });

  test("what is wrong with the server behind it is told of the server", async () => {
    const { authority, frontPort } = await behindTls();
    const proxy = await startConnectProxy(frontPort);
    const trouble = () => troubleOn("https://other.test", proxyAt(proxy.port));
    const ofServer = { host: "other.test", proxy: false };
    expect(await trouble()).toMatchObject({ ...ofServer, reason: "certificate-authority-unknown" });
    authority.trust();
    expect(await trouble()).toMatchObject({ ...ofServer, reason: "certificate-for-other-name" });
  });

  test("nothing of this machine's own goes, nor what NO_PROXY names", async () => {
    const proxy = await startConnectProxy(1);
    const port = await freePort();
    for (const host of ["127.0.0.1", "127.8.9.10", "localhost", "[::1]", "citrix.localhost"]) {
      expect(await troubleOn(`https://${host}:${port}`, proxyAt(proxy.port)), host).toMatchObject({ proxy: false });
    }
    for (const noProxy of [unknownName, "example.com,.example", "*", ` ${unknownName}:443 `]) {
      const way = { ...proxyAt(proxy.port), noProxy };
      const trouble = await troubleOn(`https://${unknownName}`, way);
      expect(trouble, noProxy).toMatchObject({ reason: "name-not-resolved", proxy: false });
    }
    expect(proxy.asked).toEqual([]);
    proxy.answer(502);
    const others = { ...proxyAt(proxy.port), noProxy: "other.test,test.citrix" };
    expect(await troubleOn("https://citrix.test", others)).toMatchObject({ reason: "proxy-answered" });
  });
});
