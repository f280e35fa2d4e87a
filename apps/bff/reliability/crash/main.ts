/**
 * The crash test: kills the built BFF with SIGKILL at random moments while updates are started and watched, and compares
 * its records with what the simulated Citrix Cloud received. `--updates N` (100), `--seed S` (random, printed). Exits
 * with 1 when an update was doubled, lost or misreported.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { CrashReport } from "./crash-report.ts";
import { CrashRun } from "./crash-run.ts";

const { values } = parseArgs({ options: { updates: { type: "string" }, seed: { type: "string" } } });
const updates = wholeNumber("--updates", values.updates ?? "100");
const seed = wholeNumber("--seed", values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));

if (!existsSync(join(import.meta.dirname, "../../dist/main.js"))) {
  console.error("The BFF is not built: run `npx -y pnpm@10 build` first.");
  process.exit(2);
}
console.log(`crash test: ${updates} updates, seed ${seed}`);
const beganAtMs = performance.now();
let nextLineAt = 25;
const report = await CrashRun.run({
  updates,
  seed,
  onProgress: (asked, kills) => {
    if (asked < nextLineAt) return;
    nextLineAt += 25;
    console.log(`  ${asked} updates asked for, ${kills} kills`);
  },
});
print(report, (performance.now() - beganAtMs) / 1_000);
process.exitCode = report.violations.length + report.otherFaults.length === 0 ? 0 : 1;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`${name} must be a whole number, not ${JSON.stringify(text)}.`);
  process.exit(2);
}

function print(figures: CrashReport, seconds: number): void {
  const count = (kind: string) => figures.violations.filter((violation) => violation.kind === kind).length;
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, times]) => `${name} ${times}`)
      .join(", ");
  const spread = (timesMs: readonly number[]) => {
    const sorted = timesMs.toSorted((a, b) => a - b);
    const [median = 0, longest = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    return `${Math.round(median)} ms (median), ${Math.round(longest)} ms (longest)`;
  };
  console.log(`
updates asked for   ${figures.asked} (${figures.doubleClicks} with a double click, ${figures.sentAgain} requests sent again after a broken connection)
POSTs at Citrix     ${figures.posts}
ended as            ${list(figures.ends)}
kills               ${figures.kills}, aimed: ${list(figures.killsByAim)}
requests hit        ${list(figures.hits)}
demotions           ${figures.demotions} (the right is taken while a request waits for a slow reading: no POST may leave)
long waits          ${figures.longWaits} (16 minutes pass: what was never sent ends as rejected)
torn logs           ${figures.tornLogs} (bytes of a torn write at the end of the write-ahead log)
restarts            ${figures.sessionChecks}, ready after ${spread(figures.readyAfterMs)}
watched again       ${figures.watchWaitsMs.length} times, ${spread(figures.watchWaitsMs)} after the server was ready
errors logged       ${figures.errorsLogged.length}
time                ${Math.round(seconds)} s
doubled ${count("doubled")}, lost ${count("lost")}, misreported ${count("misreported")}, other ${figures.otherFaults.length} (seed ${seed})`);
  for (const line of figures.errorsLogged.slice(0, 5)) console.log(`logged: ${line.slice(0, 600)}`);
  for (const { kind, key, what } of figures.violations) console.log(`${kind}: ${key}: ${what}`);
  for (const fault of figures.otherFaults) console.log(`fault: ${fault}`);
}
