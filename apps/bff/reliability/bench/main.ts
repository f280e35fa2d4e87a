/**
 * The benchmark of polls: our server side by side with what it could be instead, in turns within one run, so that
 * whatever else the machine does slows all of them. `--seconds N` for each row and round (2), `--rounds N` (1),
 * `--connections N` (50), `--catalogs N,N` (24,1000), `--no-postgres`. Figures are the best of the rounds.
 */
import { existsSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Asked, type Load, load } from "./load.ts";
import { pollAsPages } from "./pages.ts";
import type { Server } from "./peers.ts";
import { startServers } from "./servers.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "1" },
    connections: { type: "string", default: "50" },
    catalogs: { type: "string", default: "24,1000" },
    postgres: { type: "boolean", default: true },
  },
  allowNegative: true,
});
/** Each has a page open that polls every 5 s. */
const people = 200;
const options = { seconds: Number(values.seconds), connections: Number(values.connections) };

if (!existsSync(join(import.meta.dirname, "../../dist/main.js"))) {
  console.error("The BFF is not built: run `npx -y pnpm@10 build` first.");
  process.exit(2);
}
const busy = `load average ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`;
console.log(`polls: ${options.connections} connections, ${options.seconds} s a row, ${values.rounds} rounds; ${busy}`);
for (const catalogs of values.catalogs.split(",").map(Number)) await compare(catalogs);

async function compare(catalogs: number): Promise<void> {
  const servers = await startServers({ catalogs, postgres: values.postgres, people });
  try {
    const { ours, onPostgres, bare, session, passThrough } = servers;
    const both = onPostgres === undefined ? [ours] : [ours, onPostgres];
    const rows: [Asked, Server][] = [
      ...[bare, session, ...both].map((server): [Asked, Server] => ["unchanged", server]),
      ...[bare, session, passThrough, ...both].map((server): [Asked, Server] => ["changed", server]),
      ...both.map((server): [Asked, Server] => ["compressed", server]),
    ];
    const best = new Map<string, Load>();
    // Once for nothing: what runs for the first time is slow.
    for (const [asked, server] of rows) await load(server, asked, { ...options, seconds: 0.5 });
    for (let round = 0; round < Number(values.rounds); round += 1) {
      // Back and forth: none is always asked before another.
      for (const [asked, server] of round % 2 === 0 ? rows : rows.toReversed()) {
        const measured = await load(server, asked, options);
        const name = `${asked}: ${server.name}`;
        if (measured.perSecond > (best.get(name)?.perSecond ?? 0)) best.set(name, measured);
      }
    }
    for (const server of both) {
      await pollAsPages(server, server.cookies, 1);
      best.set(`${people} pages: ${server.name}`, await pollAsPages(server, server.cookies, 5));
    }
    print(catalogs, best);
  } finally {
    await servers.stop();
  }
}

function print(catalogs: number, best: ReadonlyMap<string, Load>): void {
  console.log(`\n${catalogs} catalogs`);
  console.table(
    Object.fromEntries(
      Array.from(best, ([name, { perSecond, cpuMicros, median, p99 }]) => [
        name,
        {
          "answers/s": Math.round(perSecond),
          "µs of CPU": Math.round(cpuMicros),
          "median ms": median,
          "p99 ms": p99,
        },
      ]),
    ),
  );
  ratio(best, "unchanged: ours", "unchanged: session");
  ratio(best, "unchanged: ours", "changed: pass-through");
  ratio(best, "changed: ours", "changed: bare");
  ratio(best, "unchanged: ours, PostgreSQL", "unchanged: session");
}

function ratio(best: ReadonlyMap<string, Load>, one: string, other: string): void {
  const [ours, theirs] = [best.get(one), best.get(other)];
  if (ours === undefined || theirs === undefined) return;
  const answers = (ours.perSecond / theirs.perSecond).toFixed(2);
  console.log(`${one} / ${other}: ${answers} in answers/s, ${(theirs.cpuMicros / ours.cpuMicros).toFixed(2)} in CPU`);
}
