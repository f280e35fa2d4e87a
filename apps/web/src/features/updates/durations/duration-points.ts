import type { ImageUpdate } from "@catalog-deck/contract";
import { tookMs } from "@catalog-deck/domain";
import { momentOf } from "../../../shared/update-words.ts";

/** How an update ended that ran: one that was refused took no time that says anything. */
export type RunOutcome = "succeeded" | "rolledBack" | "failed";

export interface DurationPoint {
  update: ImageUpdate;
  outcome: RunOutcome;
  atMs: number;
  tookMs: number;
  /** It ended when the last user had left, hours or days later: it would make all others look alike in a chart. */
  waitedForUsers: boolean;
}

/** The updates whose durations are known, oldest first. Of external changes that were noticed afterwards none is. */
export function durationPoints(updates: readonly ImageUpdate[]): DurationPoint[] {
  return updates
    .flatMap((update): DurationPoint[] => {
      const { state } = update;
      if (state !== "succeeded" && state !== "rolledBack" && state !== "failed") return [];
      const took = tookMs(update);
      if (took === undefined) return [];
      const waitedForUsers = update.vdaUpdateDelay !== undefined && update.vdaUpdateDelay < 0;
      return [{ update, outcome: state, atMs: Date.parse(momentOf(update)), tookMs: took, waitedForUsers }];
    })
    .sort((a, b) => a.atMs - b.atMs);
}

const msPerMinute = 60_000;
const stepsInMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440, 2_880, 7_200, 14_400];

/**
 * Round durations for an axis from 0 to `longestMs` or a little more: at most six steps of minutes, hours or days as a
 * person counts them. The last is the end of the axis.
 */
export function durationTicks(longestMs: number): number[] {
  const longest = Math.max(1, longestMs / msPerMinute);
  const fitting = stepsInMinutes.find((minutes) => longest / minutes <= 6);
  const step = fitting ?? Math.ceil(longest / 6 / 1_440) * 1_440;
  return Array.from({ length: Math.ceil(longest / step) + 1 }, (_, index) => index * step * msPerMinute);
}
