import type { Catalog } from "@catalog-deck/contract";
import {
  isWorkedOn,
  progressOf,
  usualDurationInShort,
  usualDurationInWords,
  wordsForImageUpdateState,
  wordsForSubState,
} from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { CitrixWords } from "../../shared/long-text.tsx";
import { CatalogTimes } from "../../shared/update-times.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";

/** The update that the figures are about; none while Citrix works on the catalog otherwise. */
function updateOf(catalog: Catalog) {
  return isWorkedOn(catalog) ? undefined : catalog.activeUpdate;
}

function figuresOf(catalog: Catalog) {
  const update = updateOf(catalog);
  return {
    percent: update?.percent ?? catalog.taskCompletionPercentage,
    startedAt: update?.startedAt,
    requestedAt: update?.requestedAt,
    estimatedMinutes: update?.estimatedMinutes,
  };
}

function stepOf(catalog: Catalog): string {
  const update = updateOf(catalog);
  const subState = update?.subState ?? (catalog.state === "Processing" ? catalog.subState : undefined);
  if (subState) return wordsForSubState(subState).label;
  return update && update.state !== "running" ? wordsForImageUpdateState(update.state).label : m.working();
}

/** How long such updates have taken before, beside Citrix's estimate; the list itself brings it, so that nothing moves. */
function UsualDurationLine({ catalog: { usualDuration } }: { catalog: Catalog }) {
  if (usualDuration === undefined) return null;
  return (
    <p className="text-muted text-sm" title={`${usualDurationInWords(usualDuration)}. ${m.history_usual_hint()}`}>
      {usualDurationInShort(usualDuration)}
    </p>
  );
}

/** What Citrix does to a catalog, on a card: the step in words, how far, since when, until when, and where to. */
export function LiveStatus({ catalog }: { catalog: Catalog }) {
  const now = useNow();
  const progress = progressOf(figuresOf(catalog), now);
  const step = stepOf(catalog);
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
        label={isWorkedOn(catalog) ? `${catalog.name}: ${step}` : m.update_of({ catalog: catalog.name })}
        percent={progress.percent}
        valueText={progress.percent === null ? step : m.percent_step({ percent: Math.round(progress.percent), step })}
        className="my-1.5"
      />
      <CatalogTimes catalog={catalog} className="text-muted" />
      {updateOf(catalog)?.toImage === undefined && catalog.statusMessage ? (
        <p className="text-muted">
          <CitrixWords>{catalog.statusMessage}</CitrixWords>
        </p>
      ) : null}
      <UsualDurationLine catalog={catalog} />
    </div>
  );
}
