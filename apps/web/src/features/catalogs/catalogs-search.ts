import type { CatalogClass } from "@catalog-deck/domain";

/** The parts of the summary strip, in its order. */
export const shownClasses = [
  "needsAttention",
  "updating",
  "inputRequired",
  "active",
  "other",
] as const satisfies CatalogClass[];

export const sortColumns = [
  "state",
  "name",
  "image",
  "vda",
  "until",
  "updated",
  "machines",
  "region",
  "sessions",
] as const;
export type SortColumn = (typeof sortColumns)[number];

/**
 * Everything that a person sets on the catalogs page; it is all in the address, a filter with several values as several
 * parameters of its name. Absent means: everything, by state.
 */
export interface CatalogsSearch {
  q?: string;
  show?: readonly CatalogClass[];
  state?: readonly string[];
  image?: readonly string[];
  region?: readonly string[];
  sessions?: readonly string[];
  sort?: SortColumn;
  direction?: "down";
  view?: "table";
}

/** Changes of what is set; undefined takes something back. */
export type CatalogsSearchChange = { [Name in keyof CatalogsSearch]?: CatalogsSearch[Name] | undefined };

/** What takes every filter back. */
export const noFilters = {
  show: undefined,
  state: undefined,
  image: undefined,
  region: undefined,
  sessions: undefined,
} satisfies CatalogsSearchChange;

/** How many values are chosen in all filters together. */
export function countOfFilters(search: CatalogsSearch): number {
  return [search.show, search.state, search.image, search.region, search.sessions].flatMap((values) => values ?? [])
    .length;
}

// Far more than anybody chooses; an address is no longer than that.
const mostValues = 50;

function word(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.slice(0, 200) : undefined;
}

/** Every word of a list, or the one word that an old link has, in an order of its own: two orders are the same filter. */
function words(value: unknown): string[] {
  const found = [value].flat().flatMap((one) => word(one) ?? []);
  return [...new Set(found)].sort().slice(0, mostValues);
}

function unlessEmpty<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length > 0 ? values : undefined;
}

function oneOf<Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((candidate) => candidate === value);
}

/** Reads the address; whatever is not understood is left out, so that an old link still shows the page. */
export function validateCatalogsSearch(search: Record<string, unknown>): CatalogsSearch {
  const show = words(search.show);
  const state = words(search.state);
  // "other" is no state's label: it is taken for the part of the summary strip.
  if (state.includes("other")) show.push("other");
  const read: { [Name in keyof CatalogsSearch]-?: CatalogsSearch[Name] | undefined } = {
    q: word(search.q),
    show: unlessEmpty(shownClasses.filter((part) => show.includes(part))),
    state: unlessEmpty(state.filter((label) => label !== "other")),
    image: unlessEmpty(words(search.image)),
    region: unlessEmpty(words(search.region)),
    sessions: unlessEmpty(words(search.sessions)),
    sort: oneOf(sortColumns, search.sort),
    direction: oneOf(["down"], search.direction),
    view: oneOf(["table"], search.view),
  };
  // Names without a value stay: the router leaves a name that is missing here as the address has it.
  return read as CatalogsSearch;
}
