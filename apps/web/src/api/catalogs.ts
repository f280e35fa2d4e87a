import type { Catalog, CatalogDetail, CatalogList, UnreadableCatalog } from "@catalog-deck/contract";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../lib/http.ts";
import { serverPacedInterval } from "./polling.ts";

/** The family of everything about a connection's catalogs; invalidate it after a change. */
export function catalogsKey(connectionId: string) {
  return ["connections", connectionId, "catalogs"] as const;
}

export function connectionPath(connectionId: string): string {
  return `/api/connections/${encodeURIComponent(connectionId)}`;
}

/** A list as pages show it: a stand-in, whose facts are not known, takes the place of what could not be read. */
export type ShownCatalogList = Omit<CatalogList, "items"> & { items: Catalog[] };

const isUnreadable = (item: Catalog | UnreadableCatalog): item is UnreadableCatalog => item.unreadable === true;

function withStandIns(list: CatalogList): ShownCatalogList {
  const facts = { warnings: [], sessionSupport: "Unknown", allocationType: "Unknown", isRemotePcCatalog: false };
  const items = list.items.map((item) =>
    isUnreadable(item) ? { ...facts, ...item, name: item.name ?? item.id } : item,
  );
  return { ...list, items };
}

/** Every catalog of the connection, polled at the server's pace while someone looks. */
export function catalogsQuery(connectionId: string) {
  return queryOptions({
    queryKey: [...catalogsKey(connectionId), "list"],
    queryFn: async ({ signal }) =>
      withStandIns(await request<CatalogList>({ path: `${connectionPath(connectionId)}/catalogs`, signal })),
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
