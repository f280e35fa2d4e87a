import { dayAround, type EstimatedWave, estimatedWaves, timeOfDay, withOffset } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { here } from "../../lib/formatting.ts";
import { vdaUpdateDelayOf } from "../../shared/update-form/pace.ts";
import { gateOf, maxParallelOf, startOf } from "./plan-request.ts";
import type { PlanState } from "./plan-state.ts";
import type { Waves } from "./waves.ts";

const undoMs = 30_000;

/** A time of the plan: "22:00", on another day than `now` with its date; by the clocks of that zone. */
export function planTime(at: Date, now: Date, timeZone: string): string {
  return timeOfDay(at, now, { locale: here.locale, timeZone }, dayAround(at));
}

/** "Sat 5 Dec 2026, 22:00" by the clocks of that zone, with the offset in the nights in which they change. */
export function dayAndTimeIn(at: Date, timeZone: string): string {
  const words = new Intl.DateTimeFormat(here.locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);
  return withOffset(words, at, dayAround(at), timeZone);
}

/** "21:00 UTC", with its date. */
export function utcOfPlan(at: Date): string {
  const words = new Intl.DateTimeFormat(here.locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);
  return m.plan_utc({ time: words });
}

/** When a plan begins and its waves with it, as far as our own figures say. */
export interface PlanTimes {
  /** Undefined while the fields give no time. */
  startsAt: Date | undefined;
  /** By wave; what is missing nobody can tell yet. */
  waves: readonly EstimatedWave[];
  /** Undefined where it is not known. */
  endsAt: Date | undefined;
  /** The zone of the plan's times. */
  timeZone: string;
}

/** The times of a plan that is sent at `now`. `usualMs` gives how long updates like that of a catalog take at most. */
export function timesOfPlan(
  state: PlanState,
  waves: Waves,
  { usualMs, now }: { usualMs: (catalogId: string) => number | undefined; now: Date },
): PlanTimes {
  const start = startOf(state);
  const timeZone = state.start === "at" ? state.timeZone : here.timeZone;
  const startsAt = start === null ? new Date(now.getTime() + undoMs) : start.kind === "moment" ? start.at : undefined;
  const [gate, maxParallel, vdaUpdateDelay] = [gateOf(state, waves), maxParallelOf(state), vdaUpdateDelayOf(state)];
  if (startsAt === undefined || gate === null || maxParallel === null || vdaUpdateDelay === null) {
    return { startsAt, waves: [], endsAt: undefined, timeZone };
  }
  const targets = waves.flatMap((wave, index) =>
    wave.map((id) => ({ wave: index + 1, state: "waiting" as const, p95Ms: usualMs(id) })),
  );
  const estimated = estimatedWaves({ gate, maxParallel, vdaUpdateDelay }, targets, startsAt);
  const isWhole = estimated.length === waves.length;
  return { startsAt, waves: estimated, endsAt: isWhole ? estimated.at(-1)?.endsAt : undefined, timeZone };
}
