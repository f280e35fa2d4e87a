import type { ImageUpdateState } from "@catalog-deck/contract";
import type { ImageUpdatesFilter } from "../../api/image-updates.ts";
import { instantIn, periodIn, type TimeSearch } from "../../lib/period.ts";

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

export const updateSorts = ["oldest", "catalog", "took"] as const;
export type UpdateSort = (typeof updateSorts)[number];

/** What a person set on the updates page; all of it is in the URL. */
export interface UpdatesSearch extends TimeSearch {
  state?: ImageUpdateState;
  catalogId?: string;
  person?: string;
  q?: string;
  /** Absent: the newest first. */
  sort?: UpdateSort;
  durations?: "shown";
}

/** Changes of the search; undefined takes something back. */
export type UpdatesSearchChange = { [Name in keyof UpdatesSearch]?: UpdatesSearch[Name] | undefined };

// The contract's identifiers; what is none of them would only come back as a refusal.
const identifier = /^[A-Za-z0-9_][A-Za-z0-9._~:-]{0,127}$/;

function identifierIn(value: unknown): string | undefined {
  return typeof value === "string" && identifier.test(value) ? value : undefined;
}

/** Reads the search parameters of the updates page. What makes no sense there is left out, never an error. */
export function validateUpdatesSearch(search: Record<string, unknown>): UpdatesSearch {
  const read: { [Name in keyof UpdatesSearch]-?: UpdatesSearch[Name] | undefined } = {
    state: updateStates.find((known) => known === search.state),
    // Links from before may have an id as Citrix spells it.
    catalogId: identifierIn(search.catalogId)?.toLowerCase(),
    person: identifierIn(search.person),
    q: typeof search.q === "string" && search.q.trim() !== "" ? search.q.slice(0, 200) : undefined,
    period: periodIn(search.period),
    from: instantIn(search.from),
    to: instantIn(search.to),
    sort: updateSorts.find((known) => known === search.sort),
    durations: search.durations === "shown" ? "shown" : undefined,
  };
  // Names without a value stay: the router leaves a name that is missing here as the address has it.
  return read as UpdatesSearch;
}

/** What the server is asked for. */
export function filterOfUpdates({ state, catalogId, person, q, period, from, to }: UpdatesSearch): ImageUpdatesFilter {
  return { catalogId, state, requestedBy: person, q, period, from, to };
}

/** Whether less than everything is asked for. */
export function isFilteredUpdates(search: UpdatesSearch): boolean {
  return Object.values(filterOfUpdates(search)).some((value) => value !== undefined);
}
