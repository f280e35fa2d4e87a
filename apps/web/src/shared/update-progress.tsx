import type { ImageUpdate } from "@catalog-deck/contract";
import { type Progress, progressOf, wordsForImageUpdateState, wordsForSubState } from "@catalog-deck/domain";
import { useNow } from "../lib/now.ts";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { SessionsEnd, UpdateTimesLine } from "./update-times.tsx";
import { useListedUsualDuration, useUsualDuration } from "./usual-duration.ts";
import { UsualTime } from "./usual-time.tsx";

/** The step in words, how far it is, since when, until when, and until when sessions end; nothing where none is known. */
export function UpdateProgress({ update, large }: { update: ImageUpdate; large?: boolean }) {
  // Machines that wait for their users have no percent that means anything; of a lost answer nobody knows it.
  if (update.state !== "running" && update.state !== "submitting") return <SessionsEnd update={update} />;
  return large ? <Large update={update} /> : <Small update={update} />;
}

// By themselves, so that they alone render at every tick.

function Small({ update }: { update: ImageUpdate }) {
  const progress = progressOf(update, useNow());
  const usual = useListedUsualDuration(update);
  return (
    <div className="max-w-90 text-sm sm:min-w-50">
      <p className="flex flex-wrap justify-between gap-x-3">
        <span>{update.subState ? labelOf(update) : null}</span>
        <Percent progress={progress} />
      </p>
      <Bar update={update} progress={progress} />
      <UpdateTimesLine update={update} usual={usual} className="text-muted" />
    </div>
  );
}

function Large({ update }: { update: ImageUpdate }) {
  const progress = progressOf(update, useNow());
  const usual = useUsualDuration(update);
  return (
    <div>
      <p className="flex justify-between gap-3">
        <span>{labelOf(update)}</span>
        <Percent progress={progress} />
      </p>
      <Bar update={update} progress={progress} />
      <UpdateTimesLine update={update} usual={usual} className="text-muted" />
      <UsualTime usual={usual} />
    </div>
  );
}

function labelOf({ subState, state }: ImageUpdate): string {
  return subState ? wordsForSubState(subState).label : wordsForImageUpdateState(state).label;
}

function Percent({ progress: { percent } }: { progress: Progress }) {
  return (
    <b translate="no" className="font-semibold whitespace-nowrap">
      {percent === null ? null : `${Math.round(percent)} %`}
    </b>
  );
}

function Bar({ update, progress }: { update: ImageUpdate; progress: Progress }) {
  const label = `${update.catalogName}: ${labelOf(update)}`;
  return <ProgressBar label={label} percent={progress.percent} className="mt-1 mb-1.5" />;
}
