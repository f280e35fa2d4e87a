import { tmpdir } from "node:os";
import { join } from "node:path";

/** For the environment of servers that tests start from their source: what one has compiled, the next need not compile again. */
export const compileCache = { NODE_COMPILE_CACHE: join(tmpdir(), "catalog-deck-compile-cache") };
