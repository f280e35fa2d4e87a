import type { Catalog } from "@catalog-deck/contract";
import { timesOfCatalog } from "@catalog-deck/domain";

/** When a catalog's running update is expected to have ended; undefined while nothing runs or nobody can tell. */
export function endOfUpdate(catalog: Catalog, now: Date): { at?: Date; overdue: boolean } | undefined {
  if (catalog.activeUpdate === undefined) return undefined;
  const { end, overdue } = timesOfCatalog(catalog, now);
  return end || overdue ? { ...(end && { at: end.at }), overdue } : undefined;
}
