import { classNames } from "./class-names.ts";

/** The look of a select's closed button; apart from the select, so that a stand-in can wear it while that loads. */
export function selectTriggerClasses(chosen: boolean): string {
  return classNames(
    "inline-flex h-8 max-w-60 items-center gap-1.5 rounded-control border px-2.5 text-left transition-colors duration-150 data-popup-open:bg-hover",
    chosen ? "border-accent bg-accent-tint font-medium text-text" : "border-hair bg-surface hover:bg-hover",
  );
}
