import { queryOptions } from "@tanstack/react-query";
import { catalogsQuery } from "../../api/catalogs.ts";
import { type PollState, serverPacedInterval } from "../../api/polling.ts";
import { sessionQuery } from "../../api/session.ts";

const signedOutMs = 60_000;
const sessionMs = 10 * 60_000;

/** Slower and slower while it fails, and once a minute while nobody is signed in: a wall never gives up. */
function untilAnswered<Data>(state: PollState<Data>): number {
  return serverPacedInterval({ ...state, data: undefined }) || signedOutMs;
}

/** Whose screen it is and which connections it may show; asked again now and then, since somebody else may sign in. */
export function wallSessionQuery() {
  return queryOptions({
    ...sessionQuery(),
    networkMode: "always",
    refetchInterval: (query) => (query.state.error || !query.state.data ? untilAnswered(query.state) : sessionMs),
  });
}

/** The catalogs, asked for as long as the page is open. Also where the browser believes to be offline: it may be wrong. */
export function wallCatalogsQuery(connectionId: string) {
  return queryOptions({
    ...catalogsQuery(connectionId),
    networkMode: "always",
    refetchInterval: (query) =>
      query.state.error ? untilAnswered(query.state) : serverPacedInterval(query.state) || signedOutMs,
  });
}
