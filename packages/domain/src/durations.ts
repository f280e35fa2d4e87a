import type { RestartPace, UsualDuration } from "@catalog-deck/contract";
import { delayInShort } from "./delay.ts";
import * as m from "./i18n/messages.js";

const msPerMinute = 60_000;

/** Of fewer values than this the 95th percentile by nearest rank is the longest of them. */
const enoughForRare = 20;

/**
 * Which updates an update with this delay is compared with (contract, `RestartPace`).
 * @param vdaUpdateDelay minutes; -1 as users log off; undefined or null when nobody knows, as for external updates
 */
export function restartPaceOf(vdaUpdateDelay: number | null | undefined): RestartPace {
  if (vdaUpdateDelay === null || vdaUpdateDelay === undefined) return "notKnown";
  if (vdaUpdateDelay < 0) return "asUsersLogOff";
  return vdaUpdateDelay <= 60 ? "withinAnHour" : "longer";
}

/**
 * The percentile by nearest rank: the smallest of the values that at least `percent` % of them do not exceed. It is always
 * one that was measured; nothing is interpolated.
 * @param percent above 0, 100 at most
 * @throws when there is no value
 */
export function nearestRank(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (found === undefined) throw new Error("there is no percentile of nothing");
  return found;
}

/**
 * How long such updates have taken, in whole minutes rounded up, and how many they were: "usually 52 min, rarely over
 * 1 h 20 min (24 updates of this catalog)". Of fewer than 20 it says what the longest took instead of what is rare.
 */
export function usualDurationInWords(usual: Omit<UsualDuration, "pace">): string {
  const { scope, updates: count } = usual;
  return `${timeInWords(usual)} (${scope === "catalog" ? m.usual_of_catalog({ count }) : m.usual_of_all({ count })})`;
}

/** The same in short, where room is scarce: what it comes from is said only when that is other catalogs too. */
export function usualDurationInShort(usual: Omit<UsualDuration, "pace">): string {
  return usual.scope === "catalog" ? timeInWords(usual) : `${timeInWords(usual)} (${m.usual_of_all_short()})`;
}

function timeInWords({ updates, p50Ms, p95Ms }: Omit<UsualDuration, "pace" | "scope">): string {
  const usual = minutesInWords(p50Ms);
  const long = minutesInWords(p95Ms);
  if (long === usual) return m.usual_time({ usual });
  return updates < enoughForRare ? m.usual_at_most({ usual, long }) : m.usual_rarely({ usual, long });
}

/** "52 min", "1 h 20 min": what took a part of a minute counts as a whole one. */
export function minutesInWords(ms: number): string {
  return delayInShort(Math.ceil(ms / msPerMinute));
}
