import type { RolloutTarget } from "@catalog-deck/contract";
import { skipReasonInWords, wordsForImageUpdate, wordsForRolloutTarget } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { SkipForward } from "lucide-react";
import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { timeInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { LongText } from "../../shared/long-text.tsx";
import { StateIcon, StateLabel } from "../../shared/state-label.tsx";
import { UpdateProgress } from "../../shared/update-progress.tsx";
import { IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/classes.ts";

interface TargetProps {
  target: RolloutTarget;
  /** Absent where it cannot be skipped any more, or not by this person. */
  onSkip: ((target: RolloutTarget, button: HTMLElement) => void) | undefined;
}

/** A catalog that is under way, with the same live status as on its card, or that has failed, with why. */
export const TargetRow = memo(function TargetRow({ target, onSkip }: TargetProps) {
  const { state, update, attempt, catalogName } = target;
  const failed = state === "failed";
  return (
    <li
      className={classNames(
        "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 gap-y-2 border-hair border-t py-2.5 pr-2 pl-4 md:grid-cols-[11rem_minmax(0,1fr)_auto]",
        failed && "bg-bad-tint",
      )}
    >
      <div className="min-w-0">
        <CatalogLink target={target} className="font-semibold" />
        <p className="text-muted text-sm">
          {[machinesOf(target), attempt > 1 ? m.rollout_attempt({ attempt }) : ""].filter(Boolean).join(" · ")}
        </p>
      </div>
      <div className="min-w-0 max-md:order-last max-md:col-span-2">
        {update === undefined ? (
          <StateLabel words={wordsForRolloutTarget(state)} />
        ) : failed ? (
          <>
            <StateLabel words={wordsForImageUpdate(update)} />
            <p className="text-muted text-sm wrap-anywhere">
              <LongText>{statedInWords(update) ?? wordsForImageUpdate(update).sentence}</LongText>
            </p>
          </>
        ) : update.state === "unknown" ? (
          <StateLabel words={wordsForImageUpdate(update)} />
        ) : (
          <UpdateProgress update={update} />
        )}
      </div>
      <div className="flex items-center gap-1 print:hidden">
        {update === undefined ? null : (
          <Link
            to="/updates/$updateId"
            params={{ updateId: update.id }}
            aria-label={m.rollout_open_update_of({ catalog: catalogName })}
            className="rounded-control px-2 py-1 text-accent text-sm hover:underline"
          >
            {m.update()}
          </Link>
        )}
        <Skip target={target} onSkip={onSkip} />
      </div>
    </li>
  );
});

/** Any other catalog, in a line. */
export const QuietTarget = memo(function QuietTarget({ target, onSkip }: TargetProps) {
  const { icon, tone } = wordsForRolloutTarget(target.state);
  const color = tone === "bad" ? "text-bad" : "text-muted";
  return (
    <li className="flex min-h-8 min-w-0 items-center gap-2">
      <StateIcon icon={icon} className={`size-3.5 shrink-0 ${color}`} />
      <CatalogLink target={target} className="min-w-0 flex-1 wrap-anywhere" />
      <span className={`text-right text-sm ${color}`}>
        <HowItStands target={target} />
      </span>
      <Skip target={target} onSkip={onSkip} />
    </li>
  );
});

function HowItStands({ target }: { target: RolloutTarget }) {
  const now = useNow(60_000);
  const { state, update, skipReason, busySince } = target;
  if (state === "waiting") {
    return busySince === undefined
      ? (machinesOf(target) ?? wordsForRolloutTarget(state).label)
      : m.rollout_busy_since({ time: timeInWords(busySince, now) });
  }
  const words = skipReason === undefined ? wordsForRolloutTarget(state).label : skipReasonInWords(skipReason);
  if (update === undefined) return words;
  const time = update.finishedAt === undefined ? undefined : timeInWords(update.finishedAt, now);
  const label = state === "succeeded" && time === undefined ? wordsForImageUpdate(update).label : words;
  return (
    <Link to="/updates/$updateId" params={{ updateId: update.id }} className="hover:underline">
      {time === undefined || state !== "succeeded" ? label : m.rollout_done_at({ time })}
    </Link>
  );
}

function CatalogLink({ target, className }: { target: RolloutTarget; className: string }) {
  return (
    <Link
      translate="no"
      to="/catalogs/$catalogId"
      params={{ catalogId: target.catalogId }}
      title={target.catalogName}
      className={classNames("text-text hover:underline", className)}
    >
      {target.catalogName}
    </Link>
  );
}

function machinesOf({ machines }: RolloutTarget): string | undefined {
  return machines === undefined ? undefined : m.machines_count({ count: machines });
}

function Skip({ target, onSkip }: TargetProps) {
  if (onSkip === undefined) return null;
  return (
    <IconButton
      label={m.act_skip({ catalog: target.catalogName })}
      className="print:hidden"
      onClick={({ currentTarget }) => onSkip(target, currentTarget)}
    >
      <SkipForward aria-hidden="true" className="size-3.5" />
    </IconButton>
  );
}
