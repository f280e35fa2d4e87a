import type { ImageUpdateState } from "@catalog-deck/contract";

/** What the state filter offers: every state of an image update, those that still go on first. */
export const updateStates = [
  "submitting",
  "running",
  "waitingForRestart",
  "unknown",
  "succeeded",
  "rolledBack",
  "failed",
  "rejected",
] as const satisfies readonly ImageUpdateState[];

/** What a person set on the updates page; all of it is in the URL. */
export interface UpdatesSearch {
  state?: ImageUpdateState;
  catalogId?: string;
}

/** Reads the search parameters of the updates page. What makes no sense there is left out, never an error. */
export function validateUpdatesSearch(search: Record<string, unknown>): UpdatesSearch {
  const state = updateStates.find((known) => known === search.state);
  const catalogId = typeof search.catalogId === "string" ? search.catalogId.slice(0, 128) : "";
  return { ...(state ? { state } : {}), ...(catalogId === "" ? {} : { catalogId }) };
}
