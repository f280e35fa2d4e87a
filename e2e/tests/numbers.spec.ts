import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { CatalogList } from "@catalog-deck/contract";
import { connectionSettings } from "@catalog-deck/simulator";
import { admin, startBff } from "../support/deck.ts";
import { expect, test } from "../support/journey.ts";

test.use({ simulated: { fleet: { catalogs: 1_000 } } });

// Of several tries the least counts: what it takes when nothing else runs on the machine, since journeys run beside it.

test("the built server is ready within 2 s", async ({ deck }) => {
  const timesMs: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const { username, password } = admin;
    const initial = { INITIAL_ADMIN_USERNAME: username, INITIAL_ADMIN_PASSWORD: password };
    // As the first start on a machine, which finds nothing compiled.
    const first = { NODE_DISABLE_COMPILE_CACHE: "1" };
    const bff = await startBff({ ...connectionSettings(deck.simulator), ...initial, ...first });
    timesMs.push(bff.readyAfterMs);
    await bff.stop();
  }
  const leastMs = Math.min(...timesMs);
  console.log(`from built to ready: ${leastMs.toFixed(0)} ms`);
  expect(leastMs).toBeLessThanOrEqual(2_000);
});

test("with 1,000 catalogs the list comes from the cache within 50 ms, in 120 MB of its own memory", async ({
  request,
  deck,
}) => {
  await request.post(`${deck.url}/api/session`, { data: admin });
  const list = `${deck.url}/api/connections/default/catalogs`;
  expect(((await (await request.get(list)).json()) as CatalogList).items).toHaveLength(1_000);
  await deck.simulator.control.clearLog();
  const timesMs: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const startedAtMs = performance.now();
    await (await request.get(list)).body();
    timesMs.push(performance.now() - startedAtMs);
  }
  const leastMs = Math.min(...timesMs);
  console.log(`1,000 catalogs from the cache: ${leastMs.toFixed(1)} ms`);
  expect(leastMs).toBeLessThanOrEqual(50);

  const statusFile = `/proc/${deck.bff.pid}/status`;
  if (existsSync(statusFile)) {
    // Pages of Node's own binary come on top: shared, and as many as the system's page cache happens to hold.
    const kibibytes = Number(/RssAnon:\s+(\d+)/.exec(await readFile(statusFile, "utf8"))?.[1]);
    const memoryMB = (kibibytes * 1024) / 1e6;
    console.log(`memory of the server with 1,000 catalogs: ${memoryMB.toFixed(0)} MB of its own`);
    expect(memoryMB).toBeLessThanOrEqual(120);
  }
});
