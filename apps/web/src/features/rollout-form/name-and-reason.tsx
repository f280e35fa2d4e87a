import type { Dispatch } from "react";
import * as m from "../../i18n/messages.js";
import { OneLineField } from "../../shared/update-form/one-line-field.tsx";
import { FormSection } from "./form-section.tsx";
import type { PlanAction, PlanState } from "./plan-state.ts";

interface NameAndReasonProps extends Pick<PlanState, "name" | "reason"> {
  isRollBack: boolean;
  idOf: (field: "name" | "reason") => string;
  errorOf: (field: "name" | "reason") => string | undefined;
  dispatch: Dispatch<PlanAction>;
}

/** How the rollout is called, and why it is done; a roll back needs a reason. */
export function NameAndReason({ name, reason, isRollBack, idOf, errorOf, dispatch }: NameAndReasonProps) {
  const fields = [
    { field: "name", label: m.plan_name(), hint: m.plan_name_hint(), text: name, required: false },
    { field: "reason", label: m.form_reason_label(), hint: m.form_reason_hint(), text: reason, required: isRollBack },
  ] as const;
  return (
    <FormSection title={m.plan_name_and_reason()}>
      <div className="grid grid-cols-1 gap-x-4 gap-y-2 sm:grid-cols-2">
        {fields.map(({ field, label, hint, text, required }) => (
          <div key={field}>
            <p aria-hidden="true" className="mb-1 text-muted">
              {label}
            </p>
            <OneLineField
              id={idOf(field)}
              label={label}
              text={text}
              placeholder={hint}
              required={required}
              error={errorOf(field)}
              onChange={(typed) => dispatch({ kind: "set", field, text: typed })}
            />
          </div>
        ))}
      </div>
    </FormSection>
  );
}
