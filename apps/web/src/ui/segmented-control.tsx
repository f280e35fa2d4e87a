import type { ReactNode } from "react";
import { classNames } from "./classes.ts";

export interface SegmentedControlProps<Value extends string> {
  /** What is being chosen; spoken. */
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode; lang?: string }[];
  onChange(value: Value): void;
  /** Shows the icons alone, always or where the window is narrow; the labels stay for screen readers. */
  iconsOnly?: boolean | "narrow";
}

/** A few choices side by side, one of which holds. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const labelClasses = props.iconsOnly === "narrow" ? "max-[420px]:sr-only" : props.iconsOnly ? "sr-only" : undefined;
  return (
    <fieldset
      aria-label={props.label}
      className="inline-flex min-h-8 max-w-full shrink-0 flex-wrap overflow-hidden rounded-control border border-hair bg-surface"
    >
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === props.value}
          lang={option.lang}
          title={props.iconsOnly ? option.label : undefined}
          onClick={() => props.onChange(option.value)}
          className={classNames(
            "inline-flex min-h-7.5 min-w-8 items-center justify-center gap-1.5 px-2.5 transition-colors duration-150 -outline-offset-2",
            option.value === props.value ? "bg-sunken font-semibold text-text" : "text-muted hover:text-text",
          )}
        >
          {option.icon}
          <span className={labelClasses}>{option.label}</span>
        </button>
      ))}
    </fieldset>
  );
}
