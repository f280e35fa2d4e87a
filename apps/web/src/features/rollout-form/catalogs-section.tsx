import type { Catalog } from "@catalog-deck/contract";
import { type Dispatch, type ReactNode, useCallback } from "react";
import * as m from "../../i18n/messages.js";
import { ProblemState } from "../../shared/problem-state.tsx";
import { CatalogsAndWaves } from "./catalogs-and-waves.tsx";
import { CountField } from "./count-field.tsx";
import { FormSection } from "./form-section.tsx";
import { presetInWords } from "./plan-in-words.ts";
import type { PlanField } from "./plan-problems.ts";
import type { PlanAction, PlanState } from "./plan-state.ts";
import type { CheckedPlan } from "./use-check.ts";
import type { Plan } from "./use-plan.ts";
import { WarningsToAcknowledge } from "./warnings-to-acknowledge.tsx";
import { type Waves, wavePresets } from "./waves.ts";

interface CatalogsSectionProps {
  state: PlanState;
  plan: Plan;
  catalogs: ReadonlyMap<string, Catalog>;
  checked: CheckedPlan;
  /** A try to send has said what is missing. */
  missing: boolean;
  idOf: (field: PlanField) => string;
  errorOf: (field: PlanField) => string | undefined;
  dispatch: Dispatch<PlanAction>;
  /** Called with each catalog that the person takes out. */
  onTakeOut: ((catalogId: string) => void) | undefined;
  addLink: ReactNode;
}

/** The catalogs in their waves, the warnings to acknowledge, how many at a time, and when to stop. */
export function CatalogsSection(props: CatalogsSectionProps) {
  const { state, plan, catalogs, checked, missing, idOf, errorOf, dispatch, onTakeOut, addLink } = props;
  const move = useCallback((waves: Waves) => dispatch({ kind: "wavesMoved", waves }), [dispatch]);
  const leave = useCallback(
    (catalogId: string) => {
      dispatch({ kind: "left", catalogId });
      onTakeOut?.(catalogId);
    },
    [dispatch, onTakeOut],
  );
  const seeAnew = useCallback(
    (catalogId: string) => dispatch({ kind: "seenAnew", catalogId, imageId: catalogs.get(catalogId)?.imageId ?? null }),
    [dispatch, catalogs],
  );
  const acknowledge = useCallback(
    (keys: readonly string[], on: boolean) => dispatch({ kind: "acknowledged", keys, on }),
    [dispatch],
  );
  return (
    <FormSection title={m.plan_catalogs()} beside={addLink}>
      <fieldset aria-label={m.plan_presets()} className="mb-3 flex flex-wrap items-center gap-1.5">
        {wavePresets.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={state.preset === preset}
            onClick={() => dispatch({ kind: "presetChosen", preset })}
            className="h-6.5 rounded-full border border-hair px-3 text-sm hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-tint aria-pressed:font-semibold aria-pressed:text-accent"
          >
            {presetInWords(preset)}
          </button>
        ))}
        {state.preset === null ? <span className="ml-1 text-muted text-sm">{m.plan_preset_own()}</span> : null}
      </fieldset>
      <div id={idOf("catalogs")} tabIndex={-1} className="rounded-card">
        <CatalogsAndWaves
          waves={plan.waves}
          rows={plan.rows}
          waveTimes={plan.waveTimes}
          onMove={move}
          onTakeOut={leave}
          onSeenAnew={seeAnew}
        />
      </div>
      {checked.error ? (
        <ProblemState
          title={m.plan_not_checked()}
          error={checked.error}
          busy={checked.busy}
          onRetry={checked.again}
          bare
        />
      ) : null}
      <WarningsToAcknowledge
        id={idOf("acknowledge")}
        kinds={plan.kinds}
        acknowledged={state.acknowledged}
        missing={missing}
        onAcknowledge={acknowledge}
      />
      <p className="mt-3">
        {m.plan_at_most()}
        <CountField
          id={idOf("maxParallel")}
          label={m.plan_at_most_label()}
          text={state.maxParallelText}
          error={errorOf("maxParallel")}
          onChange={(text) => dispatch({ kind: "set", field: "maxParallelText", text })}
        />
        {m.plan_at_most_rest()} {m.plan_stop_after()}
        <CountField
          id={idOf("stopAfter")}
          label={m.plan_stop_after_label()}
          text={state.stopAfterText}
          error={errorOf("stopAfter")}
          onChange={(text) => dispatch({ kind: "set", field: "stopAfterText", text })}
        />
        {m.plan_stop_after_rest()}
      </p>
      <p className="text-bad text-sm empty:hidden">{errorOf("maxParallel") ?? errorOf("stopAfter")}</p>
    </FormSection>
  );
}
