import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { InsidePart } from "../crash/bff-process.ts";

/** Both in bytes. */
export interface ServerMemory {
  /**
   * What V8 holds after all garbage was collected. Unlike the resident size, which grows for minutes while code is
   * compiled and pages are set aside, it tells a leak from warming up.
   */
  live: number;
  resident: number;
}

/** Reads the memory of a server process from inside. */
export class MemoryReader implements InsidePart {
  #child: ChildProcess | undefined;

  flags(): string[] {
    return ["--expose-gc", "--import", `data:text/javascript,${encodeURIComponent(`(${answerWithMemory})()`)}`];
  }

  belongsTo(child: ChildProcess): void {
    this.#child = child;
  }

  /** Stops the server while it collects, for some 50 ms. Rejects when there is no server to ask. */
  async read(): Promise<ServerMemory> {
    const child = this.#child;
    if (child?.connected !== true) throw new Error("the server's memory cannot be read: it has ended");
    const answered = once(child, "message", { signal: AbortSignal.timeout(60_000) });
    child.send("collect");
    const [memory] = (await answered) as [ServerMemory];
    return memory;
  }
}

/** Runs in the server's process, before the server. */
function answerWithMemory(): void {
  process.on("message", () => {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send?.({ live: heapUsed + external, resident: rss });
  });
  // Waiting for messages must not keep a server alive that has ended.
  process.channel?.unref();
}
