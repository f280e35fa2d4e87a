import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { CertificateAuthority } from "../testing/certificates.ts";
import { startDeck } from "../testing/deck.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";
import { startConnectProxy, startTlsFront } from "../testing/tls-servers.ts";

const issuer = "https://login.test/tenant";

/** What a provider says of itself, behind TLS as `login.test`. */
async function startProvider() {
  const server = createServer((_request, response) => {
    const metadata = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(metadata));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const authority = await CertificateAuthority.make();
  const { port } = server.address() as AddressInfo;
  return { authority, frontPort: await startTlsFront(await authority.issue("login.test"), port) };
}

/** Begins a sign-in at a provider; gives where the browser is sent, and what an operator reads. */
async function begin({ at = issuer, proxyUrl }: { at?: string; proxyUrl?: string }) {
  const { logger, warnings } = loggerOfTest();
  const deck = await startDeck({
    logger,
    config: {
      oidc: {
        issuer: new URL(at),
        clientId: "deck",
        clientSecret: "a-secret",
        roleClaim: "roles",
        adminValues: ["a"],
        helpdeskValues: ["h"],
        scopes: "openid",
      },
      ...(proxyUrl === undefined ? {} : { proxy: { url: proxyUrl, noProxy: "" } }),
    },
  });
  const { headers } = await deck.app.inject({ url: "/api/auth/oidc/start" });
  return { location: String(headers.location), logged: warnings().map(({ reason, trouble }) => ({ reason, trouble })) };
}

test("the provider is asked through the proxy, by a name that only the proxy resolves", async () => {
  const { authority, frontPort } = await startProvider();
  authority.trust();
  const proxy = await startConnectProxy(frontPort);
  const { location } = await begin({ proxyUrl: `http://deck:word@127.0.0.1:${proxy.port}` });
  expect(location).toMatch(/^https:\/\/login\.test\/tenant\/authorize\?/);
  const authorization = `Basic ${Buffer.from("deck:word").toString("base64")}`;
  expect(proxy.asked).toEqual([{ target: "login.test:443", authorization }]);
});

test("a certificate of an unknown authority, and a proxy that refuses, are told apart on the page and in the log", async () => {
  const { frontPort } = await startProvider();
  const proxy = await startConnectProxy(frontPort);
  const proxyUrl = `http://deck:hunter2@127.0.0.1:${proxy.port}`;
  const unknown = await begin({ proxyUrl });
  expect(unknown.location).toBe("/sign-in?problem=provider-unreachable&cause=certificate-authority");
  expect(unknown.logged).toMatchObject([
    { reason: expect.stringContaining("NODE_EXTRA_CA_CERTS"), trouble: { host: "login.test", proxy: false } },
  ]);
  proxy.answer(407);
  const refused = await begin({ proxyUrl });
  expect(refused.location).toBe("/sign-in?problem=provider-unreachable&cause=proxy");
  expect(refused.logged).toMatchObject([
    { reason: expect.stringContaining("requires a user name and a password"), trouble: { status: 407 } },
  ]);
  expect(JSON.stringify(refused.logged)).not.toContain("hunter2");
});

test("so are a name that cannot be resolved, a refused port, another name's certificate and no TLS at all", async () => {
  const { authority, frontPort } = await startProvider();
  authority.trust();
  const plain = await startDeck();
  const causeOf = async (at: string) =>
    new URL((await begin({ at })).location, "http://deck").searchParams.get("cause");
  expect(await causeOf(`https://${"x".repeat(64)}.example`)).toBe("name");
  expect(await causeOf(`https://127.0.0.1:${await freePort()}`)).toBe("connection");
  expect(await causeOf(`https://127.0.0.1:${frontPort}`)).toBe("certificate");
  expect(await causeOf(plain.simulator.baseUrl.replace("http:", "https:"))).toBe("tls");
});

test("a provider on this machine is never asked through the proxy", async () => {
  const proxy = await startConnectProxy(1);
  const { location } = await begin({
    at: `https://localhost:${await freePort()}`,
    proxyUrl: `http://127.0.0.1:${proxy.port}`,
  });
  expect(location).toBe("/sign-in?problem=provider-unreachable&cause=connection");
  expect(proxy.asked).toEqual([]);
});
