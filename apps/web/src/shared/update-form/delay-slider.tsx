import { delayInShort, delayInWords, delaySlider } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { minutesAfterKey } from "./pace.ts";

const thumbClasses =
  "[&::-webkit-slider-thumb]:size-4.5 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-2 [&::-webkit-slider-thumb]:border-accent [&::-webkit-slider-thumb]:bg-surface [&::-moz-range-thumb]:size-3.5 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-2 [&::-moz-range-thumb]:border-accent [&::-moz-range-thumb]:bg-surface";

interface DelaySliderProps {
  /** Null while the number field cannot be read: then no preset is lit and no duration spoken. */
  minutes: number | null;
  onChange: (minutes: number) => void;
}

/**
 * The slider over the minutes of "Spread over", with its presets. It speaks in words. All keys go through
 * `minutesAfterKey`, because browsers disagree about Page Up and about values between two steps.
 */
export function DelaySlider({ minutes, onChange }: DelaySliderProps) {
  const { min, max, step, presets } = delaySlider;
  const startsFrom = minutes ?? delaySlider.default;
  const shown = Math.min(max, Math.max(min, startsFrom));
  const filledPercent = ((shown - min) / (max - min)) * 100;
  return (
    <div className="min-w-0">
      <input
        type="range"
        aria-label={m.restart_spread_label()}
        aria-valuetext={minutes === null ? m.not_known() : delayInWords(minutes)}
        min={min}
        max={max}
        step={step}
        value={shown}
        onChange={(event) => onChange(Number(event.target.value))}
        onKeyDown={(event) => {
          const next = minutesAfterKey(startsFrom, event.key);
          if (next === null || event.altKey || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          onChange(next);
        }}
        style={{
          background: `linear-gradient(to right, var(--accent) ${filledPercent}%, var(--track) ${filledPercent}%) center / 100% 4px no-repeat`,
        }}
        className={`block h-8 w-full cursor-pointer appearance-none rounded-control ${thumbClasses}`}
      />
      <div className="mt-1 flex flex-wrap gap-1.5">
        {presets.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={minutes === preset}
            onClick={() => onChange(preset)}
            className="h-6 rounded-full border border-hair px-2.5 text-sm hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-tint aria-pressed:font-semibold aria-pressed:text-accent"
          >
            <span aria-hidden="true">{delayInShort(preset)}</span>
            <span className="sr-only">{delayInWords(preset)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
