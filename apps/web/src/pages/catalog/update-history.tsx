import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { elapsedInWords, isEnded, originInWords, wordsForImageUpdate } from "@catalog-deck/domain";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, History } from "lucide-react";
import { imageUpdatesQuery } from "../../api/image-updates.ts";
import { ProblemState } from "../../components/problem-state.tsx";
import { useConnection } from "../../components/signed-in.ts";
import { StateLabel } from "../../components/state-label.tsx";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { timeInWords } from "../../lib/places.ts";
import { serverWords } from "../../lib/server-words.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

/** Every image update of a catalog that has ended, from here or outside, newest first, and its previous image. */
export function UpdateHistory({ catalog }: { catalog: Catalog }) {
  const connection = useConnection();
  const history = useInfiniteQuery(imageUpdatesQuery(connection.id, { catalogId: catalog.id }));
  const now = useNow(60_000);
  const updates = history.data?.pages.flatMap((page) => page.items);
  const ended = updates?.filter((update) => isEnded(update.state));
  const previous = previousImageOf(catalog, updates ?? []);
  return (
    <PageSection title={m.update_history()} note={previous ? <PreviousImage {...previous} /> : undefined}>
      {ended === undefined ? (
        history.error === null ? (
          <Skeleton className="h-32 w-full rounded-card" />
        ) : (
          <ProblemState
            title={m.history_not_loaded()}
            error={history.error}
            onRetry={() => void history.refetch()}
            busy={history.isFetching}
          />
        )
      ) : ended.length === 0 && !history.hasNextPage ? (
        <EmptyState icon={<History aria-hidden="true" />} title={m.history_none()}>
          {m.history_empty()}
        </EmptyState>
      ) : (
        <ul className="overflow-hidden rounded-card border border-hair bg-surface shadow-card">
          {ended.map((update) => (
            <HistoryRow key={update.id} update={update} now={now} />
          ))}
        </ul>
      )}
      {history.hasNextPage ? (
        <div className="mt-3 text-center">
          <Button busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            {m.load_more()}
          </Button>
        </div>
      ) : null}
    </PageSection>
  );
}

function HistoryRow({ update, now }: { update: ImageUpdate; now: Date }) {
  const { by, restarts } = originInWords(update);
  const tookMs = Date.parse(update.finishedAt ?? "") - Date.parse(update.requestedAt);
  return (
    <li className="relative border-b border-hair px-4 py-2.5 last:border-b-0 hover:bg-hover">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Link
          to="/updates/$updateId"
          params={{ updateId: update.id }}
          className="inline-flex min-w-0 flex-wrap items-center gap-x-1.5 no-underline wrap-anywhere before:absolute before:inset-0"
        >
          <span className="text-muted">{update.fromImage?.name ?? m.no_image()}</span>
          <ArrowRight role="img" aria-label={m.image_to()} className="size-3.5 shrink-0 text-muted" />
          <span className="font-semibold">{update.toImage.name}</span>
        </Link>
        <StateLabel words={wordsForImageUpdate(update)} />
      </div>
      <p className="text-muted">
        {timeInWords(update.requestedAt, now)} {by}
        {restarts}
        {Number.isNaN(tookMs) || tookMs === 0 ? "" : m.took({ time: elapsedInWords(tookMs) })}
        {update.reason ? ` · ${update.reason}` : ""}
      </p>
      {update.message && update.state !== "succeeded" ? (
        <p className="wrap-anywhere">{serverWords(update.message)}</p>
      ) : null}
    </li>
  );
}

function PreviousImage({ id, name }: { id: string; name: string }) {
  return (
    <>
      {m.previous_image()}{" "}
      <Link to="/images/$imageId" params={{ imageId: id }} className="text-accent underline underline-offset-2">
        {name}
      </Link>
    </>
  );
}

/** The image that the catalog ran on before the one in use, as far as the updates tell. */
function previousImageOf(catalog: Catalog, updates: readonly ImageUpdate[]): ImageUpdate["fromImage"] {
  const arrived = updates.find(
    (update) =>
      (update.state === "succeeded" || update.state === "waitingForRestart") && update.toImage.id === catalog.imageId,
  );
  return arrived?.fromImage ?? null;
}
