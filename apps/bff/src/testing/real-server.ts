import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionSettings, freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import { onTestFinished } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";

/** The account that a server process makes at its first start. */
export const firstAdmin = { username: "root", password: "correct horse battery" };

/** The variables of a server process on a simulator, without a place for its data. */
export function serverSettings(simulator: Simulator): Record<string, string> {
  return {
    ...connectionSettings(simulator),
    INITIAL_ADMIN_USERNAME: firstAdmin.username,
    INITIAL_ADMIN_PASSWORD: firstAdmin.password,
  };
}

/** A server process with a simulator and a data folder of its own; all gone after the test. */
export async function startRealServer(
  more: Record<string, string> = {},
): Promise<{ server: BffProcess; simulator: Simulator }> {
  const simulator = await startSimulator({ fleet: { catalogs: 8, images: 6 } });
  const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-server-"));
  const settings = { DATA_DIR: dataDir, ...serverSettings(simulator), ...more };
  const server = new BffProcess(await freePort(), settings);
  onTestFinished(async () => {
    await server.kill();
    await simulator.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  await server.start();
  return { server, simulator };
}
