import type { CatalogList } from "@catalog-deck/contract";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useSyncExternalStore } from "react";
import { ApiProblem } from "../lib/http.ts";

/** What a reading says, without when it was made and when to ask again: only that changes at every poll. */
export type WithoutAge<Data> = Omit<Data, "fetchedAt" | "pollAfterMs">;

/**
 * For `select` of a query that is polled: a poll that brings nothing but a newer time draws nothing then. The age shows by
 * itself (`usePageFreshness`).
 */
export function withoutAge<Data extends Pick<CatalogList, "fetchedAt" | "pollAfterMs">>(data: Data): WithoutAge<Data> {
  const { fetchedAt: _, pollAfterMs: __, ...lasting } = data;
  return lasting;
}

/** For `select` of a list that is polled and of which only the items show. */
export function itemsOf<Item>(list: { items: Item[] }): Item[] {
  return list.items;
}

type Freshness = Partial<Pick<CatalogList, "fetchedAt" | "stale" | "trouble">>;

/** How fresh is what the page shows: the oldest of its data, and the worst that its last questions met. */
export interface PageFreshness {
  /** When Citrix gave the oldest data on the page; absent while there is none. */
  fetchedAt?: string;
  stale: boolean;
  trouble?: NonNullable<CatalogList["trouble"]>;
  /** The last question failed, and older data is still shown. */
  failure?: { code: string; message: string; citrixTransactionId?: string; nextTryAt?: string };
}

function failureOf(error: Error): PageFreshness["failure"] {
  if (!(error instanceof ApiProblem)) return { code: "internal-error", message: error.message };
  const citrixTransactionId = error.problem?.citrixTransactionId;
  return {
    code: error.code,
    message: error.message,
    ...(citrixTransactionId ? { citrixTransactionId } : {}),
    ...(error.nextTryAt ? { nextTryAt: error.nextTryAt } : {}),
  };
}

/**
 * Sums up every query of a connection that something on the page looks at. One without data says so in its own place. The
 * list of catalogs alone is asked for behind every page: beside a page that has its data it counts without data too.
 */
function freshnessOf(client: QueryClient): PageFreshness {
  const sum: PageFreshness = { stale: false };
  const queries = client.getQueryCache().findAll({ queryKey: ["connections"], type: "active" });
  const pageHasData = queries.some((query) => query.state.data !== undefined);
  for (const query of queries) {
    const { data, error } = query.state;
    const isCatalogList = query.queryKey[2] === "catalogs" && query.queryKey[3] === "list";
    if (data === undefined && !(isCatalogList && pageHasData)) continue;
    const { fetchedAt, stale, trouble } = (data ?? {}) as Freshness;
    if (fetchedAt !== undefined && (sum.fetchedAt === undefined || fetchedAt < sum.fetchedAt))
      sum.fetchedAt = fetchedAt;
    if (stale) sum.stale = true;
    if (trouble) sum.trouble ??= trouble;
    const ended = error instanceof ApiProblem && (error.status === 401 || error.status === 404);
    const failure = error && !ended ? failureOf(error) : undefined;
    if (failure) sum.failure ??= failure;
  }
  return sum;
}

/**
 * The freshness of the page, live. Renders only when something of it changes.
 * @param ageWhileFresh false for whoever only speaks of old data: for them fresh data has no age, which changes at every poll
 */
export function usePageFreshness({ ageWhileFresh = true } = {}): PageFreshness {
  const client = useQueryClient();
  const last = useRef<{ text: string; value: PageFreshness } | null>(null);
  const subscribe = useCallback((listener: () => void) => client.getQueryCache().subscribe(listener), [client]);
  return useSyncExternalStore(subscribe, () => {
    const value = freshnessOf(client);
    if (!ageWhileFresh && !value.stale && !value.failure) delete value.fetchedAt;
    const text = JSON.stringify(value);
    if (last.current?.text !== text) last.current = { text, value };
    return last.current.value;
  });
}
