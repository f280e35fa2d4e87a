import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { builtProgram, compileCache, type ProgramName } from "./built-programs.ts";

/**
 * Runs a built command of the server with nothing but these variables. Gives what it printed, on both streams, and its
 * exit code.
 */
export async function runCommand(
  program: ProgramName,
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, [builtProgram(program), ...args], {
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
