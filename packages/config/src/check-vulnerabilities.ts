/**
 * Asks the registry for known vulnerabilities of what the product ships. Exits with 1 when there is one; a registry that
 * does not answer is told plainly and fails nothing.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readAudit } from "./audit-answer.ts";

const { stdout } = spawnSync("npx", ["-y", "pnpm@10", "audit", "--prod", "--json"], {
  cwd: join(import.meta.dirname, "../../.."),
  encoding: "utf8",
  timeout: 120_000,
});
const answer = readAudit(stdout ?? "");
if (answer.kind === "known") {
  console.error(`Production dependencies with known vulnerabilities:\n  ${answer.advisories.join("\n  ")}`);
  process.exitCode = 1;
} else if (answer.kind === "none") {
  console.log("The registry knows no vulnerability of the production dependencies.");
} else {
  console.log(`The registry could not be asked for known vulnerabilities: ${answer.why}`);
}
