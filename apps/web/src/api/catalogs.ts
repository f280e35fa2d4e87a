import type { CatalogDetail, CatalogList } from "@catalog-deck/contract";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../lib/http.ts";
import { serverPacedInterval } from "./polling.ts";

/** The family of everything about a connection's catalogs; invalidate it after a change. */
export function catalogsKey(connectionId: string) {
  return ["connections", connectionId, "catalogs"] as const;
}

/** The path of a connection's resources. */
export function connectionPath(connectionId: string): string {
  return `/api/connections/${encodeURIComponent(connectionId)}`;
}

/** Every catalog of the connection, polled at the server's pace while somebody looks. */
export function catalogsQuery(connectionId: string) {
  return queryOptions({
    queryKey: [...catalogsKey(connectionId), "list"],
    queryFn: ({ signal }) => request<CatalogList>({ path: `${connectionPath(connectionId)}/catalogs`, signal }),
    refetchInterval: (query) => serverPacedInterval(query.state),
  });
}

/** One catalog, polled at the server's pace. */
export function catalogQuery(connectionId: string, catalogId: string) {
  return queryOptions({
    queryKey: [...catalogsKey(connectionId), "one", catalogId],
    queryFn: ({ signal }) =>
      request<CatalogDetail>({
        path: `${connectionPath(connectionId)}/catalogs/${encodeURIComponent(catalogId)}`,
        signal,
      }),
    refetchInterval: (query) => serverPacedInterval(query.state),
  });
}
