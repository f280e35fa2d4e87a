import type { Catalog } from "@catalog-deck/contract";
import {
  delayShort,
  elapsedInWords,
  progressOf,
  usualDurationInShort,
  usualDurationInWords,
  wordsForImageUpdateState,
  wordsForSubState,
} from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";

function figuresOf(catalog: Catalog) {
  const update = catalog.activeUpdate;
  return {
    percent: update?.percent ?? catalog.taskCompletionPercentage,
    startedAt: update?.startedAt,
    requestedAt: update?.requestedAt,
    estimatedMinutes: update?.estimatedMinutes,
  };
}

function stepOf(catalog: Catalog): string {
  const update = catalog.activeUpdate;
  const subState = update?.subState ?? (catalog.state === "Processing" ? catalog.subState : undefined);
  if (subState) return wordsForSubState(subState).label;
  return update && update.state !== "running" ? wordsForImageUpdateState(update.state).label : m.working();
}

/** Of an update from outside only Citrix can tell when it began. */
function hasKnownStart({ activeUpdate }: Catalog): boolean {
  return activeUpdate !== undefined && (activeUpdate.origin !== "outside" || activeUpdate.startedAt !== undefined);
}

/** How long such updates have taken before, beside Citrix's estimate; the list itself brings it, so that nothing moves. */
function UsualTime({ catalog: { usualDuration } }: { catalog: Catalog }) {
  if (usualDuration === undefined) return null;
  return (
    <p className="text-muted text-sm" title={`${usualDurationInWords(usualDuration)}. ${m.history_usual_hint()}`}>
      {usualDurationInShort(usualDuration)}
    </p>
  );
}

/** A running update on a card: the step in words, how far, for how long, and how long still. Ticks by itself. */
export function LiveStatus({ catalog }: { catalog: Catalog }) {
  const now = useNow();
  const progress = progressOf(figuresOf(catalog), now);
  const step = stepOf(catalog);
  const left = progress.overdue
    ? m.longer_than_expected()
    : progress.minutesLeft === null
      ? ""
      : m.minutes_left({ time: delayShort(progress.minutesLeft) });
  return (
    <div>
      <p className="flex justify-between gap-3">
        <span className="min-w-0 wrap-anywhere">{step}</span>
        {progress.percent === null ? null : (
          <b translate="no" className="shrink-0 font-semibold">
            {Math.round(progress.percent)} %
          </b>
        )}
      </p>
      <ProgressBar
        label={m.update_of({ catalog: catalog.name })}
        percent={progress.percent}
        valueText={progress.percent === null ? step : m.percent_step({ percent: Math.round(progress.percent), step })}
        className="my-1.5"
      />
      <p className="flex justify-between gap-3 text-muted">
        <span>
          {hasKnownStart(catalog) ? m.so_far({ time: elapsedInWords(progress.elapsedMs) }) : m.started_elsewhere()}
        </span>
        <span>{left}</span>
      </p>
      <UsualTime catalog={catalog} />
    </div>
  );
}
