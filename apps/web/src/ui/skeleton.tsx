import { classNames } from "./classes.ts";

/** A gray block where content will be; it appears only after 200 ms. Give it the content's size by class names. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={classNames("animate-skeleton rounded-control bg-hover", className)} />;
}

const lineWidths = ["w-44", "w-56", "w-36", "w-64", "w-48"] as const;

/** The frame of a list with quiet lines where its rows will be; like every skeleton it appears only after 200 ms. */
export function SkeletonRows({ rows, head = false, className }: { rows: number; head?: boolean; className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={classNames(
        "animate-skeleton overflow-hidden rounded-card border border-hair bg-surface shadow-card",
        className,
      )}
    >
      {head ? <div className="h-8.75 border-b border-hair bg-sunken" /> : null}
      {Array.from({ length: rows }, (_, row) => ({ row, width: lineWidths[row % lineWidths.length] })).map(
        ({ row, width }) => (
          <div key={row} className="flex h-14 items-center gap-6 border-b border-hair px-4 last:border-b-0">
            <div className="min-w-0 flex-1">
              <div className={classNames("h-2.5 max-w-full rounded-full bg-track", width)} />
              <div className="mt-2.5 h-2 w-28 max-w-full rounded-full bg-track opacity-60" />
            </div>
            <div className="h-2.5 w-20 shrink-0 rounded-full bg-track max-sm:w-14" />
          </div>
        ),
      )}
    </div>
  );
}
