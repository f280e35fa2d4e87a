import type { Catalog } from "@catalog-deck/contract";
import { isUpdating } from "./catalog-state.ts";
import { beganAt, citrixTime } from "./update-times.ts";

type PacedCatalog = Pick<Catalog, "state" | "subState" | "activeUpdate" | "lastModifiedTime">;

const idleMs = 30_000;
const longRunningMs = 15_000;
const updatingMs = 5_000;
const longRunningAfterMs = 10 * 60_000;

/**
 * When to ask again, in ms (interface.md#live-data): 5 s while something updates, 15 s when all that update have run for
 * 10 minutes or more, 30 s at rest. An update of unknown age counts as young. Machines that wait for users to log off
 * are rest: that may take days.
 */
export function pollAfterMs(catalogs: readonly PacedCatalog[], now: Date): number {
  const updating = catalogs.filter((c) => c.state === "Processing" || isUpdating(c));
  if (updating.length === 0) return idleMs;
  return updating.every((c) => now.getTime() - startOf(c) >= longRunningAfterMs) ? longRunningMs : updatingMs;
}

function startOf(c: PacedCatalog): number {
  const began = c.activeUpdate === undefined ? citrixTime(c.lastModifiedTime) : beganAt(c.activeUpdate)?.at;
  return began?.getTime() ?? Number.NaN;
}
