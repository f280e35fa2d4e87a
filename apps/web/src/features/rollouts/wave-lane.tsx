import type { RolloutDetail, RolloutTarget, RolloutWave } from "@catalog-deck/contract";
import { gateInWords, type StateWords, wordsForRolloutState, wordsForRolloutTarget } from "@catalog-deck/domain";
import { Check, CircleCheck, Clock, Pause, UserCheck } from "lucide-react";
import * as m from "../../i18n/messages.js";
import { timeInWords } from "../../lib/formatting.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/classes.ts";
import { type ActOption, continueOption, machinesInWords, maySkip } from "./act-options.ts";
import { QuietTarget, TargetRow } from "./target-row.tsx";

interface LaneProps {
  rollout: RolloutDetail;
  wave: RolloutWave;
  targets: readonly RolloutTarget[];
  mayAct: boolean;
  now: Date;
  onSkip: (target: RolloutTarget, button: HTMLElement) => void;
}

// The line that joins the waves, from the first one's place on it to the last one's.
const lineClasses =
  "before:absolute before:inset-y-0 before:left-3 before:w-px before:bg-hair first:before:top-6 last:before:bottom-[calc(100%-1.5rem)] print:before:hidden";

/** Those that show more than a line: somebody watches them, or has to look. */
const isShownWhole = ({ state, failureAccepted }: RolloutTarget) =>
  state === "starting" || state === "updating" || (state === "failed" && !failureAccepted);

/** One wave: its catalogs, those that are under way or have failed as rows of their own, the others as lines. */
export function WaveLane({ rollout, wave, targets, mayAct, now, onSkip }: LaneProps) {
  const whole = targets.filter(isShownWhole);
  const quiet = targets.filter((target) => !isShownWhole(target));
  const heldTone = heldToneOf(rollout, wave);
  const done = targets.filter(({ state }) => state === "succeeded").length;
  const mayBeSkipped = (target: RolloutTarget) => mayAct && maySkip(rollout, target);
  const row = (target: RolloutTarget) => ({
    target,
    onSkip: mayBeSkipped(target) ? onSkip : undefined,
  });
  return (
    <section
      aria-labelledby={`wave-${wave.number}`}
      className={classNames("relative pl-9 max-sm:pl-8 print:pl-0", lineClasses)}
    >
      <Node wave={wave} heldTone={heldTone} />
      <div className="overflow-hidden rounded-card border border-hair bg-surface shadow-card">
        <header className="flex min-h-11.5 flex-wrap items-center gap-x-2.5 gap-y-1 px-4 py-2">
          <h2 id={`wave-${wave.number}`} className="font-semibold">
            {m.wave({ wave: wave.number })}
          </h2>
          <span className="text-muted">
            {[m.catalogs_count({ count: targets.length }), machinesInWords(targets)]
              .filter((words, place, all) => all.indexOf(words) === place)
              .join(" · ")}
          </span>
          <span className="ml-auto flex flex-wrap items-center gap-x-4 max-sm:ml-0 max-sm:w-full max-sm:justify-between">
            <span className="text-muted empty:hidden">{waveTimes(wave, now)}</span>
            <StateLabel words={wordsOfWave(rollout, wave, { heldTone, done, total: targets.length, now })} />
          </span>
        </header>
        {whole.length > 0 ? (
          <ul>
            {whole.map((target) => (
              <TargetRow key={target.catalogId} {...row(target)} />
            ))}
          </ul>
        ) : null}
        {quiet.length > 0 ? (
          <ul className="grid grid-cols-1 gap-x-8 border-hair border-t px-4 py-1.5 md:grid-cols-2 print:grid-cols-1">
            {quiet.map((target) => (
              <QuietTarget key={target.catalogId} {...row(target)} />
            ))}
          </ul>
        ) : null}
      </div>
    </section>
  );
}

/** The color of the rollout's hold, on the wave that is in the middle of it. */
function heldToneOf({ state, hold }: RolloutDetail, wave: RolloutWave): StateWords["tone"] | undefined {
  const isWithin = wave.startedAt !== undefined && wave.state !== "done";
  return state === "held" && isWithin ? wordsForRolloutState(state, hold).tone : undefined;
}

function wordsOfWave(
  { waves, gate, startedAt }: RolloutDetail,
  { number, state, opensAt }: RolloutWave,
  facts: { heldTone: StateWords["tone"] | undefined; done: number; total: number; now: Date },
): StateWords {
  const { heldTone, done, total, now } = facts;
  const label = m.wave_done({ done, total });
  if (state === "done") return { label, icon: "active", tone: "quiet" };
  if (heldTone) return { label: m.wave_held({ done, total }), icon: "held", tone: heldTone };
  if (state === "running") return { label, icon: "updating", tone: "info" };
  const before = waves.find((wave) => wave.number === number - 1);
  const isNext = before === undefined || before.state === "done";
  if (!isNext) return { label: m.wave_waits({ wave: number - 1 }), icon: "waiting", tone: "quiet" };
  if (opensAt !== undefined)
    return { label: m.wave_opens({ time: timeInWords(opensAt, now) }), icon: "waiting", tone: "quiet" };
  const waitsForPerson = before !== undefined && gate.kind === "person" && startedAt !== undefined;
  return waitsForPerson
    ? { label: m.wave_waits_person(), icon: "waiting", tone: "warn" }
    : wordsForRolloutTarget("waiting");
}

function waveTimes({ startedAt, finishedAt }: RolloutWave, now: Date): string | null {
  if (startedAt === undefined) return null;
  const from = timeInWords(startedAt, now);
  return finishedAt === undefined
    ? m.wave_since({ time: from })
    : m.wave_from_to({ from, to: timeInWords(finishedAt, now) });
}

/** The wave's place on the line that joins them: its number, or how it stands. */
function Node(props: { wave: RolloutWave; heldTone: StateWords["tone"] | undefined }) {
  const { number, state } = props.wave;
  const isHeld = props.heldTone !== undefined;
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "absolute top-3 left-0 grid size-6 place-content-center rounded-full border text-sm leading-none font-semibold print:hidden",
        isHeld
          ? props.heldTone === "bad"
            ? "border-bad bg-bad-tint text-bad"
            : "border-warn bg-warn-tint text-warn"
          : state === "done"
            ? "border-muted bg-muted text-surface"
            : state === "running"
              ? "border-info bg-info-tint text-info"
              : "border-control bg-surface text-muted",
      )}
    >
      {isHeld ? (
        <Pause className="size-3 fill-current" />
      ) : state === "done" ? (
        <Check className="size-3.5" strokeWidth={3} />
      ) : (
        number
      )}
    </span>
  );
}

/** What stands between a wave and the one before it: what opens it and when, or when and by whom it was opened. */
export function Gate(props: {
  rollout: RolloutDetail;
  wave: RolloutWave;
  mayAct: boolean;
  now: Date;
  onAsk: (option: ActOption, button: HTMLElement) => void;
}) {
  const { rollout, wave, mayAct, now, onAsk } = props;
  const { passedAt, passedBy, opensAt, note } = wave;
  const isHeldHere = rollout.hold?.reason === "gate" && rollout.hold.params.next === wave.number;
  const Icon =
    passedAt !== undefined || wave.state !== "waiting"
      ? CircleCheck
      : rollout.gate.kind === "person"
        ? UserCheck
        : Clock;
  return (
    <div
      className={classNames(
        "relative flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 py-1.5 pl-13 text-muted text-sm max-sm:pl-11 print:pl-4",
        lineClasses,
      )}
    >
      <Icon aria-hidden="true" className="absolute left-1.25 size-3.5 bg-bg print:hidden" />
      <p className="min-w-0 wrap-anywhere">
        <span className="text-text">{gateInWords(rollout.gate, wave.number - 1)}</span>
        {passedAt === undefined
          ? opensAt === undefined
            ? null
            : ` · ${m.gate_opens({ time: timeInWords(opensAt, now) })}`
          : ` · ${passedBy ? m.gate_passed_by({ time: timeInWords(passedAt, now), name: passedBy.displayName }) : m.gate_passed({ time: timeInWords(passedAt, now) })}`}
        {note ? <q className="ml-1">{note}</q> : null}
      </p>
      {mayAct && passedAt === undefined && (opensAt !== undefined || isHeldHere) ? (
        <Button
          size="small"
          className="print:hidden"
          onClick={({ currentTarget }) => onAsk(continueOption(rollout), currentTarget)}
        >
          {m.asks_first({ label: m.act_continue() })}
        </Button>
      ) : null}
    </div>
  );
}
