import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { ChoiceCard } from "../../ui/choice-card.tsx";
import { CountField } from "./count-field.tsx";
import type { PlanAction, PlanState } from "./plan-state.ts";

interface GateChoicesProps extends Pick<PlanState, "gate" | "gateMinutesText"> {
  formId: string;
  minutesError: string | undefined;
  dispatch: (action: PlanAction) => void;
}

/** What has to happen between the end of one wave and the start of the next. */
export const GateChoices = memo(function GateChoices(props: GateChoicesProps) {
  const { gate, gateMinutesText, formId, minutesError, dispatch } = props;
  const choose = (kind: PlanState["gate"]) => dispatch({ kind: "gateChosen", gate: kind });
  return (
    <>
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-3">
        <ChoiceCard
          name={`${formId}-gate`}
          value="none"
          checked={gate === "none"}
          onChoose={() => choose("none")}
          label={m.plan_gate_none()}
          explanation={m.plan_gate_none_means()}
        />
        <ChoiceCard
          name={`${formId}-gate`}
          value="minutes"
          checked={gate === "minutes"}
          onChoose={() => choose("minutes")}
          label={
            <>
              {m.plan_gate_after()}
              <CountField
                id={`${formId}-gateMinutes`}
                label={m.plan_gate_minutes_label()}
                text={gateMinutesText}
                error={minutesError}
                onChange={(text) => dispatch({ kind: "set", field: "gateMinutesText", text })}
                onFocus={() => choose("minutes")}
              />
              {m.restart_minutes()}
            </>
          }
          explanation={m.plan_gate_minutes_means()}
        />
        <ChoiceCard
          name={`${formId}-gate`}
          value="person"
          checked={gate === "person"}
          onChoose={() => choose("person")}
          label={m.plan_gate_person()}
          explanation={m.plan_gate_person_means()}
        />
      </div>
      {minutesError === undefined ? null : <p className="mt-1 text-bad text-sm">{minutesError}</p>}
    </>
  );
});
