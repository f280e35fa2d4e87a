import { withoutValues } from "../../lib/search-names.ts";

/** What the address of the form for many catalogs may say; which catalogs, the selection says. */
export interface RolloutFormSearch {
  /** The id of the image that they move to. */
  image?: string;
  /** The id of a rollout that is planned again, with its catalogs and waves. */
  again?: string;
  /** The id of a rollout that is taken back. */
  rollbackOf?: string;
}

/** Reads the address, with its ids as they are compared; whatever is not understood is left out. */
export function validateRolloutFormSearch(search: Record<string, unknown>): RolloutFormSearch {
  const known = withoutValues<RolloutFormSearch>(["image", "again", "rollbackOf"]);
  for (const name of ["image", "again", "rollbackOf"] as const) {
    const value = search[name];
    if (typeof value === "string" && value !== "") known[name] = value.slice(0, 200).toLowerCase();
  }
  return known;
}
