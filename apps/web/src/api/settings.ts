import type { Settings } from "@catalog-deck/contract";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../lib/http.ts";

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
