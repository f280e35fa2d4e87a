import type { Catalog } from "@catalog-deck/contract";
import {
  type CatalogClass,
  classOfCatalog,
  compareCatalogs,
  compareVdaVersions,
  searchText,
  searchWords,
  wordsForCatalogState,
} from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { serverNowMs } from "../../lib/now.ts";
import type { CatalogsSearch, SortColumn } from "./catalogs-search.ts";
import { endOfUpdate } from "./end-of-update.ts";

/** A group of cards under one heading; `ids` in the order in which they show. */
export interface CatalogGroup {
  key: string;
  heading: string;
  ids: readonly string[];
}

const haystacks = new WeakMap<Catalog, string>();

// A catalog that did not change is the same object after a poll, so its words are put together once.
function haystackOf(catalog: Catalog): string {
  let haystack = haystacks.get(catalog);
  if (haystack === undefined) {
    const parts = [
      catalog.name,
      catalog.templateImageName,
      catalog.activeUpdate?.toImage?.name,
      catalog.region,
      catalog.domainName,
      // The address that a user reads out from the browser.
      catalog.storeFrontUrl,
      catalog.id,
    ];
    haystack = searchText(parts.join("\n"));
    haystacks.set(catalog, haystack);
  }
  return haystack;
}

type Filters = Pick<CatalogsSearch, "q" | "show" | "state" | "image" | "region" | "sessions">;

/** Whether a value is among those chosen; where none is chosen, every value is. */
function holds<Value>(chosen: readonly Value[] | undefined, value: Value | undefined): boolean {
  return chosen === undefined || (value !== undefined && chosen.includes(value));
}

/** The catalogs that hold every word searched for (in name, image, region, domain, Workspace address or id) and pass every filter. */
export function filterCatalogs(catalogs: readonly Catalog[], filters: Filters): Catalog[] {
  const words = searchWords(filters.q ?? "");
  return catalogs.filter(
    (catalog) =>
      holds(filters.show, classOfCatalog(catalog)) &&
      holds(filters.state, wordsForCatalogState(catalog).label) &&
      holds(filters.image, catalog.templateImageName) &&
      holds(filters.region, catalog.region) &&
      holds(filters.sessions, catalog.sessionSupport) &&
      words.every((word) => haystackOf(catalog).includes(word)),
  );
}

/** How many catalogs each filter of the summary strip would show. */
export function countByClass(catalogs: readonly Catalog[]): Record<CatalogClass, number> {
  const counts = { needsAttention: 0, updating: 0, inputRequired: 0, active: 0, other: 0 };
  for (const catalog of catalogs) counts[classOfCatalog(catalog)] += 1;
  return counts;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** What is not known stands last. */
function byNumber(read: (catalog: Catalog) => number | undefined): (a: Catalog, b: Catalog) => number {
  const known = (catalog: Catalog) => read(catalog) ?? Number.POSITIVE_INFINITY;
  return (a, b) => (known(a) === known(b) ? 0 : known(a) - known(b));
}

function byText(read: (catalog: Catalog) => string | undefined): (a: Catalog, b: Catalog) => number {
  return (a, b) => collator.compare(read(a) ?? "\uffff", read(b) ?? "\uffff");
}

const comparators = {
  // As the cards: what needs attention first, whatever the reason.
  state: (a, b) => placeOfGroup(a) - placeOfGroup(b) || compareCatalogs(a, b),
  name: byText((catalog) => catalog.name),
  image: byText((catalog) => catalog.templateImageName),
  vda: (a, b) => compareVdaVersions(a.imageVdaVersion ?? "0", b.imageVdaVersion ?? "0"),
  until: byNumber((catalog) => {
    const end = endOfUpdate(catalog, new Date(serverNowMs()));
    // What should have ended by now comes before what is still to end.
    return end?.overdue ? 0 : end?.at?.getTime();
  }),
  // The longest ago first: those are what one looks for.
  updated: byNumber((catalog) => Date.parse(catalog.lastUpdate?.finishedAt ?? "") || undefined),
  machines: (a, b) => (a.totalMachinesInCatalog ?? 0) - (b.totalMachinesInCatalog ?? 0),
  region: byText((catalog) => catalog.region),
  sessions: byText((catalog) => catalog.sessionSupport),
} satisfies Record<SortColumn, (a: Catalog, b: Catalog) => number>;

/** The catalogs in the order asked for; what is equal there stands by state and name. */
export function sortCatalogs(
  catalogs: readonly Catalog[],
  sort: SortColumn = "state",
  direction?: CatalogsSearch["direction"],
): Catalog[] {
  const compare = comparators[sort];
  const sign = direction === "down" ? -1 : 1;
  return catalogs.toSorted((a, b) => sign * compare(a, b) || compareCatalogs(a, b));
}

const headings = [
  { key: "needsAttention", heading: m.needs_attention() },
  { key: "updating", heading: m.updating() },
  { key: "inputRequired", heading: m.input_required() },
  { key: "rest", heading: m.everything_else() },
] as const;

function groupOf(catalog: Catalog): (typeof headings)[number]["key"] {
  const group = classOfCatalog(catalog);
  return group === "active" || group === "other" ? "rest" : group;
}

function placeOfGroup(catalog: Catalog): number {
  return headings.findIndex(({ key }) => key === groupOf(catalog));
}

/** Sorted catalogs in groups by state; one group without a heading when they are sorted by something else. */
export function groupCatalogs(sorted: readonly Catalog[], sort: SortColumn | undefined): CatalogGroup[] {
  if (sort !== undefined && sort !== "state") {
    return [{ key: "all", heading: "", ids: sorted.map((catalog) => catalog.id) }];
  }
  return headings
    .map(({ key, heading }) => ({
      key,
      heading,
      ids: sorted.filter((catalog) => groupOf(catalog) === key).map((catalog) => catalog.id),
    }))
    .filter((group) => group.ids.length > 0);
}

/** The values of one filter with how many catalogs have each, by name. */
export function optionsOf(
  catalogs: readonly Catalog[],
  read: (catalog: Catalog) => string | undefined,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const catalog of catalogs) {
    const value = read(catalog);
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => collator.compare(a.value, b.value));
}
