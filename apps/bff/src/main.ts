import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { ConfigError } from "./config/values.ts";

// What one start has compiled, the next need not. Where nothing can be written, each compiles for itself.
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/compiled"));

/** Until there is a server to close nothing is under way: the process ends at once. */
let whenAskedToEnd: (signal: NodeJS.Signals) => void = () => process.exit(0);
// Heard before the server's modules are loaded: process 1 of a container is spared every signal that it does not listen to.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => whenAskedToEnd(signal));

try {
  const { serve } = await import("./serve.ts");
  await serve((end) => {
    whenAskedToEnd = end;
  });
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : unexpected(error));
  process.exitCode = 1;
}

/** One line for what nobody thought of; where it happened is told to who asks for more. */
function unexpected(error: unknown): string {
  if (["debug", "trace"].includes(process.env.LOG_LEVEL ?? "")) return String((error as Error).stack ?? error);
  return `The server could not start: ${String(error).replaceAll(/\s+/g, " ")} (LOG_LEVEL=debug says where)`;
}
