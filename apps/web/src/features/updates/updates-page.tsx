import { wordsForImageUpdateState } from "@catalog-deck/domain";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChartScatter, History, SearchX } from "lucide-react";
import { type ReactNode, Suspense } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { itemsOf } from "../../api/freshness.ts";
import { imageUpdatesQuery } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { lazyChunk } from "../../lib/chunks.ts";
import { ExportButton } from "../../shared/export/export-button.tsx";
import { LoadMore } from "../../shared/load-more.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { shownUpdates } from "./shown-updates.ts";
import { type UpdatesSearch, updateStates } from "./updates-search.ts";
import { UpdatesTable } from "./updates-table.tsx";

// The chart's library comes with it, and only when somebody opens it.
const DurationsPanel = lazyChunk(() => import("./durations/durations-panel.tsx"), "DurationsPanel");

const route = getRouteApi("/signed-in/updates");

/** Every image update, from here or external: those that still go on first, then the newest. */
export function UpdatesPage() {
  const connection = useConnection();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = { state: search.state, catalogId: search.catalogId };
  const history = useInfiniteQuery(imageUpdatesQuery(connection.id, filter));
  const catalogs = useQuery({ ...catalogsQuery(connection.id), select: itemsOf }).data ?? [];
  const listed = history.data?.pages.flatMap((page) => page.items);
  const { running, ended } = shownUpdates(listed ?? [], catalogs, search);
  const isFiltered = search.state !== undefined || search.catalogId !== undefined;
  const change = (changes: { [Name in keyof UpdatesSearch]: UpdatesSearch[Name] | undefined }) =>
    void navigate({ search: (before) => withoutGaps({ ...before, ...changes }), replace: true });

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
      <div className="mb-4 flex flex-wrap items-center gap-2">
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
          value={search.catalogId ?? null}
          options={catalogChoices.toSorted((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }))}
          onChange={(catalogId) => change({ catalogId: catalogId ?? undefined })}
        />
        {isFiltered ? (
          <Button variant="ghost" onClick={() => change({ state: undefined, catalogId: undefined })}>
            {m.show_everything()}
          </Button>
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
      </div>
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

function withoutGaps(search: { [Name in keyof UpdatesSearch]: UpdatesSearch[Name] | undefined }): UpdatesSearch {
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
