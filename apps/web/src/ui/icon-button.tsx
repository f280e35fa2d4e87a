import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "title"> {
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
