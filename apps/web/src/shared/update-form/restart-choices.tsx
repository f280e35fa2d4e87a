import { clockLine, delayField, delayInWords, parseDelayMinutes } from "@catalog-deck/domain";
import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { here } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { ChoiceCard } from "../../ui/choice-card.tsx";
import { DelaySlider } from "./delay-slider.tsx";
import { type Pace, type PaceAction, type RestartChoice, vdaUpdateDelayOf } from "./pace.ts";

const choices: readonly { value: RestartChoice; label: string; explanation: string }[] = [
  {
    value: "asUsersLogOff",
    label: m.restart_natural(),
    explanation: m.restart_natural_means(),
  },
  { value: "spread", label: m.restart_spread(), explanation: m.restart_spread_means() },
  { value: "rightNow", label: m.restart_now(), explanation: m.restart_now_means() },
];

interface RestartChoicesProps {
  restart: RestartChoice;
  minutesText: string;
  dispatch: (action: PaceAction) => void;
  groupName: string;
  /** The number field: where the focus goes when the minutes are wrong. */
  minutesId: string;
}

/** When machines restart: three choices, and the slider with its number field. */
export const RestartChoices = memo(function RestartChoices(props: RestartChoicesProps) {
  const { restart, dispatch, groupName } = props;
  return (
    <>
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-3">
        {choices.map(({ value, label, explanation }) => (
          <ChoiceCard
            key={value}
            name={`${groupName}-restart`}
            value={value}
            checked={restart === value}
            onChoose={() => dispatch({ kind: "restartChosen", restart: value })}
            label={label}
            explanation={explanation}
            tone={value === "rightNow" ? "danger" : "accent"}
          />
        ))}
      </div>
      {restart === "spread" && <Minutes {...props} />}
    </>
  );
});

function Minutes({ minutesText, dispatch, minutesId }: RestartChoicesProps) {
  const parsed = parseDelayMinutes(minutesText);
  const error = "error" in parsed ? parsed.error : undefined;
  const wordsId = `${minutesId}-words`;
  return (
    <div className="mt-4">
      <div className="grid grid-cols-1 items-start gap-x-4 gap-y-3 sm:grid-cols-[1fr_150px]">
        <DelaySlider
          minutes={"minutes" in parsed ? parsed.minutes : null}
          onChange={(minutes) => dispatch({ kind: "minutesSet", minutes })}
        />
        <div>
          <div
            className={`flex h-8 items-center gap-2 rounded-control border bg-surface px-2.5 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent ${
              error ? "border-bad" : "border-control"
            }`}
          >
            <input
              id={minutesId}
              aria-label={m.restart_minutes_range({ min: delayField.min, max: delayField.max })}
              inputMode="numeric"
              autoComplete="off"
              value={minutesText}
              onChange={(event) => dispatch({ kind: "typed", field: "minutesText", text: event.target.value })}
              aria-invalid={error !== undefined}
              aria-describedby={wordsId}
              className="w-full min-w-0 bg-transparent tabular-nums outline-none"
            />
            <span aria-hidden="true" className="text-muted">
              {m.restart_minutes()}
            </span>
          </div>
          <p id={wordsId} className={`mt-1 text-sm ${error ? "text-bad" : "text-muted"}`}>
            {error ?? ("minutes" in parsed ? delayInWords(parsed.minutes) : "")}
          </p>
        </div>
      </div>
    </div>
  );
}

/** What a pace means by the clock, for an update that is sent now. `keepsDisk`: no existing machine changes. */
export function ClockLine({ keepsDisk, ...state }: Pick<Pace, "restart" | "minutesText"> & { keepsDisk: boolean }) {
  const now = useNow();
  const vdaUpdateDelay = vdaUpdateDelayOf(state);
  const edge =
    vdaUpdateDelay === null ? "border-transparent" : state.restart === "rightNow" ? "border-bad" : "border-accent";
  return (
    // Its line is kept while the minutes cannot be read, so that nothing jumps under the hand.
    <p className={`mt-3 min-h-6 border-l-3 py-0.5 pl-3 font-semibold ${edge}`}>
      {vdaUpdateDelay === null ? null : clockLine({ now, vdaUpdateDelay, keepsDisk, ...here })}
    </p>
  );
}
