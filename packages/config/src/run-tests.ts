/**
 * Runs every test: the unit suites of all workspaces with Vitest, then the journeys and at last the measurements with
 * Playwright; a failure in one keeps none of the others from running. Streams what they print, ends with one line such
 * as `123 passed, 0 failed`, and exits with 1 when a test failed or none ran.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type PlaywrightReport,
  type Totals,
  totalsInWords,
  totalsOfPlaywright,
  totalsOfVitest,
  type VitestReport,
} from "./totals.ts";

const repository = join(import.meta.dirname, "../../..");
const reports = await mkdtemp(join(tmpdir(), "catalog-deck-tests-"));

/** Starts a Node program, lets it print, and gives its exit code. */
function run(script: string, parameters: string[], cwd: string, env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...parameters], {
      cwd,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Reads a runner's report; a runner that wrote none, or half of one, has failed once. */
async function totalsFrom<Report>(file: string, count: (report: Report) => Totals): Promise<Totals> {
  try {
    return count(JSON.parse(await readFile(file, "utf8")) as Report);
  } catch (error) {
    console.error(`The report ${file} could not be read:`, error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** The folder of a package as the workspace that declares it sees it. */
function packageFolder(workspace: string, name: string): string {
  return dirname(createRequire(join(repository, workspace, "package.json")).resolve(`${name}/package.json`));
}

async function runUnitTests(): Promise<{ totals: Totals; exitCode: number }> {
  const report = join(reports, "vitest.json");
  const exitCode = await run(
    join(packageFolder("packages/config", "vitest"), "vitest.mjs"),
    [
      "run",
      "--config",
      join(repository, "packages/config/vitest.config.ts"),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    repository,
    {},
  );
  return { totals: await totalsFrom<VitestReport>(report, totalsOfVitest), exitCode };
}

/** One of Playwright's projects by itself: as a dependency, a failed one would keep the next from running. */
async function runBrowserTests(project: "journeys" | "measurements"): Promise<{ totals: Totals; exitCode: number }> {
  const report = join(reports, `${project}.json`);
  const exitCode = await run(
    join(packageFolder("e2e", "@playwright/test"), "cli.js"),
    ["test", `--project=${project}`, "--no-deps", "--reporter=list,json"],
    join(repository, "e2e"),
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  );
  return { totals: await totalsFrom<PlaywrightReport>(report, totalsOfPlaywright), exitCode };
}

try {
  const runs = [await runUnitTests(), await runBrowserTests("journeys"), await runBrowserTests("measurements")];
  const { line, ok } = totalsInWords(runs);
  const skipped = runs.reduce((sum, { totals }) => sum + totals.skipped, 0);
  if (skipped > 0) console.log(`${skipped} not run on this machine`);
  console.log(line);
  process.exitCode = ok ? 0 : 1;
} finally {
  await rm(reports, { recursive: true, force: true });
}
