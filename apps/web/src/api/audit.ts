import type { AuditList, AuditPeople, AuditVerification } from "@catalog-deck/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { csvSeparator } from "../lib/formatting.ts";
import { request } from "../lib/http.ts";
import { serverNowMs } from "../lib/now.ts";
import { type Period, startOfPeriod } from "../lib/period.ts";

/** Which entries; all that is given must hold. Times are ISO 8601. */
export interface AuditEntriesFilter {
  actor?: string | undefined;
  catalogId?: string | undefined;
  kinds?: readonly string[] | undefined;
  /** Until now, whenever it is asked; in the place of `from`. */
  period?: Period | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const auditKey = ["audit"] as const;

function queryOf({ actor, catalogId, kinds = [], period, to, ...filter }: AuditEntriesFilter): URLSearchParams {
  const query = new URLSearchParams();
  const from = period ? startOfPeriod(period, serverNowMs()) : filter.from;
  for (const [name, value] of Object.entries({ actor, catalogId, from, to })) if (value) query.set(name, value);
  for (const kind of kinds) query.append("kind", kind);
  return query;
}

/** Audit entries, newest first, page by page. Not polled: the list stays as it is until someone reads it again. */
export function auditEntriesQuery(filter: AuditEntriesFilter) {
  return infiniteQueryOptions({
    queryKey: [...auditKey, "entries", filter],
    queryFn: ({ signal, pageParam }) => {
      const query = queryOf(filter);
      if (pageParam) query.set("cursor", pageParam);
      return request<AuditList>({ path: `/api/audit${query.size > 0 ? `?${query}` : ""}`, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Everyone who stands in the audit log. */
export function auditPeopleQuery() {
  return queryOptions({
    queryKey: [...auditKey, "people"],
    queryFn: ({ signal }) => request<AuditPeople>({ path: "/api/audit/people", signal }),
    staleTime: 60_000,
  });
}

/** Whether the audit log's chain is whole; asked by `refetch` alone, because it reads the whole log. */
export function auditVerificationQuery() {
  return queryOptions({
    queryKey: [...auditKey, "verification"],
    queryFn: ({ signal }) => request<AuditVerification>({ path: "/api/audit/verification", signal }),
    enabled: false,
  });
}

export function auditExportAddress(filter: AuditEntriesFilter, format: "csv" | "json"): string {
  const query = queryOf(filter);
  query.set("format", format);
  if (format === "csv" && csvSeparator === ";") query.set("separator", "semicolon");
  return `/api/audit/export?${query}`;
}
