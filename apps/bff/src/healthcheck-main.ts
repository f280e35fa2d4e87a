/**
 * `healthcheck`: asks the server that runs with the same HOST and PORT whether it answers (`/healthz`), for containers,
 * which have no program for that. Exit code 0: it does; 1: it does not.
 */
import { parsePort, readText } from "./config/values.ts";

const answerWithinMs = 3_000;

const host = readText(process.env, "HOST") ?? "127.0.0.1";
const everyAddress: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };
const port = parsePort("PORT", readText(process.env, "PORT") ?? "8080");

try {
  const address = everyAddress[host] ?? (host.includes(":") ? `[${host}]` : host);
  const answer = await fetch(`http://${address}:${port}/healthz`, { signal: AbortSignal.timeout(answerWithinMs) });
  if (!answer.ok) throw new Error(`it answers ${answer.status}`);
} catch (error) {
  console.error(`The server is not healthy: ${(error as Error).message}.`);
  process.exitCode = 1;
}
