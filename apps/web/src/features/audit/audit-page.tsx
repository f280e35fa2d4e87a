import { ageInWords } from "@catalog-deck/domain";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download, RotateCw, ScrollText, SearchX, ShieldCheck } from "lucide-react";
import {
  type AuditEntriesFilter,
  auditEntriesQuery,
  auditExportAddress,
  auditVerificationQuery,
} from "../../api/audit.ts";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { LoadMore } from "../../shared/load-more.tsx";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useSession } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AuditFilters, type AuditSearchChange } from "./audit-filters.tsx";
import { kindsOf } from "./audit-kinds.ts";
import { type AuditSearch, hasFilters } from "./audit-search.ts";
import { AuditTable } from "./audit-table.tsx";
import { ChainCheck } from "./chain-check.tsx";

const route = getRouteApi("/signed-in/audit");

/** Who did what, for admins. To everyone else there is no such page. */
export function AuditPage() {
  const { user } = useSession();
  return user.role === "admin" ? <AuditOfEverybody /> : <NotFound />;
}

function AuditOfEverybody() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filterOf(search);
  const isFiltered = hasFilters(search);
  const entries = useInfiniteQuery(auditEntriesQuery(filter));
  const verification = useQuery(auditVerificationQuery());
  const listed = entries.data?.pages.flatMap((page) => page.items);
  const change = (changes: AuditSearchChange) =>
    void navigate({ search: (before) => withoutGaps({ ...before, ...changes }) });

  return (
    <PageBody>
      <PageTitle>{m.audit_title()}</PageTitle>
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl font-semibold tracking-tight">{m.audit_title()}</h1>
        {listed ? <ReadAt ms={entries.dataUpdatedAt} /> : null}
        <div className="flex flex-1 flex-wrap justify-end gap-2 max-sm:basis-full max-sm:justify-start">
          <Button
            icon={<RotateCw size={14} aria-hidden="true" />}
            busy={entries.isRefetching && !entries.isFetchingNextPage}
            onClick={() => void entries.refetch()}
          >
            {m.audit_read_again()}
          </Button>
          <Button
            icon={<ShieldCheck size={14} aria-hidden="true" />}
            busy={verification.isFetching}
            onClick={() => void verification.refetch()}
          >
            {m.audit_verify()}
          </Button>
          <ExportLink filter={filter} format="csv" />
          <ExportLink filter={filter} format="json" />
        </div>
      </div>
      <ChainCheck result={verification.data} error={verification.error} />
      <AuditFilters search={search} onChange={change} />
      {listed === undefined ? (
        entries.error ? (
          <ProblemState
            title={m.audit_failed()}
            error={entries.error}
            busy={entries.isFetching}
            onRetry={() => void entries.refetch()}
          />
        ) : (
          <div role="status" aria-label={m.audit_loading()}>
            <Skeleton className="h-140 rounded-card" />
          </div>
        )
      ) : listed.length === 0 ? (
        <NoEntries isFiltered={isFiltered} onClear={() => void navigate({ search: {} })} />
      ) : (
        <>
          {entries.isRefetchError ? (
            <Notice tone="warn" role="alert" className="mb-4" title={m.audit_newer_failed()}>
              {entries.error.message}
            </Notice>
          ) : null}
          <AuditTable entries={listed} />
          <LoadMore
            words={{ failed: m.audit_older_failed(), again: m.audit_try_again(), more: m.audit_more() }}
            hasMore={entries.hasNextPage}
            busy={entries.isFetchingNextPage}
            error={entries.isFetchNextPageError ? entries.error : null}
            onMore={() => void entries.fetchNextPage()}
          />
        </>
      )}
    </PageBody>
  );
}

function filterOf({ person, catalog, what, period, from, to }: AuditSearch): AuditEntriesFilter {
  return {
    actor: person,
    catalogId: catalog,
    kinds: what === undefined ? undefined : kindsOf(what),
    period,
    from,
    to,
  };
}

function withoutGaps(search: AuditSearchChange): AuditSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

function ReadAt({ ms }: { ms: number }) {
  const now = useNow(5_000);
  return <p className="text-muted">{m.audit_read({ age: ageInWords(Math.max(0, now.getTime() - ms)) })}</p>;
}

function ExportLink({ filter, format }: { filter: AuditEntriesFilter; format: "csv" | "json" }) {
  return (
    <a
      href={auditExportAddress(filter, format)}
      download
      aria-label={m.audit_export({ format: format.toUpperCase() })}
      className={buttonClasses()}
    >
      <Download size={14} aria-hidden="true" />
      {format.toUpperCase()}
    </a>
  );
}

function NoEntries({ isFiltered, onClear }: { isFiltered: boolean; onClear(): void }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={m.audit_none_match()}
        actions={<Button onClick={onClear}>{m.audit_show_all()}</Button>}
      >
        {m.audit_none_match_text()}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ScrollText aria-hidden="true" />} title={m.audit_none()}>
      {m.audit_none_text()}
    </EmptyState>
  );
}
