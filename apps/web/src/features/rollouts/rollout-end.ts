import type { Rollout } from "@catalog-deck/contract";
import { elapsedInWords } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { countsInWords } from "../../shared/rollout-counts.ts";

type Ended = Pick<Rollout, "state" | "counts" | "cells" | "startedAt" | "finishedAt">;

/** What came of a rollout, in one sentence. */
export function endInWords(rollout: Ended): string {
  const { counts, cells, state, startedAt, finishedAt } = rollout;
  if (state === "cancelled" && finishedAt === undefined) {
    return m.rollout_cancelled_running({ count: counts.starting + counts.updating });
  }
  if (startedAt === undefined) return m.rollout_never_sent();
  const total = cells.length;
  const others = countsInWords(counts).flatMap(({ kind, words }) => (kind === "done" ? [] : [words]));
  const what =
    others.length === 0
      ? m.rollout_end_all({ count: total })
      : m.rollout_end_some({ done: counts.succeeded, count: total, others: others.join(", ") });
  return finishedAt === undefined
    ? what
    : `${what} ${m.rollout_took({ time: elapsedInWords(Date.parse(finishedAt) - Date.parse(startedAt)) })}`;
}
