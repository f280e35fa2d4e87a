/** Joins class names; whatever is false, null or undefined is left out. */
export function classNames(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";

const base =
  "inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-colors duration-150 select-none disabled:opacity-55 aria-disabled:opacity-55 no-underline";

const variants: Record<ButtonVariant, string> = {
  primary: "border-accent bg-accent text-accent-ink hover:bg-accent-strong hover:border-accent-strong font-semibold",
  secondary: "border-hair bg-surface text-text hover:bg-hover",
  ghost: "border-transparent bg-transparent text-muted hover:bg-hover hover:text-text",
  danger: "border-bad bg-bad text-bad-ink hover:bg-bad-strong hover:border-bad-strong font-semibold",
};

export type ButtonSize = "small" | "medium" | "large";

const sizes = { small: "h-7.5 px-3 text-sm", medium: "h-8 px-3", large: "h-9 px-4" };

/** The classes of a button, for a link that should look like one. */
export function buttonClasses(variant: ButtonVariant = "secondary", size: ButtonSize = "medium"): string {
  return classNames(base, variants[variant], sizes[size]);
}

/** The look of the header's buttons, the same before and after their menus have loaded. */
export const headerButtonClasses =
  "inline-flex h-8 items-center gap-1.5 rounded-control border border-hair bg-surface px-2.5 transition-colors duration-150 hover:bg-hover data-popup-open:bg-hover";

/** The classes of a text input, for inputs that bring their own label. */
export const inputClasses =
  "h-8.5 w-full rounded-control border border-control bg-surface px-2.5 text-text transition-colors duration-150 hover:border-muted aria-invalid:border-bad disabled:bg-sunken disabled:text-muted";

/** The box that menus and lists of choices open in. */
export const popupClasses =
  "z-50 max-h-(--available-height) min-w-(--anchor-width) overflow-auto rounded-note border border-hair bg-surface p-1 shadow-pop outline-none transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0";

/** One row of such a box. */
export const itemClasses =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-control px-2.5 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-not-allowed data-disabled:text-muted";

/** The look of a select's closed button; apart from the select, for its placeholder while that loads. */
export function selectTriggerClasses(chosen: boolean): string {
  return classNames(
    "inline-flex h-8 max-w-60 items-center gap-1.5 rounded-control border px-2.5 text-left transition-colors duration-150 data-popup-open:bg-hover",
    chosen ? "border-accent bg-accent-tint font-medium text-text" : "border-hair bg-surface hover:bg-hover",
  );
}
