import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { HardDrive, Search, SearchX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { withoutAge } from "../../api/freshness.ts";
import { imagesQuery } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { UnreadableNotice } from "../../shared/unreadable-notice.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { DeprecationRadar } from "./deprecation-radar.tsx";
import { filterOf, nextSort, shownImages } from "./image-list.ts";
import { type ImageFilter, type ImageSortColumn, type ImagesSearch, imageFilters } from "./images-search.ts";
import { ImagesTable } from "./images-table.tsx";

const filterLabels = {
  ready: m.image_filter_ready(),
  inPreparation: m.in_preparation(),
  deprecated: m.image_filter_deprecated(),
  failed: m.image_filter_failed(),
} satisfies Record<ImageFilter, string>;

const route = getRouteApi("/signed-in/images");

/** All images: which can be used, which should not be any more, and how many catalogs run on each. */
export function ImagesPage() {
  const connection = useConnection();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow(15_000);
  const images = useQuery({ ...imagesQuery(connection.id), select: withoutAge });
  const catalogs = useQuery({ ...catalogsQuery(connection.id), select: withoutAge });
  // The radar stands above the list: both wait for the catalogs, unless those cannot be read, so that nothing jumps.
  const data = catalogs.data === undefined && catalogs.failureCount === 0 ? undefined : images.data;

  // A click is a step that Back undoes; letters that are typed are not.
  const change = (changes: { [Name in keyof ImagesSearch]: ImagesSearch[Name] | undefined }, replace = false) =>
    void navigate({ search: (before) => withoutGaps({ ...before, ...changes }), replace });
  const shown = data ? shownImages(data.items, search) : [];

  return (
    <PageBody>
      <PageTitle>{m.images()}</PageTitle>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <h1 className="text-xl font-semibold tracking-tight">{m.images()}</h1>
        {data ? <p className="text-muted">{summaryOf(data.items, connection.name)}</p> : null}
      </div>
      {data?.unreadable ? <UnreadableNotice title={m.images_unreadable({ count: data.unreadable })} /> : null}
      {data && data.items.length > 0 && catalogs.data ? (
        <DeprecationRadar
          catalogs={catalogs.data.items}
          images={data.items}
          imagesComplete={data.items.filter(({ unreadable }) => unreadable).length === (data.unreadable ?? 0)}
          staleData={data.stale || catalogs.data.stale}
        />
      ) : null}
      {data && data.items.length > 0 ? (
        <div className="mb-4 flex flex-wrap items-center gap-2">
          <ImageSearchField text={search.q ?? ""} onChange={(q) => change({ q: q === "" ? undefined : q }, true)} />
          <Select
            label={m.column_state()}
            noneLabel={m.all_states()}
            value={search.state ?? null}
            options={imageFilters.map((value) => ({
              value,
              label: filterLabels[value],
              note: data.items.filter((image) => filterOf(image) === value).length,
            }))}
            onChange={(state) => change({ state: state ?? undefined })}
          />
          <p role="status" className="ml-auto text-muted">
            {shown.length === data.items.length
              ? ""
              : m.images_of({ count: numberInWords(shown.length), total: numberInWords(data.items.length) })}
          </p>
        </div>
      ) : null}
      {data === undefined ? (
        images.error ? (
          <ProblemState
            title={m.images_not_read()}
            error={images.error}
            busy={images.isFetching}
            onRetry={() => void images.refetch()}
          />
        ) : (
          <ImagesSkeleton />
        )
      ) : data.items.length === 0 ? (
        <EmptyState icon={<HardDrive aria-hidden="true" />} title={m.images_none()}>
          {m.images_none_next()}
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState
          icon={<SearchX aria-hidden="true" />}
          title={m.images_no_match()}
          actions={<Button onClick={() => change({ q: undefined, state: undefined })}>{m.show_all_images()}</Button>}
        >
          {m.images_search_looks()}
        </EmptyState>
      ) : (
        <ImagesTable
          images={shown}
          sort={search.sort}
          now={now}
          onSort={(column: ImageSortColumn) => change({ sort: nextSort(search.sort, column) })}
        />
      )}
    </PageBody>
  );
}

function withoutGaps(search: { [Name in keyof ImagesSearch]: ImagesSearch[Name] | undefined }): ImagesSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

function summaryOf(images: readonly { linkedCatalogs: number }[], place: string): string {
  const used = images.filter((image) => image.linkedCatalogs > 0).length;
  return m.images_summary({ count: numberInWords(images.length), place, used: numberInWords(used) });
}

function ImagesSkeleton() {
  return (
    <div role="status" aria-label={m.images_reading()}>
      <div className="mb-4 flex gap-2">
        <Skeleton className="h-8 w-full max-w-105" />
        <Skeleton className="h-8 w-20" />
      </div>
      <SkeletonRows head rows={10} />
    </div>
  );
}

/** The search above the list. Letters show at once; the address follows them, and "Back" or a link changes both. */
function ImageSearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  // What was typed and is not in the address yet: the address lags behind quick fingers and must not undo them.
  const underWay = useRef<string[]>([]);
  useEffect(() => {
    const index = underWay.current.indexOf(text);
    if (index === -1) setTyped(text);
    underWay.current = index === -1 ? [] : underWay.current.slice(index + 1);
  }, [text]);
  return (
    <label className="relative min-w-50 max-w-105 flex-1">
      <span className="sr-only">{m.search_images()}</span>
      <Search aria-hidden="true" className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
      <input
        type="search"
        value={typed}
        placeholder={m.search_images_hint()}
        onChange={(event) => {
          setTyped(event.target.value);
          underWay.current.push(event.target.value);
          onChange(event.target.value);
        }}
        className="h-8 w-full rounded-control border border-control bg-surface pr-2 pl-8.5"
      />
    </label>
  );
}
