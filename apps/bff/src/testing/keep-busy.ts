import { setImmediate as breathe } from "node:timers/promises";

/** Keeps the event loop busy with pieces of work that are too long. */
export async function keepBusy(forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    const pieceUntil = performance.now() + 1_300;
    while (performance.now() < pieceUntil);
    await breathe();
  }
}
