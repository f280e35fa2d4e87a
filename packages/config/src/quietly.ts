/**
 * Runs a command and prints one line for it: what it does, and how long that took. What the command itself prints is shown
 * only if it fails. Usage: `node quietly.ts "Building" turbo run build`.
 */
import { spawn } from "node:child_process";

const [title = "", command = "", ...parameters] = process.argv.slice(2);
const startedAtMs = performance.now();
const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
const printed: Buffer[] = [];
for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => printed.push(piece));
child.once("error", (error) => {
  console.error(`${title}: ${command} could not be started: ${error.message}`);
  process.exitCode = 1;
});
child.once("close", (code) => {
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  if (code === 0) {
    console.log(`${title}: done in ${seconds} s`);
    return;
  }
  process.stderr.write(Buffer.concat(printed));
  console.error(`${title}: failed after ${seconds} s`);
  process.exitCode = 1;
});
