import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { CatalogList } from "@catalog-deck/contract";
import { admin } from "../support/deck.ts";
import { expect, test } from "../support/journey.ts";

test.use({ simulated: { fleet: { catalogs: 1_000 } } });

const budget = { readyMs: 2_000, listMs: 50, memoryMB: 150 };

test("the server meets its numbers with 1,000 catalogs", async ({ request, deck }) => {
  console.log(`built to ready: ${deck.bff.readyAfterMs.toFixed(0)} ms`);
  expect(deck.bff.readyAfterMs).toBeLessThanOrEqual(budget.readyMs);

  await request.post(`${deck.url}/api/session`, { data: admin });
  const list = `${deck.url}/api/connections/default/catalogs`;
  expect(((await (await request.get(list)).json()) as CatalogList).items).toHaveLength(1_000);
  const timesMs: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const startedAtMs = performance.now();
    await (await request.get(list)).body();
    timesMs.push(performance.now() - startedAtMs);
  }
  timesMs.sort((a, b) => a - b);
  const medianMs = timesMs[10] ?? Number.POSITIVE_INFINITY;
  console.log(`1,000 catalogs from the cache: ${medianMs.toFixed(1)} ms (median of 20, body read)`);
  expect(medianMs).toBeLessThanOrEqual(budget.listMs);

  const statusFile = `/proc/${deck.bff.pid}/status`;
  if (existsSync(statusFile)) {
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(await readFile(statusFile, "utf8"))?.[1]);
    const memoryMB = (kilobytes * 1024) / 1e6;
    console.log(`memory of the server with 1,000 catalogs: ${memoryMB.toFixed(0)} MB`);
    expect(memoryMB).toBeLessThanOrEqual(budget.memoryMB);
  }
});
