import { readFile } from "node:fs/promises";
import autocannon, { type Result } from "autocannon";
import type { Server } from "./peers.ts";

/** How a server is asked: for a list that the asker has already, or for a new one, as it is or compressed. */
export type Asked = "unchanged" | "changed" | "compressed";

export interface Load {
  perSecond: number;
  /** What the whole process of the server worked for one answer, in microseconds; NaN where the system does not tell. */
  cpuMicros: number;
  /** In milliseconds. */
  median: number;
  p99: number;
}

/** For so many seconds, or until so many answers are there, however long that takes. */
export type LoadOptions = { connections: number } & ({ seconds: number } | { answers: number });

const attempts = 3;

/** Asks as fast as it can. */
export async function load(server: Server, asked: Asked, options: LoadOptions): Promise<Load> {
  return await measured(server, asked === "unchanged" ? 304 : 200, async () => {
    const headers = { ...server.headers };
    if (asked === "compressed") headers["accept-encoding"] = "gzip";
    if (asked === "unchanged") headers["if-none-match"] = await tagOf(server);
    const { connections } = options;
    const until = "seconds" in options ? { duration: options.seconds } : { amount: options.answers, timeout: 60 };
    return await autocannon({ url: server.url, headers, connections, ...until, sampleInt: 100 });
  });
}

/** Measures a run. Another try, three at most, when the list has changed meanwhile: then some answers are others. */
export async function measured(server: Server, expected: number, run: () => Promise<Result>): Promise<Load> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await cpuMicrosOf(server.pid);
    const { statusCodeStats = {}, errors, duration, latency } = await run();
    const cpuMicros = (await cpuMicrosOf(server.pid)) - before;
    const count = statusCodeStats[`${expected}`]?.count ?? 0;
    const statuses = Object.keys(statusCodeStats);
    if (statuses.length === 1 && count > 0 && errors === 0) {
      return { perSecond: count / duration, cpuMicros: cpuMicros / count, median: latency.p50, p99: latency.p99 };
    }
    if (attempt === attempts)
      throw new Error(`${server.name} answered ${statuses} with ${errors} errors, not ${expected}`);
  }
}

/** The entity tag of the list as it is now. */
export async function tagOf({ url, headers }: Server): Promise<string> {
  const answer = await fetch(url, { headers });
  await answer.arrayBuffer();
  const tag = answer.headers.get("etag");
  if (answer.status !== 200 || tag === null) throw new Error(`${url} answered ${answer.status} without an entity tag`);
  return tag;
}

/** What a process has worked so far, all its threads together, in steps of 10 ms. */
async function cpuMicrosOf(pid: number): Promise<number> {
  if (process.platform !== "linux") return Number.NaN;
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  // Behind the name of the program, which may hold anything; the 14th and 15th field of proc(5), in ticks of 10 ms.
  const [user, system] = line
    .slice(line.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10_000;
}
