import type { Rollout } from "@catalog-deck/contract";
import { Fragment, memo } from "react";
import * as m from "../i18n/messages.js";
import { classNames } from "../ui/classes.ts";
import { type CellKind, countsInWords } from "./rollout-counts.ts";

type Cell = Rollout["cells"][number];

/** So many fit beside each other in the narrowest window; more of them stand in rows. */
const mostInOneRow = 40;

const kinds = {
  waiting: "waiting",
  starting: "updating",
  updating: "updating",
  succeeded: "done",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
} satisfies Record<Cell["state"], CellKind>;

// Each kind has a shape of its own: full, part-filled, taller, hollow, a line, a dotted line.
const looks = {
  done: "h-3 rounded-xs bg-muted",
  updating: "h-3 overflow-hidden rounded-xs border border-info bg-info-tint",
  failed: "h-4 rounded-xs bg-bad",
  waiting: "h-3 rounded-xs border border-control",
  skipped: "h-0.75 bg-muted",
  cancelled: "h-0 border-t-3 border-dotted border-muted",
} satisfies Record<CellKind, string>;

/**
 * A rollout at a glance, as wide as there is room: a cell for each catalog in the order of the plan, a gap between waves.
 * Whoever cannot see it hears how many catalogs are in which state.
 */
export const RolloutStrip = memo(function RolloutStrip(props: {
  cells: readonly Cell[];
  counts: Rollout["counts"];
  className?: string;
}) {
  const { cells, counts, className } = props;
  const isOneRow = cells.length <= mostInOneRow;
  const words = countsInWords(counts).map((count) => count.words);
  return (
    <div
      role="img"
      aria-label={m.rollout_strip({ count: cells.length, counts: words.join(", ") })}
      className={classNames(
        "min-h-4 items-center gap-x-0.5 gap-y-1",
        isOneRow ? "flex" : "grid grid-cols-[repeat(auto-fit,minmax(6px,1fr))]",
        className,
      )}
    >
      {placed(cells).map(({ place, startsWave, state, percent }) => (
        <Fragment key={place}>
          {startsWave ? <i className={isOneRow ? "w-1 shrink-0" : undefined} /> : null}
          <CellMark kind={kinds[state]} percent={percent} />
        </Fragment>
      ))}
    </div>
  );
});

/** The plan's order is all that tells cells apart. */
function placed(cells: readonly Cell[]) {
  return cells.map((cell, place) => ({
    ...cell,
    place,
    startsWave: place > 0 && cells[place - 1]?.wave !== cell.wave,
  }));
}

/** One cell of the strip; also what its key explains. */
export function CellMark({ kind, percent }: { kind: CellKind; percent?: number | undefined }) {
  return (
    <i className={classNames("block min-w-0.75 flex-1", looks[kind])}>
      {kind === "updating" ? (
        // At least so much that it is seen to have begun.
        <i className="block h-full bg-info" style={{ width: `${Math.min(100, Math.max(percent ?? 0, 12))}%` }} />
      ) : null}
    </i>
  );
}
