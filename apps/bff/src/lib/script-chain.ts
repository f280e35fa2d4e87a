import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

const lookEveryMs = 500;

/** What package managers run as. */
const runtimes = /^(node|bun|deno|npm|npx|pnpm|yarn)/;

/** A process and who its parent was at first. */
interface Link {
  pid: number;
  parent: number;
}

/**
 * Calls `close` once when a package manager's script, below which this process runs, has been ended from above: neither
 * the shell of a script nor `npx` passes SIGTERM on. On Linux every process of the chain up to the one that was called by
 * hand is looked at, elsewhere the nearest. It may have been ended before the server was there, while the script still
 * built it. What has process 1 for its parent from the beginning, as in a container, stays.
 */
export function closeWhenOrphaned(close: () => void): void {
  const chain = scriptChain();
  if (wasOrphaned(chain)) {
    close();
    return;
  }
  const watch = setInterval(() => {
    const isWhole =
      process.ppid === chain[0]?.parent && chain.slice(1).every(({ pid, parent }) => parentOf(pid) === parent);
    if (isWhole) return;
    clearInterval(watch);
    close();
  }, lookEveryMs);
  watch.unref();
}

/** This process, and those above it that a package manager's script has started. */
function scriptChain(): Link[] {
  const chain: Link[] = [{ pid: process.pid, parent: process.ppid }];
  for (let pid = process.ppid; pid > 1 && isOfScript(pid); ) {
    const parent = parentOf(pid);
    if (parent === undefined) break;
    chain.push({ pid, parent });
    pid = parent;
  }
  return chain;
}

/** True when the topmost of the script's processes is not below a package manager any more, but below what adopts orphans. */
function wasOrphaned(chain: Link[]): boolean {
  const top = chain.at(-1);
  if (process.platform !== "linux" || top === undefined || chain.length === 1) return false;
  try {
    return !runtimes.test(basename(readlinkSync(`/proc/${top.parent}/exe`)));
  } catch {
    // Of another user, or gone.
    return true;
  }
}

function isOfScript(pid: number): boolean {
  return `\0${readProcess(pid, "environ") ?? ""}`.includes("\0npm_lifecycle_event=");
}

/** By Linux's `stat`: the second field after the name, which stands in brackets and may hold anything. */
function parentOf(pid: number): number | undefined {
  const stat = readProcess(pid, "stat");
  const parent = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  return Number.isInteger(parent) ? parent : undefined;
}

function readProcess(pid: number, file: "stat" | "environ"): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    // It has ended, belongs to someone else, or this is no Linux.
    return undefined;
  }
}
