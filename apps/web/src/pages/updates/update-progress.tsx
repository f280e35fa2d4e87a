import type { ImageUpdate } from "@catalog-deck/contract";
import { elapsedInWords, progressOf, wordsForImageUpdateState, wordsForSubState } from "@catalog-deck/domain";
import { useNow } from "../../lib/now.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";

/** The step in words, how far it is, how long it has taken and may still take. It alone renders at every tick. */
export function UpdateProgress({ update, large }: { update: ImageUpdate; large?: boolean }) {
  const now = useNow();
  // Machines that wait for their users have no percent that means anything; of a lost answer nobody knows it.
  if (update.state === "waitingForRestart" || update.state === "unknown") return null;
  const progress = progressOf(update, now);
  const step = update.subState === undefined ? undefined : wordsForSubState(update.subState).label;
  const label = step ?? wordsForImageUpdateState(update.state).label;
  const left = progress.overdue
    ? "longer than Citrix expected"
    : progress.minutesLeft === null
      ? "no estimate from Citrix yet"
      : `about ${progress.minutesLeft} min left`;
  return (
    <div className={large ? "max-w-140" : "max-w-60 min-w-30 text-sm"}>
      <p className="flex justify-between gap-3">
        <span className="min-w-0">{step ?? (large ? label : "")}</span>
        {progress.percent === null ? null : (
          <b className="whitespace-nowrap font-semibold">{Math.round(progress.percent)} %</b>
        )}
      </p>
      <ProgressBar label={`${update.catalogName}: ${label}`} percent={progress.percent} className="my-1" />
      <p className="flex flex-wrap justify-between gap-x-3 text-muted">
        {large ? <span>{elapsedInWords(progress.elapsedMs)} so far</span> : null}
        <span>{left}</span>
      </p>
    </div>
  );
}
