import type { RolloutDetail } from "@catalog-deck/contract";
import { elapsedInWords, waitsInWords, wordsForRolloutState } from "@catalog-deck/domain";
import { useQueryClient } from "@tanstack/react-query";
import { Pause, Undo2 } from "lucide-react";
import { type Ref, useEffect } from "react";
import { rolloutQuery } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { here, timeInWords, zoneInWords } from "../../lib/formatting.ts";
import { serverNowMs, useNow } from "../../lib/now.ts";
import { countsInWords } from "../../shared/rollout-counts.ts";
import { CellMark, RolloutStrip } from "../../shared/rollout-strip.tsx";
import { useConnection, useMayUpdate } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { type ActOption, cancelOption, continueOption, goesOnInWords, plainRelease } from "./act-options.ts";
import { FormLink } from "./form-link.tsx";
import { ImageMoves } from "./image-moves.tsx";
import { endInWords } from "./rollout-end.ts";

interface HeadProps extends ActsProps {
  heading: Ref<HTMLHeadingElement>;
}

interface ActsProps {
  rollout: RolloutDetail;
  busy: string | undefined;
  onAct: (act: "pause" | "cancel") => void;
  onAsk: (option: ActOption, button: HTMLElement) => void;
  onDecide: () => void;
}

/**
 * Name, state and what can be done, always in sight: under the header, and on a phone at the lower edge, where the thumb
 * is.
 */
export function RolloutHead({ heading, ...acts }: HeadProps) {
  const { rollout } = acts;
  const mayAct = useMayUpdate();
  return (
    <div className="sticky top-13 z-20 -mx-2 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 bg-bg px-2 py-2 max-sm:static print:static">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <h1
          ref={heading}
          tabIndex={-1}
          translate="no"
          className="text-xl font-semibold tracking-tight outline-none wrap-anywhere"
        >
          {rollout.name}
        </h1>
        <StateLabel words={wordsForRolloutState(rollout.state, rollout.hold)} />
      </div>
      {mayAct ? <Acts {...acts} /> : null}
    </div>
  );
}

function Acts(props: ActsProps) {
  const { rollout } = props;
  const buttons = <ActButtons {...props} />;
  return (
    <div
      data-bottom-bar
      className="flex flex-wrap items-center justify-end gap-2 max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-30 max-sm:border-hair max-sm:border-t max-sm:bg-surface max-sm:px-3 max-sm:py-2.5 max-sm:*:flex-1 print:hidden"
    >
      {rollout.finishedAt === undefined ? buttons : <AfterTheEnd rollout={rollout} />}
    </div>
  );
}

function ActButtons({ rollout, busy, onAct, onAsk, onDecide }: ActsProps) {
  const { state, startedAt, undoUntil } = rollout;
  const release = state === "held" ? plainRelease(rollout) : undefined;
  const ask = (option: ActOption) => (
    <Button size="large" onClick={({ currentTarget }) => onAsk(option, currentTarget)}>
      {m.asks_first({ label: option.label })}
    </Button>
  );
  if (state === "cancelled") return null;
  return (
    <>
      {state === "scheduled" && undoUntil !== undefined ? (
        <UndoButton until={undoUntil} busy={busy === "cancel"} onUndo={() => onAct("cancel")} />
      ) : (
        ask(cancelOption(rollout))
      )}
      {startedAt === undefined ? (
        <FormLink rolloutId={rollout.id} fill="change" className={buttonClasses("secondary", "large")}>
          {m.act_change()}
        </FormLink>
      ) : null}
      {state === "running" && rollout.waves.some(({ opensAt }) => opensAt !== undefined)
        ? ask(continueOption(rollout))
        : null}
      {state === "held" ? (
        release === undefined ? (
          <Button size="large" onClick={onDecide}>
            {m.act_decide_below()}
          </Button>
        ) : (
          ask(release)
        )
      ) : (
        <Button
          variant="primary"
          size="large"
          className="min-w-28"
          busy={busy === "pause"}
          icon={<Pause aria-hidden="true" className="size-4 fill-current" />}
          onClick={() => onAct("pause")}
        >
          {m.act_pause()}
        </Button>
      )}
    </>
  );
}

function AfterTheEnd({ rollout }: { rollout: RolloutDetail }) {
  return (
    <>
      {rollout.counts.succeeded > 0 ? (
        <FormLink rolloutId={rollout.id} fill="rollbackOf" className={buttonClasses("secondary", "large")}>
          <Undo2 aria-hidden="true" className="size-3.5" />
          {m.act_roll_back({ count: rollout.counts.succeeded })}
        </FormLink>
      ) : null}
      <FormLink rolloutId={rollout.id} fill="again" className={buttonClasses("secondary", "large")}>
        {m.rollout_again()}
      </FormLink>
    </>
  );
}

/** Takes the start back while nothing has been sent. Ticks by itself. */
function UndoButton({ until, busy, onUndo }: { until: string; busy: boolean; onUndo: () => void }) {
  const seconds = Math.ceil((Date.parse(until) - useNow().getTime()) / 1_000);
  return (
    <Button size="large" busy={busy} onClick={onUndo} icon={<Undo2 aria-hidden="true" className="size-3.5" />}>
      {seconds > 0 ? m.act_undo_within({ seconds }) : m.act_undo()}
    </Button>
  );
}

/** From which image to which, since when and by whom, and when it is over. */
export function RolloutLines({ rollout }: { rollout: RolloutDetail }) {
  const now = useNow(15_000);
  return (
    <div className="text-muted">
      <ImageMoves images={rollout.images} />
      <p className="first-letter:uppercase">{timesInWords(rollout, now)}</p>
    </div>
  );
}

/** For what a clock on the wall shows, wherever that hangs. */
const localTime = new Intl.DateTimeFormat(here.locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

function timesInWords(rollout: RolloutDetail, now: Date): string {
  const { state, createdBy, createdAt, startedAt, startsAt, finishedAt, estimatedEnd, hold } = rollout;
  const time = (iso: string) => timeInWords(iso, now);
  const parts: string[] = [
    startedAt === undefined
      ? m.rollout_planned({ time: time(createdAt), name: createdBy.displayName })
      : m.rollout_since({ time: time(startedAt), name: createdBy.displayName }),
  ];
  if (finishedAt !== undefined) parts.push(m.rollout_until({ time: time(finishedAt) }));
  else if (state === "scheduled" && startsAt !== undefined) {
    const zone = rollout.start.kind === "at" ? ` (${zoneInWords(new Date(startsAt))})` : "";
    parts.push(`${m.rollout_starts({ time: time(startsAt) })}${zone}`);
    if (rollout.start.kind === "at" && rollout.start.timeZone !== here.timeZone) {
      parts.push(
        m.rollout_planned_for({
          local: localTime.format(new Date(`${rollout.start.local}Z`)),
          zone: rollout.start.timeZone,
        }),
      );
    }
  } else if (hold !== undefined) parts.push(m.rollout_held_since({ time: time(hold.since) }));
  if (finishedAt === undefined && estimatedEnd !== undefined) {
    parts.push(m.rollout_usually_done({ time: time(estimatedEnd) }));
  }
  return parts.join(" · ");
}

/** How far it is as a strip with its key, and in one line what comes next or what came of it. */
export function RolloutProgress({ rollout }: { rollout: RolloutDetail }) {
  const { counts, cells } = rollout;
  return (
    <section
      aria-label={m.rollout_progress()}
      className="mt-4 grid items-center gap-x-6 gap-y-2 rounded-card border border-hair bg-surface px-5 py-4 shadow-card max-sm:px-4 sm:grid-cols-[auto_1fr]"
    >
      <p className="text-2xl font-semibold whitespace-nowrap">
        {m.rollout_of({ done: counts.succeeded, total: cells.length })}{" "}
        <span className="font-normal text-base text-muted">{m.rollout_catalogs_done({ count: cells.length })}</span>
      </p>
      <RolloutStrip cells={cells} counts={counts} />
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-muted text-sm sm:col-start-2" aria-hidden="true">
        {countsInWords(counts).map(({ kind, words }) => (
          <li key={kind} className="flex items-center gap-1.5 whitespace-nowrap">
            <span className="flex w-3 items-center">
              <CellMark kind={kind} percent={50} />
            </span>
            {words}
          </li>
        ))}
      </ul>
      <p className="sm:col-span-2">
        <WhatIsNext rollout={rollout} />
      </p>
    </section>
  );
}

function WhatIsNext({ rollout }: { rollout: RolloutDetail }) {
  const now = useNow(15_000);
  const mayPause = useMayUpdate();
  const time = (iso: string) => timeInWords(iso, now);
  switch (rollout.state) {
    case "scheduled":
      return (
        <>
          <StartsIn rollout={rollout} /> {rollout.waits ? waitsInWords(rollout.waits, time) : null}
        </>
      );
    case "running":
      return (
        <>
          {rollout.waits ? `${waitsInWords(rollout.waits, time)} ${m.rollout_goes_on()}` : goesOnInWords(rollout, time)}{" "}
          <span className="text-muted print:hidden">{mayPause ? whatPauseMeans(rollout) : null}</span>
        </>
      );
    case "held":
      return rollout.startedAt === undefined ? m.rollout_held_nothing_yet() : m.rollout_held_nothing();
    default:
      return endInWords(rollout);
  }
}

function whatPauseMeans({ counts: { starting, updating } }: RolloutDetail): string | null {
  const count = starting + updating;
  return count === 0 ? null : m.rollout_pause_means({ count });
}

/** "Starts in 24 s": by the server's clock. Ticks by itself, and asks anew when the time has come. */
function StartsIn({ rollout: { id, startsAt = "" } }: { rollout: RolloutDetail }) {
  const connection = useConnection();
  const client = useQueryClient();
  const leftMs = Date.parse(startsAt) - useNow().getTime();
  useEffect(() => {
    const waitMs = Date.parse(startsAt) - serverNowMs() + 1_500;
    // Longer than a timer can: the page is asked for anew by then anyway.
    if (Number.isNaN(waitMs) || waitMs > 60 * 60_000) return;
    const { queryKey } = rolloutQuery(connection.id, id);
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey }), Math.max(0, waitMs));
    return () => clearTimeout(timer);
  }, [client, connection.id, id, startsAt]);
  return (
    <span className="tabular-nums print:hidden">
      {leftMs > 0
        ? m.rollout_starts_in({ time: elapsedInWords(Math.ceil(leftMs / 1_000) * 1_000) })
        : m.rollout_starts_now()}
    </span>
  );
}
