import { wordsForImageState } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { catalogsQuery } from "../../api/catalogs.ts";
import { itemsOf, withoutAge } from "../../api/freshness.ts";
import { type ImageWithUses, imageQuery, imagesQuery } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { ApiProblem } from "../../lib/http.ts";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { UpdateManyButton } from "../../shared/selection/update-many-button.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { CatalogsThatCouldMove } from "./catalogs-that-could-move.tsx";
import { CatalogsOnTheirWay, CatalogsThatUse } from "./catalogs-that-use.tsx";
import { ImageCondition } from "./image-condition.tsx";
import { ImageFacts } from "./image-facts.tsx";
import { isUnfit } from "./image-list.ts";

const route = getRouteApi("/signed-in/images/$imageId");

/** One image: whether it can be used, what uses it, what is or could be moved to it, and what is on it. */
export function ImagePage() {
  const connection = useConnection();
  const { imageId } = route.useParams();
  const image = useQuery({ ...imageQuery(connection.id, imageId), select: withoutAge });
  const isGone = image.error instanceof ApiProblem && image.error.status === 404;

  if (image.data === undefined && isGone) return <NotFound what="image" />;
  return (
    <PageBody>
      <PageTitle>{image.data?.name ?? m.column_image()}</PageTitle>
      <nav aria-label={m.breadcrumb()}>
        <Link to="/images" search={{}} className="text-muted hover:text-text">
          {m.images()}
        </Link>
      </nav>
      {image.data ? null : <h1 className="sr-only">{m.column_image()}</h1>}
      {image.data ? (
        <>
          {isGone ? (
            <Notice tone="warn" role="alert" title={m.image_gone()} className="mt-2">
              {m.image_gone_text()}
            </Notice>
          ) : null}
          <ImageContent image={image.data} />
        </>
      ) : image.error ? (
        <div className="mt-4">
          <ProblemState
            title={m.image_not_read()}
            error={image.error}
            busy={image.isFetching}
            onRetry={() => void image.refetch()}
          />
        </div>
      ) : (
        <ImageSkeleton />
      )}
    </PageBody>
  );
}

function ImageContent({ image }: { image: ImageWithUses }) {
  const connection = useConnection();
  const catalogs = useQuery({ ...catalogsQuery(connection.id), select: withoutAge });
  const images = useQuery({ ...imagesQuery(connection.id), select: itemsOf });
  const using = catalogs.data?.items.filter(({ id }) => image.catalogs.some(({ catalogId }) => catalogId === id)) ?? [];
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 translate="no" className="min-w-0 text-xl font-semibold tracking-tight wrap-anywhere">
          {image.name}
        </h1>
        <StateLabel words={wordsForImageState(image)} />
        <Badge>{image.citrixPrepared ? m.prepared_by_citrix() : m.own_image()}</Badge>
      </div>
      <ImageCondition image={image} />
      <ImageFacts image={image} />
      <PageSection
        title={m.used_by()}
        note={m.catalogs_count({ count: image.catalogs.length })}
        actions={<UpdateManyButton catalogs={using} />}
      >
        <CatalogsThatUse
          image={image}
          catalogs={catalogs.data?.items}
          images={images.data}
          staleData={image.stale || catalogs.data?.stale === true}
        />
      </PageSection>
      <CatalogsOnTheirWay image={image} catalogs={catalogs.data?.items} />
      {/* No healthy catalog should move to an image that has to go. */}
      {isUnfit(image) ? null : <CatalogsThatCouldMove image={image} catalogs={catalogs} images={images.data} />}
      <PageSection title={m.apps_found()} note={image.applications.length || undefined}>
        <ImageApplications image={image} />
      </PageSection>
    </>
  );
}

function ImageSkeleton() {
  return (
    <div role="status" aria-label={m.image_reading()}>
      <Skeleton className="mt-2 mb-4 h-7 w-72 max-w-full" />
      <SkeletonRows rows={3} className="max-sm:h-110" />
      <Skeleton className="mt-18 mb-3 h-5 w-40" />
      <SkeletonRows rows={2} />
      <Skeleton className="mt-8 mb-3 h-5 w-60" />
      <SkeletonRows rows={4} />
    </div>
  );
}

function ImageApplications({ image }: { image: ImageWithUses }) {
  if (image.applications.length === 0) {
    return <p className="text-muted">{image.state === "Ready" ? m.apps_none() : m.apps_later()}</p>;
  }
  const sorted = image.applications.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <ul className="grid gap-x-8 rounded-card border border-hair bg-surface px-4 py-1.5 shadow-card sm:grid-cols-2 xl:grid-cols-3">
      {sorted.map((application) => (
        <li key={application.id} className="min-w-0 py-1.5">
          <p translate="no" className="font-medium wrap-anywhere">
            {application.name}
          </p>
          {application.description ? <p className="text-muted text-sm">{application.description}</p> : null}
          {application.applicationPath ? (
            <p className="truncate font-mono text-muted text-xs" title={application.applicationPath}>
              {application.applicationPath}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
