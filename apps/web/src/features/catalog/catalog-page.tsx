import type { Catalog } from "@catalog-deck/contract";
import { blockOfCatalog, factInWords, helpdeskSentence, wordsForCatalogState } from "@catalog-deck/domain";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { ArrowUpFromLine } from "lucide-react";
import { useId } from "react";
import { catalogQuery } from "../../api/catalogs.ts";
import { withoutAge } from "../../api/freshness.ts";
import { imageUpdateQuery, imageUpdatesQuery } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { here } from "../../lib/formatting.ts";
import { ApiProblem } from "../../lib/http.ts";
import { serverNowMs, useNow } from "../../lib/now.ts";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { RollBack } from "../../shared/roll-back.tsx";
import { RolloutLine } from "../../shared/rollout-line.tsx";
import { useConnection, useMayUpdate } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { SupportSection } from "../../shared/support-section.tsx";
import { UpdateTimeline } from "../../shared/update-timeline.tsx";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { CopyButton, CopyIconButton } from "../../ui/copy-button.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { CatalogCondition } from "./catalog-condition.tsx";
import { CatalogFacts } from "./catalog-facts.tsx";
import { previousImageOf } from "./previous-image.ts";
import { UpdateCard } from "./update-card.tsx";
import { UpdateHistory } from "./update-history.tsx";

const route = getRouteApi("/signed-in/catalogs/$catalogId");

/** Everything about one catalog: its state in words, its running update, its facts and its history. */
export function CatalogPage() {
  return (
    <PageBody>
      <CatalogContent />
      {/* The update form, where it was opened from here. */}
      <Outlet />
    </PageBody>
  );
}

function CatalogContent() {
  const { catalogId } = route.useParams();
  const connection = useConnection();
  const catalog = useQuery({ ...catalogQuery(connection.id, catalogId), select: withoutAge });
  if (catalog.data === undefined) {
    if (catalog.error === null) return <LoadingPage />;
    if (catalog.error instanceof ApiProblem && catalog.error.status === 404) return <NotFound what="catalog" />;
    return (
      <>
        <PageTitle>{m.catalog()}</PageTitle>
        <ProblemState
          title={m.catalog_not_loaded()}
          error={catalog.error}
          onRetry={() => void catalog.refetch()}
          busy={catalog.isFetching}
        />
      </>
    );
  }
  return <LoadedPage catalog={catalog.data} />;
}

function LoadedPage({ catalog }: { catalog: Catalog }) {
  const now = useNow(60_000);
  return (
    <>
      <PageTitle>{catalog.name}</PageTitle>
      <Head catalog={catalog} />
      <RolloutLine catalog={catalog} className="mt-2 text-muted wrap-anywhere" />
      <CatalogCondition catalog={catalog} />
      {catalog.activeUpdate ? <LiveUpdate updateId={catalog.activeUpdate.id} catalog={catalog} /> : null}
      <PageSection title={m.image_in_use()} actions={<BackToPreviousImage catalog={catalog} />}>
        <ImageInUse catalog={catalog} />
      </PageSection>
      <PageSection title={m.facts()}>
        <CatalogFacts catalog={catalog} now={now} />
      </PageSection>
      <UpdateHistory catalog={catalog} />
      <SupportSection catalogId={catalog.id} updateId={(catalog.activeUpdate ?? catalog.lastUpdate)?.id} />
    </>
  );
}

function Head({ catalog }: { catalog: Catalog }) {
  const mayUpdate = useMayUpdate();
  const sentence = () => helpdeskSentence({ catalog, now: new Date(serverNowMs()), ...here });
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        <nav aria-label={m.breadcrumb()}>
          <Link to="/catalogs" search={{}} className="text-muted hover:text-text">
            {m.catalogs()}
          </Link>
        </nav>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 translate="no" className="text-xl font-semibold tracking-tight wrap-anywhere">
            {catalog.name}
          </h1>
          <StateLabel words={wordsForCatalogState(catalog)} />
        </div>
      </div>
      <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:*:flex-1 sm:max-w-120 sm:justify-end">
        <CopyButton text={sentence}>{m.copy_for_phone()}</CopyButton>
        {mayUpdate && !catalog.isRemotePcCatalog ? <UpdateImage catalog={catalog} /> : null}
      </div>
    </div>
  );
}

/** Opens the form over this page; where nothing can be sent now, the button says why instead. */
function UpdateImage({ catalog }: { catalog: Catalog }) {
  const reasonId = useId();
  const because = blockOfCatalog(catalog);
  const content = (
    <>
      <ArrowUpFromLine aria-hidden="true" className="size-3.5" />
      {m.update_image()}
    </>
  );
  if (because !== undefined) {
    return (
      <>
        <Button aria-disabled aria-describedby={reasonId}>
          {content}
        </Button>
        <p id={reasonId} className="w-full text-muted text-sm max-sm:flex-none! sm:text-right">
          {factInWords(because)}
        </p>
      </>
    );
  }
  return (
    <Link
      to="/catalogs/$catalogId/new-update"
      params={{ catalogId: catalog.id }}
      search={{}}
      resetScroll={false}
      className={buttonClasses("primary")}
    >
      {content}
    </Link>
  );
}

/** The running update with its timeline, by itself so that only it renders at every tick. */
function LiveUpdate({ updateId, catalog }: { updateId: string; catalog: Catalog }) {
  const connection = useConnection();
  const now = useNow();
  const detail = useQuery(imageUpdateQuery(connection.id, updateId));
  const update = detail.data ?? catalog.activeUpdate;
  if (update === undefined) return null;
  return (
    <PageSection
      title={m.update_under_way()}
      actions={
        <Link to="/updates/$updateId" params={{ updateId }} className="text-accent underline underline-offset-2">
          {m.open_update()}
        </Link>
      }
    >
      <div data-catalog={catalog.id} className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
        <UpdateCard update={update} now={now} said={catalog.statusMessage} />
        {/* The first steps' place is kept while they are on their way: what stands below does not move. */}
        <div className="min-h-29">
          <UpdateTimeline update={update} now={now} />
        </div>
      </div>
    </PageSection>
  );
}

function BackToPreviousImage({ catalog }: { catalog: Catalog }) {
  const connection = useConnection();
  const history = useInfiniteQuery(imageUpdatesQuery(connection.id, { catalogId: catalog.id }));
  const previous = previousImageOf(catalog, history.data?.pages.flatMap((page) => page.items) ?? []);
  return previous === undefined ? null : <RollBack catalog={catalog} {...previous} />;
}

function ImageInUse({ catalog }: { catalog: Catalog }) {
  const { imageId, templateImageName, templateImageOs, imageVdaVersion } = catalog;
  if (imageId === undefined) return <p className="text-muted">{m.catalog_no_image()}</p>;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-card border border-hair bg-surface px-4 py-3 shadow-card">
      <Link
        to="/images/$imageId"
        params={{ imageId }}
        className="font-semibold text-accent underline underline-offset-2 wrap-anywhere"
      >
        {templateImageName ?? imageId}
      </Link>
      <span className="text-muted">
        {[templateImageOs, imageVdaVersion ? `VDA ${imageVdaVersion}` : undefined].filter(Boolean).join(" · ")}
      </span>
      <span className="ml-auto inline-flex max-w-full items-center gap-1">
        <code className="truncate font-mono text-muted text-sm" title={imageId}>
          {imageId}
        </code>
        <CopyIconButton text={imageId} label={m.copy_image_id()} />
      </span>
    </div>
  );
}

const factPlaces = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"];

/** The page's shape while its catalog is on its way. */
function LoadingPage() {
  return (
    <>
      <PageTitle>{m.catalog()}</PageTitle>
      <p role="status" className="sr-only">
        {m.loading_catalog()}
      </p>
      <div aria-hidden="true">
        <Skeleton className="mb-1 h-4 w-16" />
        <Skeleton className="h-7 w-72 max-w-full" />
        <div className="mt-6 mb-2 flex h-8 items-center">
          <Skeleton className="h-4 w-28" />
        </div>
        <div className="flex h-12 items-center rounded-card border border-hair bg-surface px-4 shadow-card">
          <Skeleton className="h-4 w-80 max-w-full" />
        </div>
        <div className="mt-6 mb-2 flex h-8 items-center">
          <Skeleton className="h-4 w-16" />
        </div>
        <div className="grid gap-x-8 rounded-card border border-hair bg-surface px-4 py-1.5 shadow-card sm:grid-cols-2 xl:grid-cols-3">
          {factPlaces.map((place) => (
            <div key={place} className="flex h-8 items-center gap-3">
              <Skeleton className="h-4 w-24" />
              <Skeleton className="h-4 w-32" />
            </div>
          ))}
        </div>
      </div>
    </>
  );
}
