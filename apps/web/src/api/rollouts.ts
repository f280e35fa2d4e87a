import type { RolloutAct, RolloutDetail, RolloutList, RolloutState } from "@catalog-deck/contract";
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { ApiProblem, request } from "../lib/http.ts";
import { catalogsKey, connectionPath } from "./catalogs.ts";
import { pagesInterval, serverPacedInterval } from "./polling.ts";
import { changingRequest } from "./session.ts";

/** The family of everything about a connection's rollouts; invalidate it after one was planned or changed. */
export function rolloutsKey(connectionId: string) {
  return ["connections", connectionId, "rollouts"] as const;
}

/** The lists alone: a rollout that an act has answered with is not asked for again. */
function rolloutListsKey(connectionId: string) {
  return [...rolloutsKey(connectionId), "list"] as const;
}

/** The path of a connection's rollouts, or of one of them. */
export function rolloutsPath(connectionId: string, rolloutId?: string): string {
  const all = `${connectionPath(connectionId)}/rollouts`;
  return rolloutId === undefined ? all : `${all}/${encodeURIComponent(rolloutId)}`;
}

/** Rollouts in these states, or all, newest first and page by page; polled at the server's pace. */
export function rolloutsQuery(connectionId: string, states: readonly RolloutState[] = []) {
  return infiniteQueryOptions({
    queryKey: [...rolloutListsKey(connectionId), states],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams();
      if (states.length > 0) query.set("state", states.join(","));
      if (pageParam) query.set("cursor", pageParam);
      const search = query.size > 0 ? `?${query}` : "";
      return request<RolloutList>({ path: `${rolloutsPath(connectionId)}${search}`, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: (query) => pagesInterval(query.state),
  });
}

/** One rollout with its targets, waves and log; polled at the server's pace. */
export function rolloutQuery(connectionId: string, rolloutId: string) {
  return queryOptions({
    queryKey: [...rolloutsKey(connectionId), "one", rolloutId],
    queryFn: ({ signal }) => request<RolloutDetail>({ path: rolloutsPath(connectionId, rolloutId), signal }),
    refetchInterval: (query) => serverPacedInterval(query.state),
  });
}

/** Puts a rollout where its page finds it; what was asked before and comes later does not overwrite it. */
export async function keepRollout(client: QueryClient, connectionId: string, rollout: RolloutDetail): Promise<void> {
  const { queryKey } = rolloutQuery(connectionId, rollout.id);
  await client.cancelQueries({ queryKey });
  client.setQueryData(queryKey, rollout);
  for (const family of [rolloutListsKey, catalogsKey]) {
    void client.invalidateQueries({ queryKey: family(connectionId) });
  }
}

/** What a person does to a rollout; `skip` is about one of its catalogs. */
export type RolloutActing =
  | { act: "pause" | "resume" | "continue" | "cancel" | "retry-failed" }
  | { act: "skip"; catalogId: string };

/**
 * Does it, and shows the rollout as it is then. Throws ApiProblem: `rollout-changed` when someone or something else was
 * faster, `rollout-not-possible` when it is too late for this; with both the page shows the present rollout from then on.
 */
export async function actOnRollout(
  client: QueryClient,
  input: { connectionId: string; rolloutId: string; body: RolloutAct } & RolloutActing,
): Promise<RolloutDetail> {
  const { connectionId, rolloutId, body } = input;
  const act = input.act === "skip" ? `targets/${encodeURIComponent(input.catalogId)}/skip` : input.act;
  try {
    const path = `${rolloutsPath(connectionId, rolloutId)}/${act}`;
    const rollout = await changingRequest<RolloutDetail>(client, { method: "POST", path, body });
    await keepRollout(client, connectionId, rollout);
    return rollout;
  } catch (error) {
    const present = error instanceof ApiProblem ? error.problem?.rollout : undefined;
    if (present) await keepRollout(client, connectionId, present);
    throw error;
  }
}
