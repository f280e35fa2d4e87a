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

/**
 * When a rollout will have ended, from our own figures: wave after wave, each catalog in the first place that is free. No
 * update counts as shorter than its restart delay. Undefined where a figure is missing, or where it waits for a person.
 * @param from now, or when it is to begin
 */
export function estimatedEnd(
  { gate, maxParallel, vdaUpdateDelay }: { gate: RolloutGate; maxParallel: number; vdaUpdateDelay: number },
  targets: readonly EstimatedTarget[],
  from: Date,
): Date | undefined {
  const left = targets.filter(({ state }) => ["waiting", "starting", "updating"].includes(state));
  const waves = [...new Set(left.map(({ wave }) => wave))].sort((a, b) => a - b);
  if (left.length === 0 || (gate.kind === "person" && waves.length > 1)) return undefined;
  let atMs = from.getTime();
  for (const [place, wave] of waves.entries()) {
    if (place > 0 && gate.kind === "minutes") atMs += (gate.minutes ?? 0) * minuteMs;
    const places: number[] = Array.from({ length: maxParallel }, () => atMs);
    const members = left.filter((target) => target.wave === wave);
    for (const { state, p95Ms, requestedAt } of [...members.filter(runs), ...members.filter((one) => !runs(one))]) {
      if (p95Ms === undefined) return undefined;
      const took = Math.max(p95Ms, vdaUpdateDelay * minuteMs);
      const soonest = places.indexOf(Math.min(...places));
      const beganMs = state === "waiting" ? places[soonest] : requestedAt?.getTime();
      places[soonest] = Math.max(atMs, (beganMs ?? atMs) + took);
    }
    atMs = Math.max(...places);
  }
  return new Date(atMs);
}

function runs({ state }: EstimatedTarget): boolean {
  return state !== "waiting";
}
