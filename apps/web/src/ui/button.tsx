import type { ComponentProps, ReactNode } from "react";
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

const sizes = { small: "h-7.5 px-3 text-sm", medium: "h-8 px-3", large: "h-9 px-4" };

/** The classes of a button, for a link that should look like one. */
export function buttonClasses(variant: ButtonVariant = "secondary", size: keyof typeof sizes = "medium"): string {
  return classNames(base, variants[variant], sizes[size]);
}

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant | undefined;
  size?: keyof typeof sizes | undefined;
  /** While true the button shows a turning circle and takes no press. */
  busy?: boolean | undefined;
  icon?: ReactNode;
}

/** A push button. `type` is "button" unless told otherwise, so that it never sends a form by accident. */
export function Button({ variant, size, busy, icon, className, children, disabled, type, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? "button"}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={classNames(buttonClasses(variant, size), className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A turning circle; says nothing to screen readers. */
export function Spinner() {
  return (
    <svg className="size-3.5 animate-spin" viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" stroke="currentColor" strokeOpacity=".25" strokeWidth="2" />
      <path d="M14.5 8A6.5 6.5 0 0 0 8 1.5" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
