import type { Rollout } from "@catalog-deck/contract";
import { holdInWords, wordsForRolloutState } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";
import { timeInWords } from "../lib/formatting.ts";
import { countsInWords } from "../shared/rollout-counts.ts";

/** What a poll found out about a rollout and is worth a message. */
export interface RolloutNews {
  rolloutId: string;
  /** The same news has the same key in every tab. */
  key: string;
  responsibleId: string;
  tone: "ok" | "warn" | "bad";
  title: string;
  text: string;
}

/** One piece of news for each hold that has begun, each wave that is over, and each rollout that has ended. */
export function newsBetween(before: readonly Rollout[], after: readonly Rollout[], now: Date): RolloutNews[] {
  const known = new Map(before.map((rollout) => [rollout.id, rollout]));
  return after.flatMap((rollout) => {
    const old = known.get(rollout.id);
    return old === undefined || old === rollout ? [] : newsOf(old, rollout, now);
  });
}

function newsOf(old: Rollout, rollout: Rollout, now: Date): RolloutNews[] {
  const { id, name, state, hold, responsible } = rollout;
  const shared = { rolloutId: id, responsibleId: responsible.id };
  const words = wordsForRolloutState(state, hold);
  const title = `${name}: ${words.label}`;
  if (isOver(rollout)) {
    if (isOver(old)) return [];
    const tone = state === "completed" ? "ok" : state === "cancelled" ? "warn" : "bad";
    return [{ ...shared, key: `${id} end`, tone, title, text: countsOf(rollout) }];
  }
  if (hold !== undefined) {
    if (hold.since === old.hold?.since) return [];
    const { sentence, release } = holdInWords(hold, (iso) => timeInWords(iso, now));
    const tone = words.tone === "bad" ? "bad" : "warn";
    return [{ ...shared, key: `${id} ${hold.since}`, tone, title, text: `${sentence} ${release}` }];
  }
  const overBefore = new Set(wavesOver(old));
  return wavesOver(rollout)
    .filter((wave) => !overBefore.has(wave))
    .map((wave) => ({
      ...shared,
      key: `${id} wave ${wave}`,
      tone: "ok",
      title: m.rollout_wave_done({ rollout: name, wave }),
      text: countsOf(rollout),
    }));
}

function isOver({ state }: Rollout): boolean {
  return state === "completed" || state === "completedWithFailures" || state === "cancelled";
}

function wavesOver({ cells }: Rollout): number[] {
  const open = new Set(
    cells.flatMap(({ wave, state }) => (["waiting", "starting", "updating"].includes(state) ? [wave] : [])),
  );
  return [...new Set(cells.map(({ wave }) => wave))].filter((wave) => !open.has(wave));
}

function countsOf({ counts }: Rollout): string {
  return countsInWords(counts)
    .map(({ words }) => words)
    .join(" · ");
}
