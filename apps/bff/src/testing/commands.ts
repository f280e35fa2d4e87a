import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { compileCache } from "./compile-cache.ts";

/**
 * Runs a command of the server from its source, with nothing but these variables. `program`: below `src`. Gives what it
 * printed, on both streams, and its exit code.
 */
export async function runCommand(
  program: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", program), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: "1", ...compileCache, ...env },
  });
  const [printed, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { code, said: (printed + complained).trim() };
}
