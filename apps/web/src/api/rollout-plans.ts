import type { Rollout, RolloutCheck, RolloutDetail, RolloutRequest } from "@catalog-deck/contract";
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { catalogsKey } from "./catalogs.ts";
import { keepRollout, rolloutsKey, rolloutsPath } from "./rollouts.ts";
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
        path: `${rolloutsPath(connectionId)}/check${except}`,
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
export async function planRollout(
  client: QueryClient,
  input: { connectionId: string; idempotencyKey: string; body: RolloutRequest },
): Promise<Rollout> {
  const { connectionId, idempotencyKey, body } = input;
  const path = rolloutsPath(connectionId);
  const headers = { "idempotency-key": idempotencyKey };
  const rollout = await changingRequest<Rollout>(client, { method: "POST", path, headers, body });
  for (const family of [rolloutsKey, catalogsKey]) {
    void client.invalidateQueries({ queryKey: family(connectionId) });
  }
  return rollout;
}

/**
 * Puts another plan in the place of a rollout that has not begun. Throws ApiProblem, besides those of `planRollout`
 * `rollout-changed` for an older `version` and `rollout-not-possible` once it has begun.
 */
export async function changeRolloutPlan(
  client: QueryClient,
  input: { connectionId: string; rolloutId: string; version: number; body: RolloutRequest },
): Promise<Rollout> {
  const { connectionId, rolloutId, version } = input;
  const path = rolloutsPath(connectionId, rolloutId);
  const body = { ...input.body, version };
  const rollout = await changingRequest<RolloutDetail>(client, { method: "PUT", path, body });
  await keepRollout(client, connectionId, rollout);
  return rollout;
}
