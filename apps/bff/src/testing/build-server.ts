import { glob, stat } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { builtProgram } from "./built-programs.ts";

const repository = join(import.meta.dirname, "../../../..");

/** Before the first test: builds the server where a source is newer than it, so that no test starts that of yesterday. */
export default async function buildServer(): Promise<void> {
  const built = await changedAt(builtProgram("main"));
  for await (const source of glob("{apps/bff,packages/*}/src/**/*.ts", { cwd: repository })) {
    if (source.endsWith(".test.ts") || (await changedAt(join(repository, source))) <= built) continue;
    await build({ root: join(repository, "apps/bff"), logLevel: "error" });
    return;
  }
}

/** In milliseconds since 1970; 0 for a file that is not there. */
async function changedAt(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}
