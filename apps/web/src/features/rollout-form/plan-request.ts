import type { RolloutGate, RolloutRequest, RolloutStart, RolloutTargetCheck, UpdateRule } from "@catalog-deck/contract";
import { startMoment } from "@catalog-deck/domain/start-time";
import { requestOfPace, vdaUpdateDelayOf } from "../../shared/update-form/pace.ts";
import { acknowledgmentOf, type PlanState } from "./plan-state.ts";
import { type Waves, wavesByPreset, withoutEmpty } from "./waves.ts";

/** The same figures as the contract's `rolloutLimits`, which is imported for types alone. */
export const planLimits = {
  targets: 200,
  maxParallel: 10,
  gateMinutes: 1_440,
  stopAfterFailures: 200,
  name: 100,
} as const;

/** What the form knows of a plan besides what was set in it. */
export interface PlanContext {
  /** By catalog, from the newest check; undefined while it is under way. */
  checks: ReadonlyMap<string, RolloutTargetCheck> | undefined;
  waves: Waves;
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
  const start = requestedStart(state);
  return start.kind === "now" ? null : startMoment(start);
}

/** A whole number within its limits, or null. */
function countIn(text: string, max: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,5}$/.test(trimmed)) return null;
  const count = Number(trimmed);
  return count >= 1 && count <= max ? count : null;
}

/** The gate as it is sent, none where there is one wave; null while its minutes cannot be read. */
export function gateOf(state: Pick<PlanState, "gate" | "gateMinutesText">, waves: Waves): RolloutGate | null {
  if (waves.length < 2) return { kind: "none" };
  if (state.gate !== "minutes") return { kind: state.gate };
  const minutes = countIn(state.gateMinutesText, planLimits.gateMinutes);
  return minutes === null ? null : { kind: "minutes", minutes };
}

/** How many catalogs may be updated at the same time; null while it cannot be read. */
export function maxParallelOf(state: Pick<PlanState, "maxParallelText">): number | null {
  return countIn(state.maxParallelText, planLimits.maxParallel);
}

/** After how many failures it stops; null while it cannot be read. */
export function stopAfterOf(state: Pick<PlanState, "stopAfterText">): number | null {
  return countIn(state.stopAfterText, planLimits.stopAfterFailures);
}

/** The rules of a check that need a person's word. */
export function warningsOf(check: RolloutTargetCheck | undefined): UpdateRule[] {
  return check?.verdict === "warnings" ? check.rules.filter(({ severity }) => severity === "warn") : [];
}

/**
 * The request body for a plan without problems.
 * @param rollbackOf the rollout that it takes back, if it takes one back
 * @throws when the plan still has problems that make a body impossible
 */
export function requestOfPlan(state: PlanState, facts: PlanContext, rollbackOf: string | undefined): RolloutRequest {
  const gate = gateOf(state, facts.waves);
  const maxParallel = maxParallelOf(state);
  const stopAfterFailures = stopAfterOf(state);
  if (gate === null || maxParallel === null || stopAfterFailures === null) throw new Error("the plan is not complete");
  const byId = new Map(state.catalogs.map((catalog) => [catalog.id, catalog]));
  const targets = facts.waves.flatMap((wave, index) =>
    wave.map((id) => {
      const catalog = byId.get(id);
      const imageId = catalog?.toImageId ?? state.imageId;
      if (catalog === undefined || imageId === null) throw new Error("the plan is not complete");
      const acknowledgedWarnings = warningsOf(facts.checks?.get(id))
        .map(({ code }) => code)
        .filter((code) => state.acknowledged.includes(acknowledgmentOf(id, code)))
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

function requestedStart(state: Parameters<typeof startOf>[0]): RolloutStart {
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
  if (vdaUpdateDelay === null || targets.length === 0 || targets.length > planLimits.targets) return null;
  return {
    targets: targets.sort((a, b) => (a.catalogId < b.catalogId ? -1 : 1)),
    gate: { kind: "none" },
    stopAfterFailures: 1,
    maxParallel: 1,
    vdaUpdateDelay,
    start: { kind: "now" },
  };
}
