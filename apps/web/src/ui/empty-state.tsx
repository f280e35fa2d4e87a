import type { ReactNode } from "react";
import { classNames } from "./classes.ts";
import { useFocusKept } from "./use-focus-kept.ts";

/** What stands where a list would be: an icon, what is the case, and what to do next. */
export function EmptyState(props: {
  icon?: ReactNode;
  title: string;
  /** 1 where it is all that the page shows. */
  headingLevel?: 1 | 2;
  /** Inside a part of a page that shows more than this: less high. */
  compact?: boolean;
  /** Without a box of its own, where it stands in one already. */
  bare?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const box = useFocusKept<HTMLDivElement>();
  const Heading = props.headingLevel === 1 ? "h1" : "h2";
  return (
    <div
      ref={box}
      className={classNames(
        "flex flex-col items-center gap-2 text-center",
        props.bare ? "py-4" : "rounded-card border border-dashed border-hair bg-surface px-6",
        props.bare ? "" : props.compact ? "py-8" : "py-14",
      )}
    >
      {props.icon ? <div className="text-muted [&_svg]:size-7">{props.icon}</div> : null}
      <Heading className="text-md font-semibold">{props.title}</Heading>
      {props.children ? <div className="w-full max-w-[52ch] text-balance text-muted">{props.children}</div> : null}
      {props.actions ? <div className="mt-2 flex flex-wrap justify-center gap-2">{props.actions}</div> : null}
    </div>
  );
}
