/**
 * The soak: many browsers on a real server process and a thousand catalogs, while faults come and go at the simulated
 * Citrix Cloud and updates are started. `--minutes N` (10), `--browsers N` (200), `--catalogs N` (1,000), `--ceiling N`
 * (upstream calls per minute), `--seed S` (random, printed). Exits with 1 when something happened that must not.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { upstreamLimits } from "../../src/citrix/upstream-limits.ts";
import { busiestMinute, mediansOfQuarters, quantile, Tally } from "./measurements.ts";
import type { ServerMemory } from "./memory-reader.ts";
import { runSoak, type SoakReport } from "./soak-run.ts";

const memoryMayGrowBy = 0.1;
/** Said where an answer of Citrix's was lost: the soak sees to it that some are. */
const expectedErrors = ["Citrix's answer to an image update was lost"];

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { minutes: text, browsers: text, catalogs: text, ceiling: text, seed: text } });
const minutes = number("--minutes", values.minutes ?? "10");
const browsers = number("--browsers", values.browsers ?? "200");
const catalogs = number("--catalogs", values.catalogs ?? "1000");
const ceiling = number("--ceiling", values.ceiling ?? String(upstreamLimits.callsPerMinute));
const seed = number("--seed", values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));

if (!existsSync(join(import.meta.dirname, "../../dist/main.js"))) {
  console.error("The BFF is not built: run `npx -y pnpm@10 build` first.");
  process.exit(2);
}
console.log(`soak: ${minutes} min, ${browsers} browsers, ${catalogs} catalogs, seed ${seed}`);
const report = await runSoak({ minutes, browsers, catalogs, seed, onProgress: (line) => console.log(`  ${line}`) });
const faults = faultsOf(report);
print(report);
for (const fault of faults) console.log(`fault: ${fault}`);
console.log(faults.length === 0 ? "no fault" : `${faults.length} faults (seed ${seed})`);
process.exitCode = faults.length === 0 ? 0 : 1;

function number(name: string, given: string): number {
  const value = Number(given);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`${name} must be a number, not ${JSON.stringify(given)}.`);
  process.exit(2);
}

function faultsOf({ ledger, misdeeds, logged, memory, calls, isAlive }: SoakReport): string[] {
  const found = ledger.faults.entries().map(([what, times]) => `${what} (${times} times)`);
  found.push(...misdeeds.map(({ kind, what }) => `${kind}: ${what}`));
  for (const [words, times] of logged.entries()) {
    if (!expectedErrors.includes(words)) found.push(`logged ${times} times: ${words}`);
  }
  if (!isAlive) found.push("the server has ended");
  const [, second = Number.NaN, , last = Number.NaN] = mediansOfQuarters(memory.map(({ live }) => live));
  if (!(last <= second * (1 + memoryMayGrowBy))) found.push(`live memory grew from ${second} to ${last} bytes`);
  const busiest = busiestMinute(calls.map(({ at }) => at));
  if (busiest > ceiling) found.push(`${busiest} upstream calls in one minute`);
  if (ledger.asked.length === 0) found.push("no update was asked for");
  return found;
}

function print({ ledger, weather, calls, posts, records, memory, logged, misdeeds }: SoakReport): void {
  const doubled = misdeeds.filter(({ kind }) => kind === "doubled").length;
  const ends = new Tally();
  for (const { state } of records) ends.add(state);
  const operations = new Tally();
  for (const { operation } of calls) operations.add(operation);
  const ms = (share: number) => `${Math.round(quantile(ledger.listMs, share))} ms`;
  const quarters = (of: keyof ServerMemory) =>
    mediansOfQuarters(memory.map((at) => at[of]))
      .map((bytes) => (bytes / 2 ** 20).toFixed(1))
      .join(", ");
  console.log(`
requests        ${ledger.requests}, ${ledger.hungUp} hung up by the person; answered ${ledger.answers}
catalogs page   ${ledger.listMs.length} times, median ${ms(0.5)}, 95 % within ${ms(0.95)}, longest ${ms(1)}; ${ledger.staleLists} said they are stale, oldest ${Math.round(ledger.longestStaleMs / 1_000)} s
faults          ${weather.total}: ${weather}
upstream calls  ${calls.length}, at most ${busiestMinute(calls.map(({ at }) => at))} in a minute (ceiling ${ceiling}): ${operations}
updates         ${ledger.asked.length} asked for, ${ledger.doubleClicks} with a double click; ${posts.length} POSTs; ${doubled} doubled; ${ends}
memory          live ${quarters("live")} MB, resident ${quarters("resident")} MB (medians of the quarters)
errors logged   ${logged}
`);
}
