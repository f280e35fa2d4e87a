import type { Catalog, RolloutTargetCheck } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";
import { here } from "../../lib/formatting.ts";
import { statedInWords } from "../../lib/stated-in-words.ts";
import type { PlanRow } from "./catalogs-and-waves.tsx";
import type { PlanStep } from "./plan-aside.tsx";
import { warningsOf } from "./plan-request.ts";
import { acknowledgmentOf, type PlanState } from "./plan-state.ts";
import { dayAndTimeIn, type PlanTimes, planTime } from "./plan-times.ts";
import type { WarningKind } from "./warnings-to-acknowledge.tsx";
import type { WavePreset, Waves } from "./waves.ts";

/** A preset as its button says it. */
export function presetInWords(preset: WavePreset): string {
  if (preset === "allAtOnce") return m.plan_preset_all();
  return preset === "oneFirst" ? m.plan_preset_one() : m.plan_preset_pilot();
}

/** Those that will be updated: until the check has come, all. */
export function includedOf(
  { catalogs }: PlanState,
  checks: ReadonlyMap<string, RolloutTargetCheck> | undefined,
): ReadonlySet<string> {
  const isIncluded = (id: string) => {
    const verdict = checks?.get(id)?.verdict;
    return verdict === undefined || verdict === "ready" || verdict === "warnings";
  };
  return new Set(catalogs.map(({ id }) => id).filter(isIncluded));
}

/** How long such an update usually takes at most, in milliseconds. */
export function usualOf(
  check: (RolloutTargetCheck & { usualMs?: number | undefined }) | undefined,
): number | undefined {
  return check?.usualMs;
}

/** The warnings that are to be acknowledged, each kind with its catalogs. */
export function kindsOf(rows: readonly PlanRow[], waves: Waves): WarningKind[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = waves.flat().flatMap((id) => {
    const row = byId.get(id);
    return warningsOf(row?.check).map((rule) => ({
      code: rule.code,
      key: acknowledgmentOf(id, rule.code),
      name: row?.name ?? id,
      message: statedInWords(rule) ?? rule.code,
    }));
  });
  return [...Map.groupBy(found, ({ code }) => code)].map(([code, catalogs]) => ({
    code,
    message: catalogs[0]?.message ?? code,
    catalogs,
  }));
}

/** What the plan would update. */
export function totalsOf(waves: Waves, catalogs: ReadonlyMap<string, Catalog>) {
  const members = waves.flat().map((id) => catalogs.get(id));
  return {
    catalogs: members.length,
    machines: members.reduce((sum, catalog) => sum + (catalog?.totalMachinesInCatalog ?? 0), 0),
    users: members.reduce((sum, catalog) => sum + (catalog?.numOfUsers ?? 0), 0),
  };
}

/** "6 catalogs chosen · 5 will be updated · 1 is left out". */
export function inWordsOf({
  chosen,
  included,
  isChecked,
}: {
  chosen: number;
  included: number;
  isChecked: boolean;
}): string {
  const all = m.plan_chosen({ count: chosen });
  if (!isChecked) return all;
  const parts = [all, m.plan_will_update({ count: included })];
  if (chosen > included) parts.push(m.plan_are_left_out({ count: chosen - included }));
  return parts.join(" · ");
}

interface StepsFacts {
  waves: Waves;
  catalogs: ReadonlyMap<string, Catalog>;
  times: PlanTimes;
  now: Date;
}

/** The waves and the end, each with when; where nobody knows the time, with what it follows on. */
export function stepsOf(state: PlanState, { waves, catalogs, times, now }: StepsFacts): PlanStep[] {
  const at = (time: Date) => planTime(time, now, times.timeZone);
  const steps = waves.map((wave, index): PlanStep => {
    const { machines } = totalsOf([wave], catalogs);
    const estimated = times.waves[index];
    return {
      key: `wave ${index + 1}`,
      title: m.plan_wave_number({ wave: index + 1 }),
      facts: `${m.catalogs_count({ count: wave.length })} · ${m.machines_count({ count: machines })}`,
      time:
        index === 0
          ? state.start === "now"
            ? m.plan_now()
            : times.startsAt
              ? at(times.startsAt)
              : ""
          : estimated
            ? m.plan_about({ time: at(estimated.startsAt) })
            : afterGate(state, index),
      isWave: true,
    };
  });
  if (times.endsAt === undefined) return steps;
  const end = {
    key: "end",
    title: m.plan_all_done(),
    facts: m.plan_end_note(),
    time: m.plan_about({ time: at(times.endsAt) }),
  };
  return [...steps, { ...end, isWave: false }];
}

function afterGate(state: PlanState, wave: number): string {
  if (state.gate === "person") return m.plan_when_continued();
  return state.gate === "none"
    ? m.plan_right_after({ wave })
    : m.plan_minutes_after({ minutes: state.gateMinutesText, wave });
}

/** What the button that sends the plan says. */
export function submitLabel(
  state: PlanState,
  facts: { count: number; times: PlanTimes; isRollBack: boolean; changes: string | undefined },
): string {
  const { count, times, isRollBack, changes } = facts;
  if (changes !== undefined) return m.plan_submit_change();
  if (state.start === "at" && times.startsAt) {
    return m.plan_submit_at({ time: dayAndTimeIn(times.startsAt, times.timeZone || here.timeZone) });
  }
  return isRollBack ? m.plan_submit_back({ count }) : m.plan_submit_now({ count });
}
