import type { ImageUpdateState } from "@catalog-deck/contract";
import { withoutValues } from "../../lib/search-names.ts";

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
  /** Whether the durations are opened. */
  durations?: "shown";
}

// The contract's identifiers; what is none of them would only come back as a refusal.
const identifier = /^[A-Za-z0-9_][A-Za-z0-9._~:-]{0,127}$/;

/** Reads the search parameters of the updates page. What makes no sense there is left out, never an error. */
export function validateUpdatesSearch(search: Record<string, unknown>): UpdatesSearch {
  const state = updateStates.find((known) => known === search.state);
  const { catalogId } = search;
  const isIdentifier = typeof catalogId === "string" && identifier.test(catalogId);
  const names = withoutValues<UpdatesSearch>(["state", "catalogId", "durations"]);
  return {
    ...names,
    ...(state ? { state } : {}),
    // Links from before may have an id as Citrix spells it.
    ...(isIdentifier ? { catalogId: catalogId.toLowerCase() } : {}),
    ...(search.durations === "shown" ? { durations: "shown" } : {}),
  };
}
