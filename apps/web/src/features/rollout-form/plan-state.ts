import type { RolloutGate, RolloutStart } from "@catalog-deck/contract";
import { here } from "../../lib/formatting.ts";
import { changedPace, isSamePace, openedPace, type Pace, type PaceAction } from "../../shared/update-form/pace.ts";
import type { WavePreset, Waves } from "./waves.ts";

/** A catalog in the plan. */
export interface PlannedCatalog {
  id: string;
  /** The image that the person saw in use: sent as `expectedImageId`. */
  seenImageId: string | null;
  /** The image that it moves to, where not all move to the same one. */
  toImageId?: string;
}

/** Everything that a person has set in the form for many catalogs. A refetch never touches it. */
export interface PlanState extends Pace {
  /** In the order in which they start. */
  catalogs: readonly PlannedCatalog[];
  /** How they are divided; null where somebody has moved a row, and `waves` says it. */
  preset: WavePreset | null;
  waves: Waves;
  /** The image that all move to; null where none is chosen, and for a roll back. */
  imageId: string | null;
  /** What is acknowledged, as `acknowledgmentOf` names it. */
  acknowledged: readonly string[];
  gate: RolloutGate["kind"];
  gateMinutesText: string;
  stopAfterText: string;
  maxParallelText: string;
  start: RolloutStart["kind"];
  /** As the browser's fields give them: `2026-12-05` and `22:00`. */
  date: string;
  time: string;
  timeZone: string;
  occurrence: "first" | "second" | null;
  name: string;
  reason: string;
  /** What was typed to confirm "Right now". */
  typedCount: string;
}

type OwnText =
  | "gateMinutesText"
  | "stopAfterText"
  | "maxParallelText"
  | "date"
  | "time"
  | "timeZone"
  | "name"
  | "reason"
  | "typedCount";

export type PlanAction =
  | PaceAction
  | { kind: "set"; field: OwnText; text: string }
  | { kind: "imagePicked"; imageId: string }
  | { kind: "presetChosen"; preset: WavePreset }
  | { kind: "wavesMoved"; waves: Waves }
  | { kind: "left"; catalogId: string }
  | { kind: "seenAnew"; catalogId: string; imageId: string | null }
  | { kind: "acknowledged"; keys: readonly string[]; on: boolean }
  | { kind: "gateChosen"; gate: RolloutGate["kind"] }
  | { kind: "startChosen"; start: RolloutStart["kind"] }
  | { kind: "occurrenceChosen"; occurrence: "first" | "second" }
  /** What was kept of an earlier form, or the form as it opens. */
  | { kind: "takenOver"; fields: Partial<PlanState> };

/** The name under which a plan keeps that a warning of a catalog is acknowledged. */
export function acknowledgmentOf(catalogId: string, code: string): string {
  return `${catalogId} ${code}`;
}

/** Today until the evening, then tomorrow, at 22:00 by the person's own clocks. */
function nextEvening(now: Date): { date: string; time: string } {
  const evening = new Date(now);
  if (evening.getHours() >= 21) evening.setDate(evening.getDate() + 1);
  const two = (count: number) => String(count).padStart(2, "0");
  const date = `${evening.getFullYear()}-${two(evening.getMonth() + 1)}-${two(evening.getDate())}`;
  return { date, time: "22:00" };
}

/** The form as it opens for catalogs: one first and then the rest, half an hour between, stopped by the first failure. */
export function openedPlan(catalogs: readonly PlannedCatalog[], imageId: string | null, now: Date): PlanState {
  return {
    ...openedPace(),
    catalogs,
    preset: "oneFirst",
    waves: [],
    imageId,
    acknowledged: [],
    gate: "minutes",
    gateMinutesText: "30",
    stopAfterText: "1",
    maxParallelText: "5",
    start: "now",
    ...nextEvening(now),
    timeZone: here.timeZone,
    occurrence: null,
    name: "",
    reason: "",
    typedCount: "",
  };
}

/** One change made by the person. An acknowledgment is for one image only. */
export function planReducer(state: PlanState, action: PlanAction): PlanState {
  switch (action.kind) {
    case "restartChosen":
      return { ...state, ...changedPace(state, action), typedCount: "" };
    case "minutesSet":
    case "typed":
      return { ...state, ...changedPace(state, action) };
    case "set":
      return { ...state, [action.field]: action.text, ...(isOfTime(action.field) ? { occurrence: null } : {}) };
    case "imagePicked":
      return action.imageId === state.imageId ? state : { ...state, imageId: action.imageId, acknowledged: [] };
    case "presetChosen":
      return { ...state, preset: action.preset };
    case "wavesMoved": {
      const order = new Map(action.waves.flat().map((id, place) => [id, place]));
      const placeOf = ({ id }: PlannedCatalog) => order.get(id) ?? order.size;
      return {
        ...state,
        preset: null,
        waves: action.waves,
        catalogs: state.catalogs.toSorted((a, b) => placeOf(a) - placeOf(b)),
      };
    }
    case "left":
      return { ...state, catalogs: state.catalogs.filter(({ id }) => id !== action.catalogId) };
    case "seenAnew":
      return {
        ...state,
        acknowledged: state.acknowledged.filter((key) => !key.startsWith(`${action.catalogId} `)),
        catalogs: state.catalogs.map((one) =>
          one.id === action.catalogId ? { ...one, seenImageId: action.imageId } : one,
        ),
      };
    case "acknowledged": {
      const others = state.acknowledged.filter((key) => !action.keys.includes(key));
      return { ...state, acknowledged: action.on ? [...others, ...action.keys] : others };
    }
    case "gateChosen":
      return { ...state, gate: action.gate };
    case "startChosen":
      return { ...state, start: action.start };
    case "occurrenceChosen":
      return { ...state, occurrence: action.occurrence };
    case "takenOver":
      return { ...state, ...action.fields };
  }
}

function isOfTime(field: OwnText): boolean {
  return field === "date" || field === "time" || field === "timeZone";
}

/** Whether two plans hold the same work; a number typed to confirm is none. */
export function holdsTheSamePlan(a: PlanState, b: PlanState): boolean {
  const workOf = ({ typedCount: _, isMessageTyped: __, ...work }: PlanState) => JSON.stringify(sorted(work));
  return isSamePace(a, b) && workOf(a) === workOf(b);
}

function sorted(work: object): unknown {
  return Object.entries(work).sort(([a], [b]) => (a < b ? -1 : 1));
}
