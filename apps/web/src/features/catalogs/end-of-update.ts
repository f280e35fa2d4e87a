import type { Catalog } from "@catalog-deck/contract";

/**
 * When a catalog's running update is expected to have ended, by Citrix's estimate; undefined while nothing runs or nobody
 * can tell.
 */
export function endOfUpdate({ activeUpdate }: Catalog): Date | undefined {
  if (activeUpdate?.estimatedMinutes === undefined) return undefined;
  const end = Date.parse(activeUpdate.startedAt ?? activeUpdate.requestedAt) + activeUpdate.estimatedMinutes * 60_000;
  return Number.isNaN(end) ? undefined : new Date(end);
}
