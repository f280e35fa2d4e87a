import type { Rollout, RolloutList } from "@catalog-deck/contract";
import { wordsForRolloutState } from "@catalog-deck/domain";
import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ListChecks, SearchX } from "lucide-react";
import { rolloutsQuery } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { ClearFilters } from "../../shared/clear-filters.tsx";
import { LoadMore } from "../../shared/load-more.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useConnection, useMayUpdate } from "../../shared/signed-in.ts";
import { buttonClasses } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { RolloutRows } from "./rollout-rows.tsx";
import { rolloutStates, statesOfRollouts } from "./rollouts-search.ts";
import { StopStarts } from "./stop-starts.tsx";

const route = getRouteApi("/signed-in/rollouts");

/** Every rollout: those that go on first, what waits for a person above all, then those that have ended. */
export function RolloutsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayAct = useMayUpdate();
  const states = statesOfRollouts(search);
  const lists = [useRollouts(states.open), useRollouts(states.ended)];
  const listed = lists.flatMap(({ data }) => data ?? []);
  // A cancelled one goes on until what had been sent has ended.
  const open = listed.filter(({ finishedAt }) => finishedAt === undefined).toSorted(byUrgency);
  const ended = listed.filter(({ finishedAt }) => finishedAt !== undefined);
  const failed = lists.find(({ data, error }) => data === undefined && error !== null);
  const isReading = lists.some(({ isLoading }) => isLoading);
  const further = lists.filter(({ hasNextPage }) => hasNextPage);
  const change = (state: (typeof rolloutStates)[number] | undefined) =>
    void navigate({ search: state === undefined ? {} : { state } });
  return (
    <PageBody>
      <PageTitle>{m.rollouts()}</PageTitle>
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl font-semibold tracking-tight">{m.rollouts()}</h1>
        <p className="text-muted">{isReading || failed ? null : summaryOf(open)}</p>
        <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0 max-sm:w-full">
          <Select
            label={m.column_state()}
            noneLabel={m.all_states()}
            value={search.state ?? null}
            options={rolloutStates.map((value) => ({ value, label: wordsForRolloutState(value).label }))}
            onChange={(state) => change(state ?? undefined)}
          />
          {search.state === undefined ? null : <ClearFilters onClear={() => change(undefined)} />}
          {mayAct ? (
            <>
              <StopStarts />
              <Link to="/catalogs" search={{ view: "table" }} className={buttonClasses()}>
                {m.rollouts_new()}
              </Link>
            </>
          ) : null}
        </div>
      </div>
      {failed?.error ? (
        <ProblemState
          title={m.rollouts_not_read()}
          error={failed.error}
          busy={failed.isFetching}
          onRetry={() => void failed.refetch()}
        />
      ) : isReading ? (
        <div role="status" aria-label={m.rollouts_reading()}>
          <SkeletonRows rows={6} />
        </div>
      ) : listed.length === 0 ? (
        <NoRollouts isFiltered={search.state !== undefined} />
      ) : (
        <>
          <RolloutRows title={m.rollouts_open()} rollouts={open} />
          <RolloutRows title={m.ended()} rollouts={ended} />
          <LoadMore
            words={{ failed: m.rollouts_older_not_read(), again: m.try_again(), more: m.rollouts_load_older() }}
            hasMore={further.length > 0}
            busy={further.some(({ isFetchingNextPage }) => isFetchingNextPage)}
            error={further.find(({ isFetchNextPageError }) => isFetchNextPageError)?.error ?? null}
            onMore={() => {
              for (const list of further) void list.fetchNextPage();
            }}
          />
        </>
      )}
    </PageBody>
  );
}

const itemsOfPages = ({ pages }: InfiniteData<RolloutList>): Rollout[] => pages.flatMap(({ items }) => items);

/** One list; none is asked for where the filter leaves nothing of it. */
function useRollouts(states: ReturnType<typeof statesOfRollouts>["open"]) {
  const connection = useConnection();
  return useInfiniteQuery({
    ...rolloutsQuery(connection.id, states),
    select: itemsOfPages,
    enabled: states.length > 0,
  });
}

const urgency: Partial<Record<Rollout["state"], number>> = { held: 0, running: 1, cancelled: 2, scheduled: 3 };

function byUrgency(a: Rollout, b: Rollout): number {
  const order = (urgency[a.state] ?? 4) - (urgency[b.state] ?? 4);
  if (order !== 0 || a.state !== "scheduled") return order;
  return (a.startsAt ?? "").localeCompare(b.startsAt ?? "", "en");
}

function summaryOf(open: readonly Rollout[]): string {
  const parts = (["held", "running", "scheduled"] as const).flatMap((state) => {
    const count = open.filter((rollout) => rollout.state === state).length;
    return count === 0 ? [] : [summaries[state]({ count })];
  });
  return parts.length === 0 ? m.rollouts_none_open() : parts.join(" · ");
}

const summaries = {
  held: m.rollouts_held,
  running: m.rollouts_running,
  scheduled: m.rollouts_scheduled,
};

function NoRollouts({ isFiltered }: { isFiltered: boolean }) {
  const mayAct = useMayUpdate();
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={m.rollouts_no_match()}
        actions={
          <Link to="/rollouts" search={{}} replace className={buttonClasses()}>
            {m.rollouts_show_all()}
          </Link>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<ListChecks aria-hidden="true" />}
      title={m.rollouts_none()}
      actions={
        <Link to="/catalogs" search={mayAct ? { view: "table" } : {}} className={buttonClasses()}>
          {mayAct ? m.rollouts_select() : m.go_to_catalogs()}
        </Link>
      }
    >
      {mayAct ? m.rollouts_none_text() : m.rollouts_none_helpdesk()}
    </EmptyState>
  );
}
