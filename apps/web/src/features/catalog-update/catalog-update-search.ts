import { withoutValues } from "../../lib/search-names.ts";

/** What the address of the update form may say besides the catalog. `image` would be the filter of the page behind. */
export interface CatalogUpdateSearch {
  /** The id of the image that the form opens with. */
  toImage?: string;
  /** The id of the update that the form takes back: a reason is required then. */
  rollback?: string;
}

/** Reads the address, with its ids as they are compared; whatever is not understood is left out. */
export function validateCatalogUpdateSearch(search: Record<string, unknown>): CatalogUpdateSearch {
  const known = withoutValues<CatalogUpdateSearch>(["toImage", "rollback"]);
  for (const name of ["toImage", "rollback"] as const) {
    const value = search[name];
    if (typeof value === "string" && value !== "") known[name] = value.slice(0, 200).toLowerCase();
  }
  return known;
}
