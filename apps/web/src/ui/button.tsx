import type { ComponentProps, ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClasses, classNames } from "./classes.ts";

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  /** While true the button shows a turning circle and takes no press. */
  busy?: boolean | undefined;
  icon?: ReactNode;
}

/** A push button. `type` is "button" unless told otherwise, so that it never sends a form by accident. */
export function Button({ variant, size, busy, icon, className, children, type, onClick, ...rest }: ButtonProps) {
  const isIdle = busy || rest["aria-disabled"] === true;
  return (
    <button
      {...rest}
      type={type ?? "button"}
      // Not `disabled`: that would take the focus away, and leave it nowhere when the work is done.
      aria-disabled={isIdle || undefined}
      aria-busy={busy || undefined}
      onClick={isIdle ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClasses(variant, size), className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A turning circle; says nothing to screen readers. */
function Spinner() {
  return (
    <svg className="size-3.5 animate-spin" viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" stroke="currentColor" strokeOpacity=".25" strokeWidth="2" />
      <path d="M14.5 8A6.5 6.5 0 0 0 8 1.5" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "title"> {
  /** What the button does; spoken, and shown as its title. */
  label: string;
  bordered?: boolean | undefined;
}

/** A 32 px button with an icon alone. */
export function IconButton({ label, bordered, className, type, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? "button"}
      aria-label={label}
      title={label}
      className={classNames(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-control border text-muted transition-colors duration-150 hover:bg-hover hover:text-text disabled:opacity-55",
        bordered ? "border-hair bg-surface" : "border-transparent",
        className,
      )}
    />
  );
}
