import type { NotificationChoice, SavedViews, Settings } from "@catalog-deck/contract";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { request } from "../lib/http.ts";
import { changingRequest } from "./session.ts";

/** What the person has set for themselves; read with the session, and again when they come back to the tab later. */
export function settingsQuery() {
  return queryOptions({
    queryKey: ["settings"],
    queryFn: ({ signal }) => request<Settings>({ path: "/api/settings", signal }),
    staleTime: 60_000,
    refetchOnWindowFocus: true,
    refetchOnReconnect: true,
  });
}

/**
 * Changes the person's views of a connection, on the newest reading: what another tab has saved meanwhile stays. Gives
 * the views as they are then. Throws ApiProblem; nothing has changed then.
 */
export async function changeSavedViews(
  client: QueryClient,
  connectionId: string,
  change: (saved: SavedViews) => SavedViews,
): Promise<SavedViews> {
  const settings = await client.fetchQuery({ ...settingsQuery(), staleTime: 0 });
  const saved = change(settings.savedViews[connectionId] ?? { views: [] });
  await changingRequest<void>(client, {
    method: "PUT",
    path: `/api/settings/saved-views?connection=${encodeURIComponent(connectionId)}`,
    body: saved,
  });
  keep(client, (old) => ({ ...old, savedViews: { ...old.savedViews, [connectionId]: saved } }));
  return saved;
}

/** Sets whose ended updates the browser tells the person about. Throws ApiProblem; nothing has changed then. */
export async function chooseNotifications(client: QueryClient, choice: NotificationChoice): Promise<void> {
  await changingRequest<void>(client, { method: "PUT", path: "/api/settings/notifications", body: { choice } });
  keep(client, (old) => ({ ...old, notifications: { choice } }));
}

function keep(client: QueryClient, change: (old: Settings) => Settings): void {
  client.setQueryData(settingsQuery().queryKey, (old) => (old === undefined ? old : change(old)));
}
