import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startSimulator } from "@catalog-deck/simulator";
import { expect, onTestFinished, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller, type Heard } from "../../reliability/instances/caller.ts";
import { CertificateAuthority } from "../testing/certificates.ts";
import { eventually } from "../testing/eventually.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";
import { startConnectProxy, startTlsFront } from "../testing/tls-servers.ts";

/** How the list of catalogs is answered to someone who signs in. */
async function catalogsOf({ url }: BffProcess): Promise<Heard> {
  const caller = await Caller.signIn(url, firstAdmin);
  return caller.get(`${url}/api/connections/default/catalogs`);
}

test("a server process goes through HTTPS_PROXY, and knows the authority in NODE_EXTRA_CA_CERTS", async () => {
  const simulator = await startSimulator({ fleet: { catalogs: 4, images: 4 } });
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-proxy-"));
  const authority = await CertificateAuthority.make();
  const authorityFile = join(folder, "authority.pem");
  await writeFile(authorityFile, authority.pem);
  const front = await startTlsFront(await authority.issue("citrix.test"), Number(new URL(simulator.baseUrl).port));
  const proxy = await startConnectProxy(front);
  const settings = {
    ...serverSettings(simulator),
    DATA_DIR: folder,
    LOG_LEVEL: "warn",
    CITRIX_API_BASE_URL: "https://citrix.test",
    HTTPS_PROXY: `http://deck:hunter2@127.0.0.1:${proxy.port}`,
    NO_PROXY: "localhost,.example.com",
  };
  const withAuthority = new BffProcess(await freePort(), { ...settings, NODE_EXTRA_CA_CERTS: authorityFile });
  const without = new BffProcess(await freePort(), settings);
  onTestFinished(async () => {
    await withAuthority.kill();
    await without.kill();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  await withAuthority.start();
  expect(await catalogsOf(withAuthority)).toMatchObject({ status: 200 });
  expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set(["citrix.test:443"]));
  await withAuthority.kill();
  await without.start();
  expect(await catalogsOf(without)).toMatchObject({
    status: 503,
    body: { detail: expect.stringContaining("set NODE_EXTRA_CA_CERTS to its certificate file") },
  });
  await eventually(() =>
    expect(without.output).toContain(
      "no connection to Citrix: The certificate of citrix.test was issued by an authority",
    ),
  );
  expect(withAuthority.output + without.output).not.toContain("hunter2");
});
