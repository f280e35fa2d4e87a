import type { ImageUpdate } from "@catalog-deck/contract";
import {
  elapsedInWords,
  isEnded,
  originInWords,
  progressOf,
  tookMs,
  wordsForImageUpdate,
  wordsForSubState,
} from "@catalog-deck/domain";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { timeInWords } from "../../lib/formatting.ts";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { LinkedUpdate } from "../../shared/linked-update.tsx";
import { CitrixWords, LongText } from "../../shared/long-text.tsx";
import { StateLabel } from "../../shared/state-label.tsx";
import { SessionsEnd, UpdateTimesLine } from "../../shared/update-times.tsx";
import { targetInWords } from "../../shared/update-words.ts";
import { useUsualDuration } from "../../shared/usual-duration.ts";
import { UsualTime } from "../../shared/usual-time.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";

interface UpdateCardProps {
  update: ImageUpdate;
  /** Ticks while the update runs. */
  now: Date;
  /** Citrix's own words, where the update does not tell its image. */
  said?: string | undefined;
  /** What stands at the card's foot: links and copy buttons. */
  actions?: ReactNode;
}

/** One image update at a glance: from and to, where it stands in plain words, and while it runs how far and how long. */
export function UpdateCard({ update, now, said, actions }: UpdateCardProps) {
  const words = wordsForImageUpdate(update);
  const seen = statedInWords(update);
  const { by, restarts } = originInWords(update);
  const step = update.subState === undefined ? undefined : wordsForSubState(update.subState);
  const took = tookMs(update);
  return (
    <div className="flex flex-col gap-2 rounded-card border border-hair bg-surface px-4 py-3.5 shadow-card">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-1.5 wrap-anywhere">
          <span className="text-muted">{update.fromImage?.name ?? m.no_image()}</span>
          <ArrowRight role="img" aria-label={m.image_to()} className="size-3.5 shrink-0 text-muted" />
          <b translate="no" className="font-semibold">
            {targetInWords(update)}
          </b>
        </p>
        <StateLabel words={words} />
      </div>
      {isEnded(update) ? null : <Running update={update} now={now} label={step?.label ?? words.label} />}
      <p>{seen === undefined ? words.sentence : <LongText>{seen}</LongText>}</p>
      {said && !isEnded(update) && update.toImage === undefined ? (
        <p>
          <CitrixWords>{said}</CitrixWords>
        </p>
      ) : null}
      {step?.usersNotice && !isEnded(update) ? (
        <p className="text-muted">{m.users_notice({ notice: step.usersNotice })}</p>
      ) : null}
      {step?.isError ? (
        <p>
          {step.cause} {step.nextStep}
        </p>
      ) : null}
      {update.rollsBack ? (
        <p>
          <span className="text-muted">{m.rollback_of()}</span> <LinkedUpdate updateId={update.rollsBack} />
        </p>
      ) : null}
      {update.reason ? (
        <p className="wrap-anywhere">
          <span className="text-muted">{m.reason()}</span> {update.reason}
        </p>
      ) : null}
      <div className="mt-1 flex flex-wrap items-center justify-between gap-2 text-muted text-sm">
        <span className="first-letter:uppercase">
          {update.requestedAt === undefined ? by : `${by}, ${timeInWords(update.requestedAt, now)}`}
          {restarts}
          {took === undefined ? "" : m.took({ time: elapsedInWords(took) })}
        </span>
        {actions ? <span className="flex flex-wrap gap-2">{actions}</span> : null}
      </div>
    </div>
  );
}

function Running({ update, now, label }: { update: ImageUpdate; now: Date; label: string }) {
  const usual = useUsualDuration(update);
  // Machines that wait for their users have no percent that means anything; what may not have started is nowhere.
  if (update.decision) return null;
  if (update.state === "waitingForRestart") return <SessionsEnd update={update} />;
  const progress = progressOf(update, now);
  return (
    <div>
      <p className="flex justify-between gap-3">
        <span>{label}</span>
        {progress.percent === null ? null : (
          <b translate="no" className="font-semibold">
            {Math.round(progress.percent)} %
          </b>
        )}
      </p>
      <ProgressBar label={label} percent={progress.percent} className="my-1.5" />
      <UpdateTimesLine update={update} usual={usual} className="text-muted" />
      <UsualTime usual={usual} />
    </div>
  );
}
