import type {
  RolloutDetail,
  RolloutGate,
  RolloutRequest,
  RolloutStart,
  RolloutTargetCheck,
  UpdateRule,
} from "@catalog-deck/contract";
import { startMoment } from "@catalog-deck/domain/start-time";
import * as m from "../../i18n/messages.js";
import { here } from "../../lib/formatting.ts";
import {
  changedPace,
  isSamePace,
  openedPace,
  type Pace,
  type PaceAction,
  type PaceProblem,
  paceOf,
  problemsOfPace,
  requestOfPace,
  tooLong,
  vdaUpdateDelayOf,
} from "../../shared/update-form/pace.ts";
import { reversedWaves, type WavePreset, type Waves, wavesByPreset, withoutEmpty } from "./waves.ts";

// The same figures as the contract's `rolloutLimits`, which is imported for types alone.
const limits = { targets: 200, maxParallel: 10, gateMinutes: 1_440, stopAfterFailures: 200, name: 100 } as const;

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
  /** What is acknowledged, as `acknowledgementOf` names it. */
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
export function acknowledgementOf(catalogId: string, code: string): string {
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

function wavesOfDetail({ targets }: RolloutDetail, use: (state: string) => boolean): Waves {
  const used = targets.filter(({ state }) => use(state)).sort((a, b) => a.wave - b.wave || a.position - b.position);
  return [...Map.groupBy(used, ({ wave }) => wave).values()].map((wave) => wave.map(({ catalogId }) => catalogId));
}

function takenFrom(rollout: RolloutDetail): Partial<PlanState> {
  const { gate, stopAfterFailures, maxParallel, start } = rollout;
  return {
    ...paceOf(rollout),
    gate: gate.kind,
    ...(gate.minutes === undefined ? {} : { gateMinutesText: String(gate.minutes) }),
    stopAfterText: String(stopAfterFailures),
    maxParallelText: String(maxParallel),
    ...(start.kind === "at" ? { timeZone: start.timeZone } : {}),
  };
}

/** The image that each catalog runs now, as far as anybody knows. */
type InUse = (catalogId: string) => string | null;

/** A rollout that is planned once more, with its waves; the image is another. */
export function plannedAgain(rollout: RolloutDetail, imageId: string | null, inUse: InUse, now: Date): PlanState {
  const waves = wavesOfDetail(rollout, () => true);
  const catalogs = waves.flat().map((id) => ({ id, seenImageId: inUse(id) }));
  return { ...openedPlan(catalogs, imageId, now), ...takenFrom(rollout), preset: null, waves };
}

/** Each catalog that a rollout has moved goes back to its recorded image, the last one first. */
export function plannedBack(rollout: RolloutDetail, inUse: InUse, now: Date): PlanState {
  const recorded = new Map(
    rollout.targets.flatMap(({ catalogId, state, update }) =>
      state === "succeeded" && update?.fromImage?.id !== undefined ? [[catalogId, update.fromImage.id]] : [],
    ) as [string, string][],
  );
  const done = wavesOfDetail(rollout, (state) => state === "succeeded");
  const waves = withoutEmpty(reversedWaves(done).map((wave) => wave.filter((id) => recorded.has(id))));
  const catalogs = waves.flat().map((id): PlannedCatalog => {
    const toImageId = recorded.get(id);
    return { id, seenImageId: inUse(id), ...(toImageId === undefined ? {} : { toImageId }) };
  });
  return { ...openedPlan(catalogs, null, now), ...takenFrom(rollout), preset: null, waves };
}

/** A rollout that has not begun, to be planned otherwise. */
export function plannedOtherwise(rollout: RolloutDetail, now: Date): PlanState {
  const waves = wavesOfDetail(rollout, () => true);
  const byId = new Map(rollout.targets.map((target) => [target.catalogId, target]));
  const images = new Set(rollout.targets.map(({ toImage }) => toImage.id));
  const [imageId = null] = images;
  const isOne = images.size === 1 && rollout.rollbackOf === undefined;
  const catalogs = waves.flat().map((id): PlannedCatalog => {
    const target = byId.get(id);
    const seenImageId = target?.fromImage?.id ?? null;
    return isOne || target === undefined ? { id, seenImageId } : { id, seenImageId, toImageId: target.toImage.id };
  });
  const { start } = rollout;
  return {
    ...openedPlan(catalogs, isOne ? imageId : null, now),
    ...takenFrom(rollout),
    preset: null,
    waves,
    acknowledged: rollout.targets.flatMap(({ catalogId, acknowledgedWarnings }) =>
      acknowledgedWarnings.map((code) => acknowledgementOf(catalogId, code)),
    ),
    name: rollout.name,
    reason: rollout.reason ?? "",
    start: start.kind,
    ...(start.kind === "at"
      ? { date: start.local.slice(0, 10), time: start.local.slice(11), occurrence: start.occurrence ?? null }
      : {}),
  };
}

/** One change made by the person. An acknowledgement is for one image only. */
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

/** The waves as they are sent: of those catalogs alone that will be updated. */
export function wavesOf(state: PlanState, included: ReadonlySet<string>): Waves {
  const ids = state.catalogs.map(({ id }) => id).filter((id) => included.has(id));
  if (state.preset !== null) return wavesByPreset(state.preset, ids);
  const waves = state.waves.map((wave) => wave.filter((id) => included.has(id)));
  const placed = new Set(waves.flat());
  // Chosen after the rows were moved: they come last.
  return withoutEmpty([...waves, ids.filter((id) => !placed.has(id))]);
}

/** When it begins as the fields say; null for now. */
export function startOf(state: Pick<PlanState, "start" | "date" | "time" | "timeZone" | "occurrence">) {
  if (state.start === "now") return null;
  const { date, time, timeZone, occurrence } = state;
  return startMoment({
    kind: "at",
    local: `${date}T${time}`,
    timeZone,
    ...(occurrence === null ? {} : { occurrence }),
  });
}

/** A whole number within its limits, or null. */
function countIn(text: string, max: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,5}$/.test(trimmed)) return null;
  const count = Number(trimmed);
  return count >= 1 && count <= max ? count : null;
}

/** The gate as it is sent; null while its minutes cannot be read. */
export function gateOf(state: Pick<PlanState, "gate" | "gateMinutesText">): RolloutGate | null {
  if (state.gate !== "minutes") return { kind: state.gate };
  const minutes = countIn(state.gateMinutesText, limits.gateMinutes);
  return minutes === null ? null : { kind: "minutes", minutes };
}

/** How many catalogs may be updated at the same time; null while it cannot be read. */
export function maxParallelOf(state: Pick<PlanState, "maxParallelText">): number | null {
  return countIn(state.maxParallelText, limits.maxParallel);
}

/** The parts of the form that can be wrong, in the order in which the eye and the Tab key meet them. */
export type PlanField =
  | PaceProblem["field"]
  | "image"
  | "catalogs"
  | "acknowledge"
  | "maxParallel"
  | "stopAfter"
  | "gateMinutes"
  | "date"
  | "occurrence"
  | "name"
  | "reason"
  | "typedCount";

export interface PlanProblem {
  field: PlanField;
  message: string;
}

/** What the form knows besides what was set in it. */
export interface PlanFacts {
  /** By catalog, from the newest check; undefined while it is under way. */
  checks: ReadonlyMap<string, RolloutTargetCheck> | undefined;
  waves: Waves;
  /** Whether each catalog goes back to a recorded image: others have to be able to read why. */
  isRollBack: boolean;
  now: Date;
}

/** The warnings that nobody has acknowledged yet, by catalog. */
function openWarnings(state: PlanState, facts: Pick<PlanFacts, "checks" | "waves">): UpdateRule[] {
  return facts.waves
    .flat()
    .flatMap((id) =>
      warningsOf(facts.checks?.get(id)).filter(({ code }) => !state.acknowledged.includes(acknowledgementOf(id, code))),
    );
}

/** The rules of a check that need a person's word. */
export function warningsOf(check: RolloutTargetCheck | undefined): UpdateRule[] {
  return check?.verdict === "warnings" ? check.rules.filter(({ severity }) => severity === "warn") : [];
}

/** Everything that stands against sending, in focus order; empty when the plan may be sent. */
export function problemsOfPlan(state: PlanState, facts: PlanFacts): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const add = (field: PlanField, message: string | undefined) => {
    if (message !== undefined) problems.push({ field, message });
  };
  const count = facts.waves.flat().length;
  if (state.imageId === null && state.catalogs.some(({ toImageId }) => toImageId === undefined)) {
    add("image", m.form_choose_image());
  } else if (facts.checks === undefined) add("catalogs", m.plan_still_checking());
  else if (count === 0) add("catalogs", m.plan_nothing_to_update());
  else if (count > limits.targets) add("catalogs", m.plan_too_many({ count, limit: limits.targets }));
  const open = openWarnings(state, facts).length;
  if (open > 0) add("acknowledge", m.plan_acknowledge({ count: open }));
  if (maxParallelOf(state) === null) add("maxParallel", m.plan_number({ max: limits.maxParallel }));
  if (countIn(state.stopAfterText, limits.stopAfterFailures) === null) {
    add("stopAfter", m.plan_number({ max: limits.stopAfterFailures }));
  }
  if (gateOf(state) === null) add("gateMinutes", m.plan_number({ max: limits.gateMinutes }));
  for (const { field, message } of problemsOfPace(state)) add(field, message);
  const start = startOf(state);
  if (start?.kind === "noTime") add("date", m.plan_no_time());
  if (start?.kind === "unknownZone") add("date", m.plan_no_zone());
  if (start?.kind === "skipped") {
    const { before, after } = start;
    add("date", m.plan_skipped({ time: state.time, zone: state.timeZone, before, after }));
  }
  if (start?.kind === "repeated") add("occurrence", m.plan_which_one());
  if (start?.kind === "moment" && start.at <= facts.now) add("date", m.plan_passed());
  if (state.name.trim().length > limits.name) add("name", m.plan_name_too_long({ max: limits.name }));
  if (facts.isRollBack && state.reason.trim() === "") add("reason", m.rollback_reason_missing());
  add("reason", tooLong("reason", state.reason));
  if (state.restart === "rightNow" && count > 1 && state.typedCount.trim() !== String(count)) {
    add("typedCount", m.plan_type_count({ count }));
  }
  return problems;
}

/**
 * The request body for a plan without problems.
 * @param rollbackOf the rollout that it takes back, if it takes one back
 * @throws when the plan still has problems that make a body impossible
 */
export function requestOfPlan(state: PlanState, facts: PlanFacts, rollbackOf: string | undefined): RolloutRequest {
  const gate = gateOf(state);
  const maxParallel = maxParallelOf(state);
  const stopAfterFailures = countIn(state.stopAfterText, limits.stopAfterFailures);
  if (gate === null || maxParallel === null || stopAfterFailures === null) throw new Error("the plan is not complete");
  const byId = new Map(state.catalogs.map((catalog) => [catalog.id, catalog]));
  const targets = facts.waves.flatMap((wave, index) =>
    wave.map((id) => {
      const catalog = byId.get(id);
      const imageId = catalog?.toImageId ?? state.imageId;
      if (catalog === undefined || imageId === null) throw new Error("the plan is not complete");
      const acknowledgedWarnings = warningsOf(facts.checks?.get(id))
        .map(({ code }) => code)
        .filter((code) => state.acknowledged.includes(acknowledgementOf(id, code)))
        .sort();
      return {
        catalogId: id,
        imageId,
        expectedImageId: catalog.seenImageId,
        wave: index + 1,
        ...(acknowledgedWarnings.length > 0 ? { acknowledgedWarnings } : {}),
      };
    }),
  );
  const [name, reason] = [state.name.trim(), state.reason.trim()];
  return {
    ...(name === "" ? {} : { name }),
    targets,
    gate,
    stopAfterFailures,
    maxParallel,
    ...requestOfPace(state),
    ...(reason === "" ? {} : { reason }),
    start: requestedStart(state),
    ...(rollbackOf === undefined ? {} : { rollbackOf }),
  };
}

function requestedStart(state: PlanState): RolloutStart {
  if (state.start === "now") return { kind: "now" };
  const { date, time, timeZone, occurrence } = state;
  return { kind: "at", local: `${date}T${time}`, timeZone, ...(occurrence === null ? {} : { occurrence }) };
}

/** What a check asks: each catalog as it would be updated. Waves and times change no verdict, so they ask nothing anew. */
export function checkOfPlan(
  state: Pick<PlanState, "catalogs" | "imageId" | "restart" | "minutesText">,
): RolloutRequest | null {
  const vdaUpdateDelay = vdaUpdateDelayOf(state);
  const targets = state.catalogs.flatMap(({ id, seenImageId, toImageId }) => {
    const imageId = toImageId ?? state.imageId;
    return imageId === null ? [] : [{ catalogId: id, imageId, expectedImageId: seenImageId, wave: 1 }];
  });
  if (vdaUpdateDelay === null || targets.length === 0 || targets.length > limits.targets) return null;
  return {
    targets: targets.sort((a, b) => (a.catalogId < b.catalogId ? -1 : 1)),
    gate: { kind: "none" },
    stopAfterFailures: 1,
    maxParallel: 1,
    vdaUpdateDelay,
    start: { kind: "now" },
  };
}
