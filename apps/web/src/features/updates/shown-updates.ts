import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { isEnded, recordedAt } from "@catalog-deck/domain";
import type { UpdatesSearch } from "./updates-search.ts";

/**
 * What the page shows: updates that have not ended, then those that have, each newest first. An update that has waited for
 * restarts for days stands on a far page of the history, so those that go on are taken from their catalogs as well; of two
 * readings of one update the one that has ended counts, else the catalog's, which is read at the quicker pace.
 */
export function shownUpdates(
  listed: readonly ImageUpdate[],
  catalogs: readonly Catalog[],
  search: UpdatesSearch,
): { running: ImageUpdate[]; ended: ImageUpdate[] } {
  const byId = new Map(listed.map((update) => [update.id, update]));
  for (const { activeUpdate, lastUpdate } of catalogs) {
    if (activeUpdate && !isKnownToHaveEnded(byId, activeUpdate)) byId.set(activeUpdate.id, activeUpdate);
    if (lastUpdate && byId.has(lastUpdate.id) && !isKnownToHaveEnded(byId, lastUpdate)) {
      byId.set(lastUpdate.id, lastUpdate);
    }
  }
  const matching = [...byId.values()]
    .filter(
      ({ state, catalogId }) =>
        (search.state === undefined || state === search.state) &&
        (search.catalogId === undefined || catalogId === search.catalogId),
    )
    .sort((a, b) => Date.parse(recordedAt(b)) - Date.parse(recordedAt(a)) || (a.id < b.id ? 1 : -1));
  return {
    running: matching.filter((update) => !isEnded(update)),
    ended: matching.filter(isEnded),
  };
}

function isKnownToHaveEnded(known: ReadonlyMap<string, ImageUpdate>, { id }: ImageUpdate): boolean {
  const update = known.get(id);
  return update !== undefined && isEnded(update);
}
