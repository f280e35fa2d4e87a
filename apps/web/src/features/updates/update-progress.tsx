import type { ImageUpdate } from "@catalog-deck/contract";
import {
  delayShort,
  elapsedInWords,
  progressOf,
  wordsForImageUpdateState,
  wordsForSubState,
} from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { UsualTime } from "../../shared/usual-time.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";

/** The step in words, how far it is, how long it has taken and may still take; nothing where no such thing is known. */
export function UpdateProgress({ update, large }: { update: ImageUpdate; large?: boolean }) {
  // Machines that wait for their users have no percent that means anything; of a lost answer nobody knows it.
  if (update.state !== "running" && update.state !== "submitting") return null;
  return <Ticking update={update} large={large ?? false} />;
}

/** By itself, so that it alone renders at every tick. */
function Ticking({ update, large }: { update: ImageUpdate; large: boolean }) {
  const now = useNow();
  const progress = progressOf(update, now);
  const label = update.subState
    ? wordsForSubState(update.subState).label
    : wordsForImageUpdateState(update.state).label;
  const left = progress.overdue
    ? m.longer_than_citrix()
    : progress.minutesLeft === null
      ? m.no_estimate_yet()
      : large
        ? m.history_citrix_left({ time: delayShort(progress.minutesLeft) })
        : m.minutes_left({ time: delayShort(progress.minutesLeft) });
  const percent = progress.percent === null ? null : `${Math.round(progress.percent)} %`;
  const bar = (
    <ProgressBar label={`${update.catalogName}: ${label}`} percent={progress.percent} className="mt-1 mb-1.5" />
  );
  if (!large) {
    return (
      <div className="max-w-90 text-sm sm:min-w-50">
        <p className="flex flex-wrap justify-between gap-x-3">
          <span>
            {update.subState ? label : null}{" "}
            <b translate="no" className="font-semibold whitespace-nowrap">
              {percent}
            </b>
          </span>
          <span className="text-muted">{left}</span>
        </p>
        {bar}
      </div>
    );
  }
  return (
    <div>
      <p className="flex justify-between gap-3">
        <span>{label}</span>
        <b translate="no" className="font-semibold whitespace-nowrap">
          {percent}
        </b>
      </p>
      {bar}
      <p className="flex flex-wrap justify-between gap-x-3 text-muted">
        <span>{m.so_far({ time: elapsedInWords(progress.elapsedMs) })}</span>
        <span>{left}</span>
      </p>
      <UsualTime update={update} />
    </div>
  );
}
