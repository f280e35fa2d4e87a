import { offsetInWords } from "@catalog-deck/domain";
import { memo, useMemo } from "react";
import * as m from "../../i18n/messages.js";
import { here } from "../../lib/formatting.ts";
import { ChoiceCard } from "../../ui/choice-card.tsx";
import { inputClasses } from "../../ui/classes.ts";
import { Select } from "../../ui/select.tsx";
import { startOf } from "./plan-request.ts";
import type { PlanAction, PlanState } from "./plan-state.ts";
import { dayAndTimeIn, utcOfPlan } from "./plan-times.ts";

interface StartChoicesProps extends Pick<PlanState, "start" | "date" | "time" | "timeZone" | "occurrence"> {
  formId: string;
  /** What is wrong with the time. */
  error: string | undefined;
  dispatch: (action: PlanAction) => void;
}

/** Now, or at a local time in a zone, with what that is by UTC. A time that the clocks repeat is asked about. */
export const StartChoices = memo(function StartChoices(props: StartChoicesProps) {
  const { start, formId, dispatch } = props;
  const choose = (kind: PlanState["start"]) => dispatch({ kind: "startChosen", start: kind });
  return (
    <>
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        <ChoiceCard
          name={`${formId}-start`}
          value="now"
          checked={start === "now"}
          onChoose={() => choose("now")}
          label={m.plan_start_now()}
          explanation={m.plan_start_now_means()}
        />
        <ChoiceCard
          name={`${formId}-start`}
          value="at"
          checked={start === "at"}
          onChoose={() => choose("at")}
          label={m.plan_start_at()}
          explanation={m.plan_start_at_means()}
        />
      </div>
      {start === "at" ? <StartTime {...props} /> : null}
    </>
  );
});

function StartTime({ date, time, timeZone, occurrence, formId, error, dispatch }: StartChoicesProps) {
  const zones = useMemo(() => {
    const others = Intl.supportedValuesOf("timeZone").filter((zone) => zone !== here.timeZone && zone !== "UTC");
    return [
      { value: here.timeZone, label: here.timeZone, note: m.plan_zone_yours() },
      ...[...new Set(["UTC", ...others])]
        .filter((zone) => zone !== here.timeZone)
        .map((zone) => ({ value: zone, label: zone })),
    ];
  }, []);
  const found = startOf({ start: "at", date, time, timeZone, occurrence: null });
  const moment = startOf({ start: "at", date, time, timeZone, occurrence });
  const errorId = `${formId}-date-error`;
  return (
    <div className="mt-3">
      <div className="flex flex-wrap gap-3">
        <div>
          <label htmlFor={`${formId}-date`} className="mb-1 block text-muted">
            {m.plan_date()}
          </label>
          <input
            id={`${formId}-date`}
            type="date"
            required
            value={date}
            onChange={(event) => dispatch({ kind: "set", field: "date", text: event.target.value })}
            aria-invalid={error !== undefined}
            aria-describedby={errorId}
            className={`${inputClasses} w-40!`}
          />
        </div>
        <div>
          <label htmlFor={`${formId}-time`} className="mb-1 block text-muted">
            {m.plan_time()}
          </label>
          <input
            id={`${formId}-time`}
            type="time"
            required
            value={time}
            onChange={(event) => dispatch({ kind: "set", field: "time", text: event.target.value })}
            aria-invalid={error !== undefined}
            aria-describedby={errorId}
            className={`${inputClasses} w-28!`}
          />
        </div>
        <div className="min-w-0">
          <span className="mb-1 block text-muted" aria-hidden="true">
            {m.plan_zone()}
          </span>
          <Select
            label={m.plan_zone()}
            plain
            className="h-8.5! border-control!"
            value={timeZone}
            options={zones}
            onChange={(zone) => dispatch({ kind: "set", field: "timeZone", text: zone ?? here.timeZone })}
          />
        </div>
      </div>
      {found?.kind === "repeated" ? (
        <fieldset id={`${formId}-occurrence`} tabIndex={-1} className="mt-3 rounded-note">
          <legend className="mb-1">{m.plan_repeated({ time, zone: timeZone })}</legend>
          <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
            {(["first", "second"] as const).map((which) => (
              <ChoiceCard
                key={which}
                name={`${formId}-occurrence`}
                value={which}
                checked={occurrence === which}
                onChoose={() => dispatch({ kind: "occurrenceChosen", occurrence: which })}
                label={which === "first" ? m.plan_first_one() : m.plan_second_one()}
                explanation={`${offsetInWords(found[which].at, timeZone)} · ${utcOfPlan(found[which].at)}`}
              />
            ))}
          </div>
        </fieldset>
      ) : null}
      <p id={errorId} className={`mt-2 min-h-5 ${error ? "text-bad" : "text-muted"}`}>
        {error ??
          (moment?.kind === "moment"
            ? m.plan_is_utc({
                at: dayAndTimeIn(moment.at, timeZone),
                offset: offsetInWords(moment.at, timeZone),
                utc: utcOfPlan(moment.at),
              })
            : null)}
      </p>
    </div>
  );
}
