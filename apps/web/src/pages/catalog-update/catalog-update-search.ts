import { withoutValues } from "../../lib/search-names.ts";

/** What the address of the update form may say besides the catalog. `image` would be the filter of the page behind. */
export interface CatalogUpdateSearch {
  /** The id of the image that the form opens with. */
  toImage?: string;
}

/** Reads the address; whatever is not understood is left out. */
export function validateCatalogUpdateSearch(search: Record<string, unknown>): CatalogUpdateSearch {
  const { toImage } = search;
  const isGiven = typeof toImage === "string" && toImage !== "";
  return isGiven ? { toImage: toImage.slice(0, 200) } : withoutValues<CatalogUpdateSearch>(["toImage"]);
}
