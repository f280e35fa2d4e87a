import type { LogEntry } from "@catalog-deck/simulator";

/** Twice the watcher's 5 s, for machines that are busy with other things. */
const lateAfterMs = 10_000;

/** Measures how soon after a restart the BFF reads the catalogs of the updates that were under way. Times in ms. */
export class WatchTimer {
  #startedAt = 0;
  #readyAt = 0;
  #catalogIds: readonly string[] = [];
  /** From readiness to the first reading, one figure per update and restart. */
  readonly waitsMs: number[] = [];
  /** Catalogs that were left alone for too long. */
  readonly late: string[] = [];

  /** A new life of the BFF: started and ready at these simulated times, with updates of these catalogs to follow. */
  begin(startedAt: number, readyAt: number, catalogIds: readonly string[]): void {
    this.#startedAt = startedAt;
    this.#readyAt = readyAt;
    this.#catalogIds = catalogIds;
  }

  /** That life is over; `log` is what the simulator received in it. */
  end(now: number, log: readonly LogEntry[]): void {
    const reads = log.filter(({ operation, at }) => operation === "getCatalog" && Date.parse(at) >= this.#startedAt);
    for (const catalogId of this.#catalogIds) {
      const first = reads.find(({ path }) => path.endsWith(`/${catalogId}`));
      const waitMs = Math.max(0, (first === undefined ? now : Date.parse(first.at)) - this.#readyAt);
      if (first !== undefined) this.waitsMs.push(waitMs);
      if (waitMs > lateAfterMs) this.late.push(catalogId);
    }
    this.#catalogIds = [];
  }
}
