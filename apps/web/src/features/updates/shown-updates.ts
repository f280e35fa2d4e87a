import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { isEnded, recordedAt, searchText, searchWords, tookMs } from "@catalog-deck/domain";
import { startOfPeriod } from "../../lib/period.ts";
import type { UpdateSort, UpdatesSearch } from "./updates-search.ts";

/**
 * What the page shows: updates that have not ended, then those that have, each in the order asked for. An update that has waited for
 * restarts for days stands on a far page of the history, so those that go on are taken from their catalogs as well; of two
 * readings of one update the one that has ended counts, else the catalog's, which is read at the quicker pace.
 */
export function shownUpdates(
  listed: readonly ImageUpdate[],
  catalogs: readonly Catalog[],
  search: UpdatesSearch,
  nowMs: number,
): { running: ImageUpdate[]; ended: ImageUpdate[] } {
  const byId = new Map(listed.map((update) => [update.id, update]));
  for (const { activeUpdate, lastUpdate } of catalogs) {
    if (activeUpdate && !isKnownToHaveEnded(byId, activeUpdate)) byId.set(activeUpdate.id, activeUpdate);
    if (lastUpdate && byId.has(lastUpdate.id) && !isKnownToHaveEnded(byId, lastUpdate)) {
      byId.set(lastUpdate.id, lastUpdate);
    }
  }
  const matching = [...byId.values()].filter(filterOf(search, nowMs)).sort(comparatorOf(search.sort));
  return {
    running: matching.filter((update) => !isEnded(update)),
    ended: matching.filter(isEnded),
  };
}

function isKnownToHaveEnded(known: ReadonlyMap<string, ImageUpdate>, { id }: ImageUpdate): boolean {
  const update = known.get(id);
  return update !== undefined && isEnded(update);
}

/** The server's own filter, for updates that come from elsewhere or have moved on since. */
function filterOf(search: UpdatesSearch, nowMs: number): (update: ImageUpdate) => boolean {
  const words = searchWords(search.q ?? "");
  const from = Date.parse((search.period ? startOfPeriod(search.period, nowMs) : search.from) ?? "");
  const to = Date.parse(search.to ?? "");
  return (update) => {
    const recordedMs = Date.parse(recordedAt(update));
    return (
      (search.state === undefined || update.state === search.state) &&
      (search.catalogId === undefined || update.catalogId === search.catalogId) &&
      (search.person === undefined || update.requestedBy?.id === search.person) &&
      !(recordedMs < from) &&
      !(recordedMs >= to) &&
      words.every((word) => searchedText(update).includes(word))
    );
  };
}

function searchedText(update: ImageUpdate): string {
  const { catalogName, fromImage, toImage, requestedBy, reason, citrixTransactionId, id } = update;
  const texts = [
    catalogName,
    fromImage?.name,
    toImage?.name,
    requestedBy?.displayName,
    reason,
    citrixTransactionId,
    id,
  ];
  return searchText(texts.join("\n"));
}

type Comparator = (a: ImageUpdate, b: ImageUpdate) => number;

const newestFirst: Comparator = (a, b) =>
  Date.parse(recordedAt(b)) - Date.parse(recordedAt(a)) || (a.id < b.id ? 1 : -1);

const comparators: Record<UpdateSort, Comparator> = {
  oldest: (a, b) => newestFirst(b, a),
  catalog: (a, b) => a.catalogName.localeCompare(b.catalogName, "en", { numeric: true }) || newestFirst(a, b),
  took: (a, b) => (tookMs(b) ?? 0) - (tookMs(a) ?? 0) || newestFirst(a, b),
};

function comparatorOf(sort: UpdateSort | undefined): Comparator {
  return sort === undefined ? newestFirst : comparators[sort];
}
