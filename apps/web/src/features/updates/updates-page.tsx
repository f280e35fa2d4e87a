import type { ImageUpdateList } from "@catalog-deck/contract";
import { wordsForImageUpdateState } from "@catalog-deck/domain";
import {
  type InfiniteData,
  keepPreviousData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChartScatter, History, SearchX } from "lucide-react";
import { type ReactNode, Suspense, useEffect } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { itemsOf } from "../../api/freshness.ts";
import { imageUpdatesQuery, updatePeopleQuery } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { lazyChunk } from "../../lib/chunks.ts";
import { serverNowMs } from "../../lib/now.ts";
import { noTime } from "../../lib/period.ts";
import { ClearFilters } from "../../shared/clear-filters.tsx";
import { ExportButton } from "../../shared/export/export-button.tsx";
import { LoadMore } from "../../shared/load-more.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { PeriodFilter } from "../../shared/period-filter.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { useTypedSearch } from "../../shared/use-typed-search.ts";
import { Button } from "../../ui/button.tsx";
import { buttonClasses, inputClasses } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { shownUpdates } from "./shown-updates.ts";
import {
  filterOfUpdates,
  isFilteredUpdates,
  type UpdatesSearch,
  type UpdatesSearchChange,
  updateSorts,
  updateStates,
} from "./updates-search.ts";
import { UpdatesTable } from "./updates-table.tsx";

// The chart's library comes with it, and only when someone opens it.
const DurationsPanel = lazyChunk(() => import("./durations/durations-panel.tsx"), "DurationsPanel");

const route = getRouteApi("/signed-in/updates");

/** Every image update, from here or external: those that still go on first, then the newest. */
export function UpdatesPage() {
  const connection = useConnection();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filterOfUpdates(search);
  // What was there stays until the answer to another question comes: letters in the search do not blank the page.
  const history = useInfiniteQuery({ ...imageUpdatesQuery(connection.id, filter), placeholderData: keepPreviousData });
  const catalogs = useQuery({ ...catalogsQuery(connection.id), select: itemsOf }).data ?? [];
  const listed = history.data?.pages.flatMap((page) => page.items);
  const { running, ended } = shownUpdates(listed ?? [], catalogs, search, serverNowMs());
  const isFiltered = isFilteredUpdates(search);
  const write = (changes: UpdatesSearchChange, replace: boolean) =>
    void navigate({ search: (before) => withoutGaps({ ...before, ...changes }), replace });
  const change = (changes: UpdatesSearchChange) => write(changes, false);
  const [typed, setTyped] = useTypedSearch(search.q, (q) => write({ q }, true));
  useWholeHistory(history, search.sort !== undefined);

  const catalogChoices = catalogs.map(({ id, name }) => ({ value: id, label: name }));
  if (search.catalogId !== undefined && !catalogChoices.some(({ value }) => value === search.catalogId)) {
    // A catalog that Citrix no longer lists still has its history.
    const name = listed?.find(({ catalogId }) => catalogId === search.catalogId)?.catalogName;
    catalogChoices.push({ value: search.catalogId, label: name ?? search.catalogId });
  }

  return (
    <PageBody>
      <PageTitle>{m.updates()}</PageTitle>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <h1 className="text-xl font-semibold tracking-tight">{m.updates()}</h1>
        {listed ? <p className="text-muted">{summaryOf(running.length, isFiltered)}</p> : null}
      </div>
      <search className="mb-4 flex flex-wrap items-center gap-2 print:hidden">
        <input
          type="search"
          aria-label={m.search_updates()}
          placeholder={m.search_updates_hint()}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setTyped("");
          }}
          autoComplete="off"
          spellCheck={false}
          className={`${inputClasses} h-8! sm:w-64!`}
        />
        <PeriodFilter search={search} onChange={change} />
        <Select
          label={m.column_state()}
          noneLabel={m.all_states()}
          value={search.state ?? null}
          options={updateStates.map((value) => ({ value, label: wordsForImageUpdateState(value).label }))}
          onChange={(state) => change({ state: state ?? undefined })}
        />
        <Select
          label={m.catalog()}
          noneLabel={m.all_catalogs()}
          searched
          value={search.catalogId ?? null}
          options={catalogChoices.toSorted((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }))}
          onChange={(catalogId) => change({ catalogId: catalogId ?? undefined })}
        />
        <PersonFilter search={search} onChange={change} />
        <Select
          label={m.sort()}
          plain
          value={search.sort ?? "newest"}
          options={sorts}
          onChange={(value) => change({ sort: updateSorts.find((one) => one === value) })}
        />
        {isFiltered || typed !== "" ? (
          <ClearFilters
            onClear={() => {
              setTyped("");
              change({ state: undefined, catalogId: undefined, person: undefined, q: undefined, ...noTime });
            }}
          />
        ) : null}
        <Button
          aria-expanded={search.durations === "shown"}
          onClick={() => change({ durations: search.durations ? undefined : "shown" })}
          className="aria-expanded:bg-hover sm:ml-auto"
        >
          <ChartScatter aria-hidden="true" className="size-3.5" />
          <span className="max-sm:sr-only">{m.chart_open()}</span>
        </Button>
        <ExportButton narrowAsIcon exported={{ kind: "updates", filter }} />
      </search>
      {search.durations && listed ? (
        <section aria-label={m.chart_title()} className="mb-4">
          <Suspense fallback={<Skeleton className="h-80 rounded-card" />}>
            <DurationsPanel updates={ended} hasOlder={history.hasNextPage} />
          </Suspense>
        </section>
      ) : null}
      {listed === undefined ? (
        history.error ? (
          <ProblemState
            title={m.updates_not_read()}
            error={history.error}
            busy={history.isFetching}
            onRetry={() => void history.refetch()}
          />
        ) : (
          <div role="status" aria-label={m.updates_reading()}>
            <SkeletonRows head rows={7} />
          </div>
        )
      ) : running.length + ended.length === 0 && !history.hasNextPage ? (
        <NoUpdates isFiltered={isFiltered} />
      ) : (
        <>
          <UpdatesTable running={running} ended={ended} />
          <LoadMore
            words={{ failed: m.older_not_read(), again: m.try_again(), more: m.load_older() }}
            hasMore={history.hasNextPage}
            busy={history.isFetchingNextPage}
            error={history.isFetchNextPageError ? history.error : null}
            onMore={() => void history.fetchNextPage()}
          />
        </>
      )}
    </PageBody>
  );
}

const sorts = [
  { value: "newest", label: m.newest_first() },
  { value: "oldest", label: m.oldest_first() },
  { value: "catalog", label: m.by_catalog() },
  { value: "took", label: m.longest_first() },
] as const;

/** Far more than a year of a large site; beyond it, older ones are loaded by hand. */
const mostReadForSorting = 2_000;

/** Reads what is still missing where the order is another than the server's: the first page alone would sort a part. */
function useWholeHistory(
  history: Pick<
    UseInfiniteQueryResult<InfiniteData<ImageUpdateList>>,
    "data" | "hasNextPage" | "isFetchingNextPage" | "isError" | "fetchNextPage"
  >,
  isWanted: boolean,
): void {
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = history;
  const count = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  const goesOn = isWanted && hasNextPage && !isFetchingNextPage && !isError && count < mostReadForSorting;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
}

function PersonFilter({ search, onChange }: { search: UpdatesSearch; onChange(change: UpdatesSearchChange): void }) {
  const connection = useConnection();
  const people = useQuery(updatePeopleQuery(connection.id)).data?.items ?? [];
  const known = search.person === undefined || people.some(({ id }) => id === search.person);
  const choices = people.map(({ id, displayName }) => ({ value: id, label: displayName }));
  return (
    <Select
      label={m.by_person()}
      noneLabel={m.by_anybody()}
      value={search.person ?? null}
      options={known ? choices : [...choices, { value: search.person ?? "", label: search.person ?? "" }]}
      onChange={(person) => onChange({ person: person ?? undefined })}
    />
  );
}

function withoutGaps(search: UpdatesSearchChange): UpdatesSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

function summaryOf(running: number, isFiltered: boolean): string {
  const words = running === 0 ? m.none_under_way() : m.count_under_way({ count: running });
  return isFiltered ? m.in_this_selection({ words }) : words;
}

function NoUpdates({ isFiltered }: { isFiltered: boolean }): ReactNode {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={m.updates_no_match()}
        actions={
          <Link to="/updates" search={{}} replace className={buttonClasses()}>
            {m.show_all_updates()}
          </Link>
        }
      >
        {m.updates_no_match_text()}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<History aria-hidden="true" />}
      title={m.updates_none()}
      actions={
        <Link to="/catalogs" search={{}} className={buttonClasses()}>
          {m.go_to_catalogs()}
        </Link>
      }
    >
      {m.updates_none_text()}
    </EmptyState>
  );
}
