import type {
  HoldReason,
  ImageUpdateState,
  RolloutGate,
  RolloutState,
  RolloutTargetState,
} from "@catalog-deck/contract";
import { isEnded } from "./image-update-state.ts";

const minuteMs = 60_000;
/** A start that comes later than this is a missed one: a person says whether it is still wanted. */
const missedAfterMs = 15 * minuteMs;
/** A wall clock that was set back by more than this is not believed any more. */
const clockSetBackMs = 5 * minuteMs;
/** How long a catalog may be busy with something else before a person has to look. */
const busyAtMostMs = 60 * minuteMs;

/** What is to be decided about: a rollout as it is recorded. */
export interface PlannedRollout {
  state: RolloutState;
  /** Why it is held; there exactly while the state is `held`. */
  holdReason?: HoldReason | undefined;
  startsAt: Date;
  gate: RolloutGate;
  stopAfterFailures: number;
  maxParallel: number;
  /** By the number of the wave before it: when that wave ended, and whether the gate behind it was passed. */
  gates: ReadonlyMap<number, { endedAt: Date; passed: boolean }>;
  /** The latest time at which it was looked at. */
  seenAt: Date;
  /** "Start nothing" is on for its connection. */
  startNothing?: boolean | undefined;
  /** Until then Citrix is left alone. */
  backsOffUntil?: Date | undefined;
}

/** One catalog of it, in the order of the plan. */
export interface PlannedTarget {
  catalogId: string;
  catalogName: string;
  wave: number;
  state: RolloutTargetState;
  updateId?: string | undefined;
  /** Of this attempt or an earlier one something was sent. */
  wasSent?: boolean | undefined;
  /** A person has gone on without it, or will: it counts no more. */
  failureAccepted?: boolean | undefined;
  busySince?: Date | undefined;
  /** Not to be tried before. */
  notBefore?: Date | undefined;
}

/** What is known of an image update of a target. */
export interface UpdateOutcome {
  state: ImageUpdateState;
  finishedAt?: string | undefined;
  /** An administrator has to decide whether it started. */
  asksToDecide?: boolean | undefined;
}

interface CatalogParams {
  catalogId: string;
  catalogName: string;
}

/** One thing to do about a rollout, in the order in which it is to be done. */
export type RolloutStep =
  | { kind: "outcome"; catalogId: string; state: RolloutTargetState }
  | { kind: "begin" }
  | { kind: "endWave"; wave: number }
  /** The gate behind this wave opened by itself. */
  | { kind: "passGate"; wave: number }
  | { kind: "start"; catalogIds: string[] }
  | { kind: "hold"; reason: HoldReason; params: Record<string, unknown> }
  /** What it was held for is over by itself. */
  | { kind: "release" }
  | { kind: "finish"; state: RolloutState }
  /** Nothing to do before: `until` is absent while it waits for something that has no time. */
  | {
      kind: "wait";
      reason: "start" | "gate" | "updates" | "unknown" | "busy" | "citrix" | "startNothing" | "person";
      until?: Date;
    };

/**
 * What a rollout has to do now (rollouts.md#the-engine). It decides alone: nobody else starts, holds or ends anything.
 * @param targets in the order of the plan
 * @param updates by id, those of the targets
 * @param reached whether a time that a person counts on has come; by default by `now` alone
 */
export function nextSteps(
  rollout: PlannedRollout,
  targets: readonly PlannedTarget[],
  updates: ReadonlyMap<string, UpdateOutcome>,
  now: Date,
  reached: (moment: Date) => boolean = (moment) => now >= moment,
): RolloutStep[] {
  if (rollout.state === "completed" || rollout.state === "completedWithFailures") return [];
  const outcomes = targets.map((target) => outcomeOf(target, updates));
  const steps = outcomes.flatMap(({ catalogId, state }, place): RolloutStep[] =>
    state === targets[place]?.state ? [] : [{ kind: "outcome", catalogId, state }],
  );
  return [...steps, ...decide(rollout, outcomes, updates, now, reached)];
}

function decide(
  rollout: PlannedRollout,
  targets: readonly PlannedTarget[],
  updates: ReadonlyMap<string, UpdateOutcome>,
  now: Date,
  reached: (moment: Date) => boolean,
): RolloutStep[] {
  const isUnderWay = targets.some(isActive);
  if (rollout.state === "cancelled") {
    return isUnderWay ? [wait("updates")] : finish(rollout, targets, "cancelled");
  }
  const undecided = targets.filter(isUndecided);
  const failures = () => hold("failures", undecided);
  const isHeld = rollout.state === "held";
  if (rollout.state !== "scheduled" && !isUnderWay && targets.every(({ state }) => state !== "waiting")) {
    if (undecided.length === 0) return finish(rollout, targets, endOf(targets));
    return rollout.holdReason === "failures" ? [wait("person")] : [failures()];
  }
  const asking = targets.filter((target) => updateOf(target, updates)?.asksToDecide === true);
  if (isHeld) {
    const isOver = rollout.holdReason === "unknownOutcome" && asking.length === 0;
    return isOver ? [{ kind: "release" }] : [wait("person")];
  }
  if (rollout.seenAt.getTime() - now.getTime() > clockSetBackMs) {
    const params = { seenAt: rollout.seenAt.toISOString(), now: now.toISOString() };
    return [{ kind: "hold", reason: "clock", params }];
  }
  if (rollout.state === "scheduled") return beforeTheStart(rollout, now, reached);
  if (undecided.length >= rollout.stopAfterFailures) return [failures()];
  if (asking.length > 0) return [hold("unknownOutcome", asking)];
  return alongTheWaves(rollout, targets, updates, now, reached);
}

/** The waves that have not been seen to end by then end with it. */
function finish(rollout: PlannedRollout, targets: readonly PlannedTarget[], state: RolloutState): RolloutStep[] {
  const left = wavesOf(targets).filter((wave) => !rollout.gates.has(wave));
  return [...left.map((wave): RolloutStep => ({ kind: "endWave", wave })), { kind: "finish", state }];
}

/** The numbers of the waves, in their order. */
function wavesOf(targets: readonly PlannedTarget[]): number[] {
  return [...new Set(targets.map(({ wave }) => wave))].sort((a, b) => a - b);
}

function beforeTheStart(rollout: PlannedRollout, now: Date, reached: (moment: Date) => boolean): RolloutStep[] {
  const { startsAt, startNothing } = rollout;
  if (!reached(startsAt)) return [wait("start", startsAt)];
  if (startNothing) return [wait("startNothing")];
  if (now.getTime() - startsAt.getTime() > missedAfterMs) {
    return [{ kind: "hold", reason: "missed", params: { startsAt: startsAt.toISOString() } }];
  }
  return [{ kind: "begin" }];
}

/** Ends the waves that are over, passes the gates that are open, and starts what the first other wave may start. */
function alongTheWaves(
  rollout: PlannedRollout,
  targets: readonly PlannedTarget[],
  updates: ReadonlyMap<string, UpdateOutcome>,
  now: Date,
  reached: (moment: Date) => boolean,
): RolloutStep[] {
  const steps: RolloutStep[] = [];
  const numbers = wavesOf(targets);
  for (const wave of numbers) {
    const members = targets.filter((target) => target.wave === wave);
    if (!members.every(isOver)) {
      const isStuck = members.every((target) => isOver(target) || isUndecided(target));
      if (isStuck) return [...steps, hold("failures", members.filter(isUndecided))];
      return [...steps, ...withinTheWave(rollout, { members, targets, updates, now })];
    }
    const known = rollout.gates.get(wave);
    if (known === undefined) steps.push({ kind: "endWave", wave });
    const next = numbers[numbers.indexOf(wave) + 1];
    const wasSent = members.some(isSent);
    if (next === undefined || known?.passed || rollout.gate.kind === "none" || !wasSent) continue;
    if (rollout.gate.kind === "person") return [...steps, { kind: "hold", reason: "gate", params: { wave, next } }];
    const endedAt = known?.endedAt ?? now;
    const opensAt = new Date(endedAt.getTime() + (rollout.gate.minutes ?? 0) * minuteMs);
    if (!reached(opensAt)) return [...steps, wait("gate", opensAt)];
    steps.push({ kind: "passGate", wave });
  }
  return steps;
}

function withinTheWave(
  rollout: PlannedRollout,
  wave: {
    members: readonly PlannedTarget[];
    targets: readonly PlannedTarget[];
    updates: ReadonlyMap<string, UpdateOutcome>;
    now: Date;
  },
): RolloutStep[] {
  const { members, targets, updates, now } = wave;
  const waiting = members.filter(({ state }) => state === "waiting");
  const isLongBusy = ({ busySince }: PlannedTarget) =>
    busySince !== undefined && now.getTime() - busySince.getTime() >= busyAtMostMs;
  const longBusy = waiting.filter(isLongBusy);
  if (longBusy.length > 0) return [hold("busy", longBusy)];
  // Nothing more starts while an outcome is unknown, in whichever wave.
  if (targets.some((target) => isActive(target) && updateOf(target, updates)?.state === "unknown")) {
    return [wait("unknown")];
  }
  if (waiting.length === 0) return [wait("updates")];
  if (rollout.startNothing) return [wait("startNothing")];
  if (rollout.backsOffUntil !== undefined && now < rollout.backsOffUntil)
    return [wait("citrix", rollout.backsOffUntil)];
  const free = rollout.maxParallel - targets.filter(isActive).length;
  if (free <= 0) return [wait("updates")];
  const ready = waiting.filter(({ notBefore }) => notBefore === undefined || now >= notBefore).slice(0, free);
  if (ready.length > 0) return [{ kind: "start", catalogIds: ready.map(({ catalogId }) => catalogId) }];
  const next = Math.min(...waiting.map(({ notBefore }) => notBefore?.getTime() ?? now.getTime()));
  return [wait("busy", new Date(next))];
}

/** The target as its update shows it now. An outcome that is corrected later counts as long as the rollout is open. */
function outcomeOf(target: PlannedTarget, updates: ReadonlyMap<string, UpdateOutcome>): PlannedTarget {
  const update = updateOf(target, updates);
  if (update === undefined || !["starting", "updating", "succeeded", "failed"].includes(target.state)) return target;
  return { ...target, state: stateBy(update) };
}

function stateBy(update: UpdateOutcome): RolloutTargetState {
  if (update.state === "succeeded" || update.state === "waitingForRestart") return "succeeded";
  return isEnded({ state: update.state, ...(update.finishedAt && { finishedAt: update.finishedAt }) })
    ? "failed"
    : "updating";
}

function updateOf({ updateId }: PlannedTarget, updates: ReadonlyMap<string, UpdateOutcome>): UpdateOutcome | undefined {
  return updateId === undefined ? undefined : updates.get(updateId);
}

function isActive({ state }: PlannedTarget): boolean {
  return state === "starting" || state === "updating";
}

function isUndecided({ state, failureAccepted }: PlannedTarget): boolean {
  return state === "failed" && failureAccepted !== true;
}

/** Nothing of it is left to do: the wave need not wait for it. */
function isOver(target: PlannedTarget): boolean {
  return (
    ["succeeded", "skipped", "cancelled"].includes(target.state) || (target.state === "failed" && !isUndecided(target))
  );
}

/** A failure that was skipped afterwards stays one: interrupted work never reads as done. */
function endOf(targets: readonly PlannedTarget[]): RolloutState {
  const failed = targets.some((target) => target.state === "failed" || (target.state === "skipped" && isSent(target)));
  return failed ? "completedWithFailures" : "completed";
}

function isSent({ updateId, wasSent }: PlannedTarget): boolean {
  return updateId !== undefined || wasSent === true;
}

function hold(reason: HoldReason, targets: readonly PlannedTarget[]): RolloutStep {
  const catalogs: CatalogParams[] = targets.map(({ catalogId, catalogName }) => ({ catalogId, catalogName }));
  return { kind: "hold", reason, params: { catalogs } };
}

function wait(reason: Extract<RolloutStep, { kind: "wait" }>["reason"], until?: Date): RolloutStep {
  return until === undefined ? { kind: "wait", reason } : { kind: "wait", reason, until };
}
