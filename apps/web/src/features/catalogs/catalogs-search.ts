import type { CatalogClass } from "@catalog-deck/domain";

/** The parts of the summary strip, in its order. */
export const shownClasses = [
  "needsAttention",
  "updating",
  "inputRequired",
  "active",
  "other",
] as const satisfies CatalogClass[];

export const sortColumns = ["state", "name", "image", "vda", "machines", "region", "sessions"] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Everything that a person sets on the catalogs page; it is all in the address. Absent means: everything, by state. */
export interface CatalogsSearch {
  q?: string;
  show?: CatalogClass;
  state?: string;
  image?: string;
  region?: string;
  sessions?: string;
  sort?: SortColumn;
  direction?: "down";
  view?: "table";
}

function word(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.slice(0, 200) : undefined;
}

function oneOf<Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((candidate) => candidate === value);
}

/** Reads the address; whatever is not understood is left out, so that an old link still shows the page. */
export function validateCatalogsSearch(search: Record<string, unknown>): CatalogsSearch {
  // "other" is no state's label: it is taken for the part of the summary strip.
  const isOther = search.state === "other";
  const read: { [Name in keyof CatalogsSearch]-?: CatalogsSearch[Name] | undefined } = {
    q: word(search.q),
    show: isOther ? "other" : oneOf(shownClasses, search.show),
    state: isOther ? undefined : word(search.state),
    image: word(search.image),
    region: word(search.region),
    sessions: word(search.sessions),
    sort: oneOf(sortColumns, search.sort),
    direction: oneOf(["down"], search.direction),
    view: oneOf(["table"], search.view),
  };
  // Names without a value stay: the router leaves a name that is missing here as the address has it.
  return read as CatalogsSearch;
}
