import type { RolloutGate, RolloutTargetState } from "@catalog-deck/contract";

const minuteMs = 60_000;

/** What is left of a plan, with how long updates like each of its own rarely exceed (p95); absent where nobody knows. */
export interface EstimatedTarget {
  wave: number;
  state: RolloutTargetState;
  p95Ms?: number | undefined;
  /** When its update was asked for, while it runs. */
  requestedAt?: Date | undefined;
}

/** When a wave begins, and by when its catalogs have been updated. */
export interface EstimatedWave {
  wave: number;
  startsAt: Date;
  endsAt: Date;
}

interface EstimatedPlan {
  gate: RolloutGate;
  maxParallel: number;
  vdaUpdateDelay: number;
}

/**
 * When a rollout will have ended, from our own figures: see `estimatedWaves`. Undefined where a figure is missing, or where
 * it waits for a person.
 * @param from now, or when it is to begin
 */
export function estimatedEnd(plan: EstimatedPlan, targets: readonly EstimatedTarget[], from: Date): Date | undefined {
  const left = targets.filter(isLeft);
  const waves = estimatedWaves(plan, left, from);
  return waves.length === new Set(left.map(({ wave }) => wave)).size ? waves.at(-1)?.endsAt : undefined;
}

/**
 * When the waves of a rollout begin and end: wave after wave, each catalog in the first place that is free. No update counts
 * as shorter than its restart delay. It ends before the first wave of which nobody knows: one that waits for a person, or
 * in which, or before which, a figure is missing.
 * @param from now, or when it is to begin
 */
export function estimatedWaves(
  { gate, maxParallel, vdaUpdateDelay }: EstimatedPlan,
  targets: readonly EstimatedTarget[],
  from: Date,
): EstimatedWave[] {
  const left = targets.filter(isLeft);
  const waves = [...new Set(left.map(({ wave }) => wave))].sort((a, b) => a - b);
  const estimated: EstimatedWave[] = [];
  let atMs = from.getTime();
  for (const [place, wave] of waves.entries()) {
    if (place > 0 && gate.kind === "person") return estimated;
    if (place > 0 && gate.kind === "minutes") atMs += (gate.minutes ?? 0) * minuteMs;
    const places: number[] = Array.from({ length: maxParallel }, () => atMs);
    const members = left.filter((target) => target.wave === wave);
    for (const { state, p95Ms, requestedAt } of [...members.filter(runs), ...members.filter((one) => !runs(one))]) {
      if (p95Ms === undefined) return estimated;
      const took = Math.max(p95Ms, vdaUpdateDelay * minuteMs);
      const soonest = places.indexOf(Math.min(...places));
      const beganMs = state === "waiting" ? places[soonest] : requestedAt?.getTime();
      places[soonest] = Math.max(atMs, (beganMs ?? atMs) + took);
    }
    const endsAtMs = Math.max(...places);
    estimated.push({ wave, startsAt: new Date(atMs), endsAt: new Date(endsAtMs) });
    atMs = endsAtMs;
  }
  return estimated;
}

function isLeft({ state }: EstimatedTarget): boolean {
  return ["waiting", "starting", "updating"].includes(state);
}

function runs({ state }: EstimatedTarget): boolean {
  return state !== "waiting";
}
