import type { ComponentProps } from "react";
import { classNames } from "./classes.ts";

/** A bordered box around a table that scrolls sideways when it is narrow, with everything that stands in it. */
export function TableFrame({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      {...rest}
      className={classNames("relative overflow-auto rounded-card border border-hair bg-surface shadow-card", className)}
    />
  );
}

export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table {...rest} className={classNames("w-full border-separate border-spacing-0 text-left", className)} />;
}

export function HeadCell({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={classNames(
        "border-b border-hair bg-sunken px-3 py-2 text-sm font-medium whitespace-nowrap text-muted",
        className,
      )}
    />
  );
}

export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return <td {...rest} className={classNames("border-b border-hair px-3 py-2", className)} />;
}
