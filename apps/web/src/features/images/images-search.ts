import { withoutValues } from "../../lib/search-names.ts";

/** The groups of images, in the order in which the list shows them. */
export const imageGroups = ["inUseButUnfit", "ready", "inPreparation", "retired"] as const;
export type ImageGroup = (typeof imageGroups)[number];

/** What the state filter offers. */
export const imageFilters = ["ready", "inPreparation", "deprecated", "failed"] as const;
export type ImageFilter = (typeof imageFilters)[number];

const imageSortColumns = ["name", "state", "system", "vda", "region", "finished", "used"] as const;
export type ImageSortColumn = (typeof imageSortColumns)[number];
/** A column, with a minus before it when its end comes first. Absent: the groups. */
export type ImageSort = ImageSortColumn | `-${ImageSortColumn}`;

/** What a person set on the images page; all of it is in the URL. */
export interface ImagesSearch {
  q?: string;
  state?: ImageFilter;
  sort?: ImageSort;
}

/** Reads the search parameters of the images page. What makes no sense there is left out, never an error. */
export function validateImagesSearch(search: Record<string, unknown>): ImagesSearch {
  const state = imageFilters.find((filter) => filter === search.state);
  const sort = imageSorts.find((known) => known === search.sort);
  const q = typeof search.q === "string" ? search.q.slice(0, 200) : "";
  const names = withoutValues<ImagesSearch>(["q", "state", "sort"]);
  return { ...names, ...(q === "" ? {} : { q }), ...(state ? { state } : {}), ...(sort ? { sort } : {}) };
}

const imageSorts: readonly ImageSort[] = imageSortColumns.flatMap((column) => [column, `-${column}` as const]);
