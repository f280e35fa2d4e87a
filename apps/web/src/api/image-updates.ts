import type {
  ImageUpdate,
  ImageUpdateDryRun,
  ImageUpdateList,
  ImageUpdatePeople,
  ImageUpdateRequest,
  ImageUpdateState,
  UpdateDecision,
  UpdateDurations,
} from "@catalog-deck/contract";
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { request } from "../lib/http.ts";
import { serverNowMs } from "../lib/now.ts";
import { type Period, startOfPeriod } from "../lib/period.ts";
import { connectionPath } from "./catalogs.ts";
import { imageUpdateInterval, imageUpdatesInterval } from "./polling.ts";
import { changingRequest } from "./session.ts";

export interface ImageUpdatesFilter {
  catalogId?: string | undefined;
  state?: ImageUpdateState | undefined;
  /** A person's id. */
  requestedBy?: string | undefined;
  q?: string | undefined;
  /** Until now, whenever it is asked; in the place of `from`. */
  period?: Period | undefined;
  /** ISO 8601 in UTC. */
  from?: string | undefined;
  to?: string | undefined;
}

/** The family of everything about a connection's image updates; invalidate it after one was started. */
export function imageUpdatesKey(connectionId: string) {
  return ["connections", connectionId, "image-updates"] as const;
}

/** One page of image updates, newest first. Without a limit the server's own; the largest it gives is 200. */
async function pageOfUpdates(
  connectionId: string,
  filter: ImageUpdatesFilter,
  page: { cursor?: string | undefined; limit?: number; signal: AbortSignal },
): Promise<ImageUpdateList> {
  const query = new URLSearchParams();
  const { catalogId, state, requestedBy, q, period, to } = filter;
  const from = period ? startOfPeriod(period, serverNowMs()) : filter.from;
  for (const [name, value] of Object.entries({ catalogId, state, requestedBy, q, from, to })) {
    if (value) query.set(name, value);
  }
  if (page.cursor) query.set("cursor", page.cursor);
  if (page.limit) query.set("limit", String(page.limit));
  const search = query.size > 0 ? `?${query}` : "";
  return request<ImageUpdateList>({
    path: `${connectionPath(connectionId)}/image-updates${search}`,
    signal: page.signal,
  });
}

/** The next page of a history that is read to its end, as large as the server gives it. Throws ApiProblem. */
export function readImageUpdates(
  connectionId: string,
  filter: ImageUpdatesFilter,
  page: { cursor: string | undefined; signal: AbortSignal },
): Promise<ImageUpdateList> {
  return pageOfUpdates(connectionId, filter, { ...page, limit: 200 });
}

/** Image updates, newest first, page by page; polled faster while one runs. */
export function imageUpdatesQuery(connectionId: string, filter: ImageUpdatesFilter = {}) {
  return infiniteQueryOptions({
    queryKey: [...imageUpdatesKey(connectionId), "list", filter],
    queryFn: ({ signal, pageParam }) => pageOfUpdates(connectionId, filter, { signal, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: (query) => imageUpdatesInterval(query.state),
  });
}

/** One image update with its timeline; polled until it has ended. */
export function imageUpdateQuery(connectionId: string, updateId: string) {
  return queryOptions({
    queryKey: [...imageUpdatesKey(connectionId), "one", updateId],
    queryFn: ({ signal }) =>
      request<ImageUpdate>({
        path: `${connectionPath(connectionId)}/image-updates/${encodeURIComponent(updateId)}`,
        signal,
      }),
    refetchInterval: (query) => imageUpdateInterval(query.state),
  });
}

export function updatePeopleQuery(connectionId: string) {
  return queryOptions({
    queryKey: [...imageUpdatesKey(connectionId), "people"],
    queryFn: ({ signal }) =>
      request<ImageUpdatePeople>({ path: `${connectionPath(connectionId)}/image-updates/people`, signal }),
    staleTime: 60_000,
  });
}

/** How long updates of a catalog usually take; the figures change whenever one ends. */
export function updateDurationsQuery(connectionId: string, catalogId: string) {
  return queryOptions({
    queryKey: [...imageUpdatesKey(connectionId), "durations", catalogId],
    queryFn: ({ signal }) =>
      request<UpdateDurations>({
        path: `${connectionPath(connectionId)}/image-updates/durations?catalogId=${encodeURIComponent(catalogId)}`,
        signal,
      }),
    staleTime: 60_000,
  });
}

/**
 * Starts an image update. The same `idempotencyKey` with the same body starts one update however often it is sent: make
 * the key when the form opens, not when it is sent. Throws ApiProblem (`rules-violated`, `catalog-busy`, …).
 */
export function startImageUpdate(
  client: QueryClient,
  input: { connectionId: string; catalogId: string; idempotencyKey: string; body: ImageUpdateRequest },
): Promise<ImageUpdate> {
  return changingRequest<ImageUpdate>(client, {
    method: "POST",
    path: `${connectionPath(input.connectionId)}/catalogs/${encodeURIComponent(input.catalogId)}/image-updates`,
    headers: { "idempotency-key": input.idempotencyKey },
    body: input.body,
  });
}

/** Judges a request and shows what would be sent; nothing is sent or kept. Throws ApiProblem when Citrix cannot be read. */
export function dryRunImageUpdate(
  client: QueryClient,
  input: { connectionId: string; catalogId: string; body: ImageUpdateRequest },
): Promise<ImageUpdateDryRun> {
  return changingRequest<ImageUpdateDryRun>(client, {
    method: "POST",
    path: `${connectionPath(input.connectionId)}/catalogs/${encodeURIComponent(input.catalogId)}/image-updates/dry-run`,
    body: input.body,
  });
}

/**
 * Decides whether an update started whose answer was lost. Nothing is sent to Citrix by it. Throws ApiProblem:
 * `catalog-changed` when the facts are not those of `seenVersion` any more, `decision-not-open` when it was decided.
 */
export function decideImageUpdate(
  client: QueryClient,
  input: { connectionId: string; updateId: string; body: UpdateDecision },
): Promise<ImageUpdate> {
  return changingRequest<ImageUpdate>(client, {
    method: "POST",
    path: `${connectionPath(input.connectionId)}/image-updates/${encodeURIComponent(input.updateId)}/decision`,
    body: input.body,
  });
}
