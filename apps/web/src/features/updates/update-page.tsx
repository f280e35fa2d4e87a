import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { blockOfCatalog, isEnded, wordsForImageUpdate } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { type RefObject, Suspense, useRef, useState } from "react";
import { catalogQuery } from "../../api/catalogs.ts";
import { withoutAge } from "../../api/freshness.ts";
import { imageUpdateQuery } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { lazyChunk } from "../../lib/chunks.ts";
import { ApiProblem } from "../../lib/http.ts";
import { useNow } from "../../lib/now.ts";
import { RecordFoot, RecordHead } from "../../shared/change-record.tsx";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { RollBack } from "../../shared/roll-back.tsx";
import { useConnection, useMayUpdate } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { SupportSection } from "../../shared/support-section.tsx";
import { UpdateTimeline } from "../../shared/update-timeline.tsx";
import { targetInWords } from "../../shared/update-words.ts";
import { Badge } from "../../ui/badge.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { Notice } from "../../ui/notice.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { UpdateFacts } from "./update-facts.tsx";
import { UpdateStanding } from "./update-standing.tsx";

const DecisionPanel = lazyChunk(() => import("./decision-panel.tsx"), "DecisionPanel");

const route = getRouteApi("/signed-in/updates/$updateId");

/** One image update: where it stands and what that means, its timeline, and every fact about it. */
export function UpdatePage() {
  const connection = useConnection();
  const { updateId } = route.useParams();
  const update = useQuery(imageUpdateQuery(connection.id, updateId));
  if (update.data === undefined && update.error instanceof ApiProblem && update.error.status === 404) {
    return <NotFound what="update" />;
  }
  return (
    <PageBody>
      <PageTitle>{update.data ? m.update_of({ catalog: update.data.catalogName }) : m.update()}</PageTitle>
      <nav aria-label={m.breadcrumb()} className="print:hidden">
        <Link to="/updates" search={{}} className="text-muted hover:text-text">
          {m.updates()}
        </Link>
      </nav>
      {update.data ? null : <h1 className="sr-only">{m.update()}</h1>}
      {update.data ? (
        <UpdateContent update={update.data} />
      ) : update.error ? (
        <div className="mt-4">
          <ProblemState
            title={m.update_not_read()}
            error={update.error}
            busy={update.isFetching}
            onRetry={() => void update.refetch()}
          />
        </div>
      ) : (
        <UpdateSkeleton />
      )}
    </PageBody>
  );
}

function UpdateContent({ update }: { update: ImageUpdate }) {
  // Only day changes matter to the timeline: the ticking stands in its own leaves.
  const now = useNow(60_000);
  const catalog = useCatalogSince(update);
  const standing = useRef<HTMLDivElement>(null);
  return (
    <>
      <RecordHead title={m.record_title()} id={update.id} />
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 translate="no" className="text-xl font-semibold tracking-tight wrap-anywhere">
              {update.catalogName}
            </h1>
            <StateLabel words={wordsForImageUpdate(update)} />
            {update.rollsBack && update.state !== "running" ? <Badge>{m.rollback_badge()}</Badge> : null}
          </div>
          <p className="flex flex-wrap items-center gap-x-1.5 wrap-anywhere">
            <span className="text-muted">{update.fromImage?.name ?? m.no_image()}</span>
            <ArrowRight role="img" aria-label={m.image_to()} className="size-3.5 shrink-0 text-muted" />
            <b translate="no" className="font-semibold">
              {targetInWords(update)}
            </b>
          </p>
        </div>
        <div className="flex max-w-full flex-wrap gap-2 print:hidden">
          {wentWrong(update) && catalog ? <BackToOldImage update={update} catalog={catalog} /> : null}
          <Link to="/catalogs/$catalogId" params={{ catalogId: update.catalogId }} className={buttonClasses()}>
            {m.open_catalog()}
          </Link>
        </div>
      </div>
      <DecisionNeeded update={update} standing={standing} />
      {/* On paper what was done comes first, then how it went. */}
      <div className="print:flex print:flex-col print:[&>section]:order-first">
        <div className="grid grid-cols-1 items-start gap-x-6 lg:grid-cols-[3fr_2fr]">
          <div ref={standing} data-catalog={update.catalogId} tabIndex={-1} className="outline-none">
            <PageSection title={m.where_it_stands()}>
              <UpdateStanding update={update} catalog={catalog} />
            </PageSection>
          </div>
          <PageSection
            title={m.timeline()}
            note={isEnded(update) ? undefined : <span className="print:hidden">{m.live()}</span>}
          >
            <UpdateTimeline update={update} now={now} />
          </PageSection>
        </div>
        <PageSection title={m.facts()}>
          <UpdateFacts update={update} />
        </PageSection>
      </div>
      <div className="print:hidden">
        <SupportSection catalogId={update.catalogId} updateId={update.id} />
      </div>
      <RecordFoot now={now} />
    </>
  );
}

function wentWrong({ state }: ImageUpdate): boolean {
  return state === "failed" || state === "rolledBack";
}

/** The update's catalog, as long as nothing has happened to it since. */
function useCatalogSince(update: ImageUpdate): Catalog | undefined {
  const connection = useConnection();
  const { data } = useQuery({
    ...catalogQuery(connection.id, update.catalogId),
    select: withoutAge,
    enabled: wentWrong(update),
  });
  return data?.lastUpdate?.id === update.id && data.activeUpdate === undefined ? data : undefined;
}

/** The way back. Where nothing can be started now, the next steps say so already. */
function BackToOldImage({ update, catalog }: { update: ImageUpdate; catalog: Catalog }) {
  if (update.fromImage === null || blockOfCatalog(catalog) !== undefined) return null;
  return <RollBack catalog={catalog} image={update.fromImage} updateId={update.id} />;
}

/** For administrators the two facts and the choice; for others that an administrator has to choose. */
function DecisionNeeded(props: { update: ImageUpdate; standing: RefObject<HTMLElement | null> }) {
  const mayDecide = useMayUpdate();
  const isOpen = props.update.decision !== undefined;
  // Who was asked is told what became of the question.
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  if (!wasOpen) return null;
  if (mayDecide) {
    return (
      <Suspense fallback={<Skeleton className="mt-6 h-80 rounded-card" />}>
        <DecisionPanel {...props} />
      </Suspense>
    );
  }
  if (!isOpen) return null;
  return (
    <Notice tone="warn" title={m.decide_title()} className="mt-4">
      {m.decide_notice()}
    </Notice>
  );
}

function UpdateSkeleton() {
  return (
    <div role="status" aria-label={m.update_reading()}>
      <Skeleton className="mt-1 mb-2 h-5 w-60 max-w-full" />
      <Skeleton className="mb-10 h-4 w-80 max-w-full" />
      <div className="mb-14 grid grid-cols-1 gap-6 lg:grid-cols-[3fr_2fr]">
        <SkeletonRows rows={4} />
        <SkeletonRows rows={4} />
      </div>
      <SkeletonRows rows={3} />
    </div>
  );
}
