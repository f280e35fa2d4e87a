import type { RolloutDetail } from "@catalog-deck/contract";
import { paceOf } from "../../shared/update-form/pace.ts";
import { acknowledgmentOf, openedPlan, type PlannedCatalog, type PlanState } from "./plan-state.ts";
import { reversedWaves, type Waves, withoutEmpty } from "./waves.ts";

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
export function planAgain(rollout: RolloutDetail, imageId: string | null, inUse: InUse, now: Date): PlanState {
  const waves = wavesOfDetail(rollout, () => true);
  const catalogs = waves.flat().map((id) => ({ id, seenImageId: inUse(id) }));
  return { ...openedPlan(catalogs, imageId, now), ...takenFrom(rollout), preset: null, waves };
}

/** Each catalog that a rollout has moved goes back to its recorded image, the last one first. */
export function planRollback(rollout: RolloutDetail, inUse: InUse, now: Date): PlanState {
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
export function planChange(rollout: RolloutDetail, now: Date): PlanState {
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
      acknowledgedWarnings.map((code) => acknowledgmentOf(catalogId, code)),
    ),
    name: rollout.name,
    reason: rollout.reason ?? "",
    start: start.kind,
    ...(start.kind === "at"
      ? { date: start.local.slice(0, 10), time: start.local.slice(11), occurrence: start.occurrence ?? null }
      : {}),
  };
}
