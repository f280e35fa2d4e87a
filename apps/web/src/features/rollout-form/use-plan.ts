import type { Catalog, Image } from "@catalog-deck/contract";
import { useMemo } from "react";
import { imageChoicesForMany } from "../../shared/image-choices.ts";
import type { PlanRow } from "./catalogs-and-waves.tsx";
import { includedOf, kindsOf, stepsOf, usualOf } from "./plan-in-words.ts";
import { problemsOfPlan } from "./plan-problems.ts";
import { type PlanContext, planLimits, warningsOf, wavesOf } from "./plan-request.ts";
import { acknowledgmentOf, type PlanState } from "./plan-state.ts";
import { timesOfPlan } from "./plan-times.ts";

interface PlanSources {
  checks: PlanContext["checks"];
  /** The connection's catalogs by id, as they are now. */
  catalogs: ReadonlyMap<string, Catalog>;
  images: readonly Image[];
  staleData: boolean;
  nameOf: (catalogId: string) => string;
  isRollBack: boolean;
  now: Date;
}

/** What follows from what a person has set: images, waves and rows, warnings, times, and what stands against sending. */
export function usePlan(state: PlanState, sources: PlanSources) {
  const { checks, catalogs, images, staleData, nameOf, isRollBack, now } = sources;
  const choices = useMemo(
    () =>
      imageChoicesForMany(
        state.catalogs.flatMap(({ id }) => catalogs.get(id) ?? []),
        images,
        staleData,
      ),
    [state.catalogs, catalogs, images, staleData],
  );
  const included = useMemo(() => includedOf(state, checks), [state, checks]);
  const waves = useMemo(() => wavesOf(state, included), [state, included]);
  const rows = useMemo(
    () =>
      state.catalogs.map(({ id, toImageId }): PlanRow => {
        const check = checks?.get(id);
        return {
          id,
          name: catalogs.get(id)?.name ?? nameOf(id),
          catalog: catalogs.get(id),
          toImage: toImageId && (images.find((image) => image.id === toImageId)?.name ?? toImageId),
          check,
          isAsked: (toImageId ?? state.imageId) !== null && state.catalogs.length <= planLimits.targets,
          acknowledged: warningsOf(check).filter(({ code }) => state.acknowledged.includes(acknowledgmentOf(id, code)))
            .length,
        };
      }),
    [state.catalogs, state.imageId, state.acknowledged, checks, catalogs, images, nameOf],
  );
  const kinds = useMemo(() => kindsOf(rows, waves), [rows, waves]);
  const times = timesOfPlan(state, waves, { usualMs: (id) => usualOf(checks?.get(id)), now });
  const steps = stepsOf(state, { waves, catalogs, times, now });
  return {
    choices,
    waves,
    rows,
    kinds,
    times,
    steps,
    waveTimes: useStable(steps.filter(({ isWave }) => isWave).map(({ time }) => time)),
    /** How many catalogs would be updated. */
    count: waves.flat().length,
    problems: problemsOfPlan(state, { checks, waves, isRollBack, now }),
  };
}

/** A plan as its form shows it. */
export type Plan = ReturnType<typeof usePlan>;

/** The same list while it says the same: what it is handed on to is not drawn anew. */
function useStable(words: readonly string[]): readonly string[] {
  const key = JSON.stringify(words);
  return useMemo(() => JSON.parse(key) as string[], [key]);
}
