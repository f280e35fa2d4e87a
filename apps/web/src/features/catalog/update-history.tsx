import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import {
  elapsedInWords,
  isEnded,
  originInWords,
  type StateWords,
  tookMs,
  wordsForImageUpdate,
} from "@catalog-deck/domain";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, History } from "lucide-react";
import { imageUpdatesQuery } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, monthInWords, timeInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { LongText } from "../../shared/long-text.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { momentOf, targetInWords } from "../../shared/update-words.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

/** The timeline of a catalog's image updates that have ended, from here or external, newest first, by month. */
export function UpdateHistory({ catalog }: { catalog: Catalog }) {
  const connection = useConnection();
  const history = useInfiniteQuery(imageUpdatesQuery(connection.id, { catalogId: catalog.id }));
  const ended = history.data?.pages.flatMap((page) => page.items).filter((update) => isEnded(update));
  return (
    <PageSection title={m.update_history()}>
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
        <EmptyState compact icon={<History aria-hidden="true" />} title={m.history_none()}>
          {m.history_empty()}
        </EmptyState>
      ) : (
        <Months updates={ended} />
      )}
      {history.isFetchNextPageError && !history.isFetchingNextPage ? (
        <Notice tone="warn" role="alert" title={m.history_older_not_read()} className="mt-3">
          <LongText>{history.error.message}</LongText>
        </Notice>
      ) : null}
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

function Months({ updates }: { updates: readonly ImageUpdate[] }) {
  const now = useNow(60_000);
  const months = Map.groupBy(updates, (update) => monthInWords(momentOf(update)));
  return (
    <div className="overflow-hidden rounded-card border border-hair bg-surface shadow-card">
      {[...months].map(([month, inMonth]) => (
        <section key={month} aria-label={month} className="border-b border-hair last:border-b-0">
          <h3 className="bg-bg px-4 pt-2.5 pb-1 text-muted text-sm">{month}</h3>
          <ol>
            {inMonth.map((update) => (
              <HistoryRow key={update.id} update={update} now={now} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

const dots = {
  bad: "bg-bad",
  warn: "bg-warn",
  info: "bg-info",
  quiet: "bg-control",
} satisfies Record<StateWords["tone"], string>;

function HistoryRow({ update, now }: { update: ImageUpdate; now: Date }) {
  const words = wordsForImageUpdate(update);
  const { by, restarts } = originInWords(update);
  const seen = statedInWords(update);
  const took = tookMs(update);
  return (
    <li className="group relative grid grid-cols-1 gap-x-4 py-2 pr-4 pl-9 hover:bg-hover md:grid-cols-[7rem_minmax(0,1fr)_auto]">
      {/* The line of time with a dot for each update; the state's word says what its color means. */}
      <span
        aria-hidden="true"
        className="absolute inset-y-0 left-4.5 w-px bg-hair group-first:top-4 group-last:bottom-auto group-last:h-4"
      />
      <span
        aria-hidden="true"
        className={`absolute top-3.5 left-4 size-1.5 rounded-full forced-colors:bg-[CanvasText] ${dots[words.tone]}`}
      />
      <time dateTime={momentOf(update)} title={dateTimeInWords(momentOf(update))} className="text-muted max-md:text-sm">
        {timeInWords(momentOf(update), now)}
      </time>
      <div className="min-w-0">
        <Link
          to="/updates/$updateId"
          params={{ updateId: update.id }}
          className="inline-flex max-w-full flex-wrap items-center gap-x-1.5 no-underline wrap-anywhere before:absolute before:inset-0"
        >
          <span className="text-muted">{update.fromImage?.name ?? m.no_image()}</span>
          <ArrowRight role="img" aria-label={m.image_to()} className="size-3.5 shrink-0 text-muted" />
          <span translate="no" className="font-semibold">
            {targetInWords(update)}
          </span>
        </Link>
        <p className="text-muted text-sm wrap-anywhere">
          {update.rollsBack ? <b className="font-semibold text-text">{m.rollback_badge()}</b> : null}
          {update.rollsBack ? " · " : ""}
          {by}
          {restarts}
          {update.reason ? ` · ${update.reason}` : ""}
        </p>
        {seen && update.state !== "succeeded" ? (
          <p className="text-sm">
            <LongText>{seen}</LongText>
          </p>
        ) : null}
      </div>
      <div className="flex items-baseline gap-x-3 md:flex-col md:items-end">
        <StateLabel words={words} />
        {took === undefined ? null : (
          <span className="text-muted text-sm">{m.history_took({ time: elapsedInWords(took) })}</span>
        )}
      </div>
    </li>
  );
}
