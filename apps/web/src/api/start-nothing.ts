import type { CatalogList, StartNothing, StartNothingChange } from "@catalog-deck/contract";
import type { QueryClient } from "@tanstack/react-query";
import { catalogsKey, connectionPath } from "./catalogs.ts";
import { rolloutsKey } from "./rollouts.ts";
import { changingRequest } from "./session.ts";

/** For `select` of the list of catalogs: since when, by whom and why nothing may begin; null where everything may. */
export function stoppedStartsOf(list: Pick<CatalogList, "startNothing">): NonNullable<StartNothing["stopped"]> | null {
  return list.startNothing ?? null;
}

/** Turns "Start nothing" on or off for a connection; every page of it says so from then on. Throws ApiProblem. */
export async function changeStartNothing(
  client: QueryClient,
  input: { connectionId: string; body: StartNothingChange },
): Promise<StartNothing> {
  const { connectionId, body } = input;
  const path = `${connectionPath(connectionId)}/start-nothing`;
  const answer = await changingRequest<StartNothing>(client, { method: "PUT", path, body });
  await Promise.all(
    [catalogsKey, rolloutsKey].map((family) => client.invalidateQueries({ queryKey: family(connectionId) })),
  );
  return answer;
}
