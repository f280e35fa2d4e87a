/**
 * The crash test of rollouts: kills the built BFF with SIGKILL again and again while rollouts run and a person pauses and
 * cancels, and compares its records with what the simulated Citrix Cloud received. `--rollouts N` (30), `--seed S`
 * (random, printed), `--instances 1|2` (2: on one PostgreSQL), `--seconds N`: plans none after that time. Exits with 1 when
 * an update was doubled or lost, a wave came too early, or what was said not to be sent was sent.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RolloutCrashRun } from "./rollout-run.ts";

const option = { type: "string" } as const;
const { values } = parseArgs({ options: { rollouts: option, seed: option, instances: option, seconds: option } });
const rollouts = Number(values.rollouts ?? "30");
const seed = Number(values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));
const instances = values.instances === "2" ? 2 : 1;
const atMostMs = Number(values.seconds ?? "3600") * 1_000;

if (!existsSync(join(import.meta.dirname, "../../dist/main.js"))) {
  console.error("The BFF is not built: run `npx -y pnpm@10 build` first.");
  process.exit(2);
}
console.log(`crash test of rollouts: ${rollouts} rollouts, seed ${seed}, ${instances} instance(s)`);
const beganAtMs = performance.now();
const report = await RolloutCrashRun.run({ rollouts, seed, instances, atMostMs });
const count = (kind: string) => report.violations.filter((violation) => violation.kind === kind).length;
console.log(`
rollouts            ${report.rollouts} of 6 catalogs in 3 waves
POSTs at Citrix     ${report.posts}
kills               ${report.kills}
paused, cancelled   ${report.paused}, ${report.cancelled}
retried             ${report.retried} (a kill between intent and POST: the attempt was never sent, and another one is)
time                ${Math.round((performance.now() - beganAtMs) / 1_000)} s
doubled ${count("doubled")}, lost ${count("lost")}, wave order broken ${count("order")}, sent all the same ${count("broken promise")} (seed ${seed})`);
for (const { kind, rollout, what } of report.violations) console.log(`${kind}: ${rollout}: ${what}`);
process.exitCode = report.violations.length === 0 && report.rollouts > 0 ? 0 : 1;
