import type { Image, ImageDetail, ImageList, UnreadableImage } from "@catalog-deck/contract";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../lib/http.ts";
import { connectionPath } from "./catalogs.ts";
import type { WithoutAge } from "./freshness.ts";
import { serverPacedInterval } from "./polling.ts";

/** The family of everything about a connection's images. */
export function imagesKey(connectionId: string) {
  return ["connections", connectionId, "images"] as const;
}

/** An image with what uses it, without when that was read. */
export type ImageWithUses = WithoutAge<ImageDetail>;

type ShownImageList = Omit<ImageList, "items"> & { items: Image[] };

const isUnreadable = (item: Image | UnreadableImage): item is UnreadableImage => item.unreadable === true;

/** The list, in which what could not be read stands as an image whose facts are not known. */
function withStandIns(list: ImageList): ShownImageList {
  const facts = { sessionSupport: "Unknown", citrixPrepared: false, isDeprecated: false, linkedCatalogs: 0 };
  const items = list.items.map((item) =>
    isUnreadable(item) ? { ...facts, ...item, name: item.name ?? item.id } : item,
  );
  return { ...list, items };
}

/** Every image of the connection, polled at the server's pace. */
export function imagesQuery(connectionId: string) {
  return queryOptions({
    queryKey: [...imagesKey(connectionId), "list"],
    queryFn: async ({ signal }) =>
      withStandIns(await request<ImageList>({ path: `${connectionPath(connectionId)}/images`, signal })),
    refetchInterval: (query) => serverPacedInterval(query.state),
  });
}

/** One image with the catalogs that use it, polled at the server's pace. */
export function imageQuery(connectionId: string, imageId: string) {
  return queryOptions({
    queryKey: [...imagesKey(connectionId), "one", imageId],
    queryFn: ({ signal }) =>
      request<ImageDetail>({
        path: `${connectionPath(connectionId)}/images/${encodeURIComponent(imageId)}`,
        signal,
      }),
    refetchInterval: (query) => serverPacedInterval(query.state),
  });
}
