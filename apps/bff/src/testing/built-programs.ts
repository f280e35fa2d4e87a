import { tmpdir } from "node:os";
import { join } from "node:path";

/** The server's programs, as its build names them. */
export type ProgramName = "main" | "accounts" | "verify-audit" | "backup" | "restore";

/** The file of a built program: tests start what everybody starts. `build-server.ts` has built it before the first test. */
export function builtProgram(name: ProgramName): string {
  return join(import.meta.dirname, "../../dist", `${name}.js`);
}

/** For the environment of programs that tests start: what one has compiled, the next need not compile again. */
export const compileCache = { NODE_COMPILE_CACHE: join(tmpdir(), "catalog-deck-compile-cache") };
