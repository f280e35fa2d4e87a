import type { Catalog } from "@catalog-deck/contract";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { ListRestart, SearchX, ServerOff } from "lucide-react";
import {
  type KeyboardEvent,
  memo,
  type RefObject,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { withoutAge } from "../../api/freshness.ts";
import * as m from "../../i18n/messages.js";
import { lazyChunk } from "../../lib/chunks.ts";
import { numberInWords } from "../../lib/formatting.ts";
import { singleKeysOn } from "../../lib/single-keys.ts";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useHasSelection } from "../../shared/selection/selection.ts";
import { type SelectCatalog, useSelectCatalog } from "../../shared/selection/use-select-catalog.ts";
import { useConnection, useMayUpdate } from "../../shared/signed-in.ts";
import { UnreadableNotice } from "../../shared/unreadable-notice.tsx";
import { useTypedSearch } from "../../shared/use-typed-search.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { CardsHeading, CatalogCard } from "./catalog-card.tsx";
import { type CatalogGroup, countByClass, filterCatalogs, groupCatalogs, sortCatalogs } from "./catalog-list.ts";
import { type CatalogsSearch, type CatalogsSearchChange, noFilters } from "./catalogs-search.ts";
import { CatalogsSkeleton } from "./catalogs-skeleton.tsx";
import { CatalogsToolbar } from "./catalogs-toolbar.tsx";
import { useHeldLayout } from "./held-layout.ts";
import { SelectActions } from "./select-actions.tsx";
import { SummaryStrip } from "./summary-strip.tsx";

const CatalogTable = lazyChunk(() => import("./catalog-table.tsx"), "CatalogTable");
const SelectionBar = lazyChunk(() => import("./selection-bar.tsx"), "SelectionBar");
const ManyCatalogCards = lazyChunk(() => import("./many-catalog-cards.tsx"), "ManyCatalogCards");

// Up to this many cards are all in the page: the browser's own search then finds every one of them.
const allCardsUpTo = 48;

/** All catalogs of the connection as cards or table, searched, filtered and sorted as the address says. */
export function CatalogsPage() {
  const connection = useConnection();
  const { data, error, refetch } = useQuery({ ...catalogsQuery(connection.id), select: withoutAge });
  const catalogs = data?.items;
  const unreadable = data?.unreadable ?? 0;
  const mayUpdate = useMayUpdate();
  const search: CatalogsSearch = useSearch({ strict: false });
  const found = useMemo(() => filterCatalogs(catalogs ?? none, search), [catalogs, search]);
  const machines = useMemo(
    () => found.reduce((sum, catalog) => sum + (catalog.totalMachinesInCatalog ?? 0), 0),
    [found],
  );
  return (
    <div className="mx-auto max-w-360 p-6 max-sm:px-3 max-sm:py-4">
      <PageTitle>{m.catalogs()}</PageTitle>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <h1 className="text-xl font-semibold tracking-[-0.01em]">{m.catalogs()}</h1>
        {catalogs ? (
          <span className="text-muted">
            {m.catalogs_summary({
              count: foundInWords(found.length, catalogs.length),
              connection: connection.name,
              machines: m.machines_count({ count: machines }),
            })}
          </span>
        ) : null}
        {mayUpdate ? <SelectActions found={found} catalogs={catalogs} /> : null}
      </div>
      {unreadable > 0 ? <UnreadableNotice title={m.catalogs_unreadable({ count: unreadable })} /> : null}
      {catalogs === undefined && error ? (
        <ProblemState title={m.catalogs_not_read()} error={error} onRetry={() => void refetch()} />
      ) : (
        <Catalogs list={catalogs} complete={unreadable === 0} />
      )}
      <Outlet />
    </div>
  );
}

const none: Catalog[] = [];

function foundInWords(found: number, all: number): string {
  if (found === all) return numberInWords(all);
  return m.found_of({ found: numberInWords(found), count: numberInWords(all) });
}

/** The counts, the toolbar and the list; while the list is on its way they stand where they will be. */
function Catalogs({ list, complete }: { list: Catalog[] | undefined; complete: boolean }) {
  const catalogs = list ?? none;
  const search: CatalogsSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayUpdate = useMayUpdate();
  const write = useCallback(
    (changed: CatalogsSearchChange, replace: boolean) => {
      void navigate({
        to: ".",
        search: (old) => definedOnly({ ...old, ...changed }),
        state: (old) => ({ ...old, chosen: true }),
        replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
  // A click is a step that Back undoes; letters that are typed are not.
  const change = useCallback((changed: CatalogsSearchChange) => write(changed, false), [write]);
  const [typed, setTyped] = useTypedSearch(search.q, (q) => write({ q }, true));
  const clear = useCallback(() => {
    setTyped("");
    change({ q: undefined, ...noFilters });
  }, [change, setTyped]);

  const { show, state, image, region, sessions, sort, direction, view } = search;
  // The field answers at once; the list follows as soon as the browser has time, and never blocks the next key.
  const q = useDeferredValue(typed);
  const sorted = useMemo(() => sortCatalogs(catalogs, sort, direction), [catalogs, sort, direction]);
  const groups = useMemo(() => {
    const found = filterCatalogs(sorted, { q, ...definedOnly({ show, state, image, region, sessions }) });
    return groupCatalogs(found, view === "table" ? "name" : sort);
  }, [sorted, q, show, state, image, region, sessions, sort, view]);
  const byId = useMemo(() => new Map(catalogs.map((catalog) => [catalog.id, catalog])), [catalogs]);
  const counts = useMemo(() => countByClass(catalogs), [catalogs]);
  const question = JSON.stringify([q, show, state, image, region, sessions, sort, direction, view]);
  const { layout, waiting, release, holdProps } = useHeldLayout(groups, question, (id) => byId.has(id));
  const shownNow = useRef<() => Catalog[]>(() => []);
  useEffect(() => {
    shownNow.current = () => layout.flatMap(({ ids }) => ids.flatMap((id) => byId.get(id) ?? []));
  }, [layout, byId]);
  // Asked when somebody exports; the same function for good, so that what only hands it on is not drawn at every key.
  const shown = useCallback(() => shownNow.current(), []);
  const select = useSelectCatalog(shown);
  const found = layout.reduce((sum, group) => sum + group.ids.length, 0);
  const results = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const reachFirst = useFirstResult(results, q === typed);

  if (list?.length === 0) {
    // Those that could not be read are there; the notice above counts them.
    if (!complete) return null;
    return (
      <EmptyState icon={<ServerOff aria-hidden="true" />} title={m.catalogs_none()}>
        {m.catalogs_none_next()}
      </EmptyState>
    );
  }
  return (
    <>
      <SummaryStrip total={list?.length} counts={counts} show={show} onChange={change} />
      <CatalogsToolbar
        catalogs={catalogs}
        search={search}
        typed={typed}
        onType={setTyped}
        onReach={reachFirst}
        field={field}
        onChange={change}
        onClear={clear}
        shown={shown}
      />
      <p role="status" className="sr-only">
        {list
          ? m.catalogs_shown({ found: numberInWords(found), count: numberInWords(list.length) })
          : m.loading_catalogs()}
      </p>
      {list === undefined ? (
        <CatalogsSkeleton asTable={view === "table"} />
      ) : found === 0 ? (
        <EmptyState
          icon={<SearchX aria-hidden="true" />}
          title={m.catalogs_no_match()}
          actions={<Button onClick={clear}>{m.clear_filters()}</Button>}
        >
          {m.catalogs_hidden({ count: list.length })} {m.search_looks_in()}
        </EmptyState>
      ) : (
        <section
          ref={results}
          aria-label={m.catalogs()}
          {...holdProps}
          onKeyDown={(event) => {
            if (mayUpdate) selectByKey(event, select);
            // Back from the results to an empty search, as from the field itself.
            if (event.key !== "Escape" || typed === "") return;
            setTyped("");
            field.current?.focus();
          }}
        >
          {waiting ? (
            <div className="pointer-events-none sticky top-16 z-20 flex h-0 justify-center print:hidden">
              <Button
                size="small"
                className="pointer-events-auto shadow-pop"
                icon={<ListRestart size={14} aria-hidden="true" />}
                onClick={release}
              >
                {m.order_changed()}
              </Button>
            </div>
          ) : null}
          {view === "table" ? (
            <Suspense fallback={<CatalogsSkeleton asTable />}>
              <CatalogTable
                groups={layout}
                catalogs={byId}
                mayUpdate={mayUpdate}
                onSelect={select}
                sort={sort ?? "state"}
                direction={direction}
                onSort={change}
              />
            </Suspense>
          ) : (
            <CatalogCards groups={layout} catalogs={byId} mayUpdate={mayUpdate} onSelect={select} />
          )}
        </section>
      )}
      {mayUpdate ? <BarOfSelection catalogs={catalogs} /> : null}
    </>
  );
}

/** Loaded with the first catalog that is selected. */
function BarOfSelection({ catalogs }: { catalogs: readonly Catalog[] }) {
  if (!useHasSelection()) return null;
  return (
    <Suspense>
      <SelectionBar catalogs={catalogs} />
    </Suspense>
  );
}

/** `x` on a card or row selects it or takes it out; with Shift all from the last one to it. */
function selectByKey(event: KeyboardEvent<HTMLElement>, select: SelectCatalog): void {
  if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey || !singleKeysOn()) return;
  const { target } = event;
  const id = target instanceof HTMLElement && target.closest<HTMLElement>("[data-catalog]")?.dataset.catalog;
  if (id) select(id, event.shiftKey);
}

function definedOnly(search: Record<string, unknown>): CatalogsSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** Catalogs as cards under their headings. A key in the search draws them anew only once it has changed what is found. */
const CatalogCards = memo(function CatalogCards(props: {
  groups: readonly CatalogGroup[];
  catalogs: ReadonlyMap<string, Catalog>;
  mayUpdate: boolean;
  onSelect: SelectCatalog;
}) {
  const count = props.groups.reduce((sum, group) => sum + group.ids.length, 0);
  if (count > allCardsUpTo) {
    return (
      <Suspense fallback={<CatalogsSkeleton />}>
        <ManyCatalogCards {...props} />
      </Suspense>
    );
  }
  return props.groups.map((group) => (
    <div key={group.key} className="pb-3">
      {group.heading ? <CardsHeading heading={group.heading} count={group.ids.length} /> : null}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] items-start gap-3">
        {group.ids.map((id) => {
          const catalog = props.catalogs.get(id);
          return catalog ? (
            <CatalogCard key={id} catalog={catalog} mayUpdate={props.mayUpdate} onSelect={props.onSelect} />
          ) : null;
        })}
      </div>
    </div>
  ));
});

/** Puts the focus on the first result; where the list still has to follow what was typed, as soon as it has. */
function useFirstResult(results: RefObject<HTMLElement | null>, isUpToDate: boolean): () => void {
  const isWanted = useRef(false);
  useEffect(() => {
    if (!isUpToDate || !isWanted.current) return;
    isWanted.current = false;
    focusFirst(results.current);
  }, [isUpToDate, results]);
  return () => {
    isWanted.current = !isUpToDate;
    if (isUpToDate) focusFirst(results.current);
  };
}

function focusFirst(results: HTMLElement | null): void {
  results?.querySelector<HTMLElement>("[data-row-link]")?.focus();
}
