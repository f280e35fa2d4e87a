import type { RolloutState } from "@catalog-deck/contract";

/** In the order in which they stand on the page. */
const openStates = ["held", "running", "scheduled"] as const satisfies readonly RolloutState[];
const endedStates = ["completed", "completedWithFailures", "cancelled"] as const satisfies readonly RolloutState[];

/** What the state filter offers. */
export const rolloutStates = [...openStates, ...endedStates];

/** What a person set on the page of rollouts; all of it is in the URL. */
export interface RolloutsSearch {
  state?: RolloutState;
}

/** Takes from the address what is known; anything else is left out. */
export function validateRolloutsSearch(search: Record<string, unknown>): RolloutsSearch {
  const state = rolloutStates.find((known) => known === search.state);
  return state === undefined ? {} : { state };
}

/** The states that the two lists of the page ask for: of those that go on, and of those that have ended. */
export function statesOfRollouts({ state }: RolloutsSearch): { open: RolloutState[]; ended: RolloutState[] } {
  const wanted = (states: readonly RolloutState[]) => states.filter((one) => state === undefined || one === state);
  return { open: wanted(openStates), ended: wanted(endedStates) };
}
