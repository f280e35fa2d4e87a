import { classNames } from "./class-names.ts";

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
