import type { Rollout, RolloutCheck, RolloutDetail, RolloutRequest } from "@catalog-deck/contract";
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { connectionPath } from "./catalogs.ts";
import { changingRequest } from "./session.ts";

/**
 * Judges each catalog of a plan exactly as an update of it alone; nothing is sent or kept. Asked anew for another plan, or
 * when `seen` changes: what the page's own lists say of these catalogs.
 * @param changes the rollout that the plan is to replace: it keeps no catalog from itself
 */
export function rolloutCheckQuery(
  client: QueryClient,
  connectionId: string,
  { plan, changes, seen }: { plan: RolloutRequest | null; changes: string | undefined; seen: string },
) {
  const except = changes === undefined ? "" : `?changes=${encodeURIComponent(changes)}`;
  return queryOptions({
    queryKey: ["connections", connectionId, "rollout-check", changes, plan, seen],
    queryFn: async () => ({
      plan,
      check: await changingRequest<RolloutCheck>(client, {
        method: "POST",
        path: `${connectionPath(connectionId)}/rollouts/check${except}`,
        body: plan,
      }),
    }),
    enabled: plan !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/**
 * Plans a rollout. The same `idempotencyKey` with the same body plans one however often it is sent. Throws ApiProblem:
 * `rollout-refused` and `rollout-busy` name the catalogs in `problem.targets`.
 */
export function planRollout(
  client: QueryClient,
  input: { connectionId: string; idempotencyKey: string; body: RolloutRequest },
): Promise<Rollout> {
  return changingRequest<Rollout>(client, {
    method: "POST",
    path: `${connectionPath(input.connectionId)}/rollouts`,
    headers: { "idempotency-key": input.idempotencyKey },
    body: input.body,
  });
}

/**
 * Puts another plan in the place of a rollout that has not begun. Throws ApiProblem, besides those of `planRollout`
 * `rollout-changed` for an older `version` and `rollout-not-possible` once it has begun.
 */
export function changeRolloutPlan(
  client: QueryClient,
  input: { connectionId: string; rolloutId: string; version: number; body: RolloutRequest },
): Promise<RolloutDetail> {
  return changingRequest<RolloutDetail>(client, {
    method: "PUT",
    path: `${connectionPath(input.connectionId)}/rollouts/${encodeURIComponent(input.rolloutId)}`,
    body: { ...input.body, version: input.version },
  });
}
