import type { Catalog } from "@catalog-deck/contract";
import {
  classOfCatalog,
  delayShort,
  progressOf,
  type StateWords,
  shortText,
  usualAtAGlance,
  wordsForCatalogState,
  wordsForSubState,
  wordsForWarning,
} from "@catalog-deck/domain";
import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { StateIcon } from "../../shared/state-label.tsx";
import { classNames } from "../../ui/classes.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";

const frames = {
  bad: "border-bad bg-bad-tint",
  warn: "border-warn bg-surface",
  info: "border-info bg-info-tint",
  quiet: "border-hair bg-surface",
} satisfies Record<StateWords["tone"], string>;

const inks = {
  bad: "text-bad font-semibold",
  warn: "text-warn font-semibold",
  info: "text-info font-semibold",
  quiet: "text-muted",
} satisfies Record<StateWords["tone"], string>;

/**
 * One catalog on the wall. All sizes follow the tile's letters (`fontPx`), so that it fits wherever the grid puts it.
 * Renders only when its own catalog changes.
 */
export const WallTile = memo(function WallTile(props: { catalog: Catalog; span: 1 | 2; fontPx: number }) {
  const { catalog, span, fontPx } = props;
  const words = wordsForCatalogState(catalog);
  const isUpdating = classOfCatalog(catalog) === "updating";
  const { toImage } = catalog.activeUpdate ?? {};
  const image = isUpdating && toImage?.name ? `→ ${toImage.name}` : catalog.templateImageName;
  return (
    <li
      className="min-h-0 min-w-0 p-[0.25em]"
      style={{ fontSize: `${fontPx}px`, gridColumn: `span ${span}`, gridRow: `span ${span}` }}
    >
      <article
        aria-label={catalog.name}
        className={classNames(
          "relative flex h-full flex-col justify-center overflow-hidden rounded-[0.6em] border-[max(1px,0.08em)] px-[0.8em] py-[0.4em] leading-[1.3]",
          frames[words.tone],
        )}
      >
        <h2 translate="no" className="truncate font-semibold text-[1.15em]">
          {catalog.name}
        </h2>
        <p className="flex items-baseline justify-between gap-[0.6em] leading-[1.4]">
          <span
            className={classNames(
              "flex min-w-0 items-center gap-[0.4em]",
              span === 1 && "text-[0.9em]",
              inks[words.tone],
            )}
          >
            <StateIcon icon={words.icon} className="size-[0.95em] shrink-0" />
            <span className="truncate">{words.label}</span>
          </span>
          {isUpdating ? <TimeLeft catalog={catalog} /> : null}
        </p>
        <p className="truncate text-[0.9em] text-muted">{image}</p>
        {span === 2 ? <Reason text={reasonOf(catalog) ?? ""} /> : null}
        {isUpdating ? <Bar catalog={catalog} /> : null}
      </article>
    </li>
  );
});

/** More than this stands in smaller letters, so that it is whole. */
const largeReason = 56;

function Reason({ text }: { text: string }) {
  return (
    <p
      className={classNames(
        "leading-[1.2] wrap-anywhere",
        text.length > largeReason ? "line-clamp-3 text-[0.74em]" : "line-clamp-2 text-[0.9em]",
      )}
    >
      {text}
    </p>
  );
}

/** The step of an update, or what is wrong, in words. */
function reasonOf(catalog: Catalog): string | undefined {
  const subState = catalog.activeUpdate?.subState ?? catalog.subState;
  if (subState !== undefined) return wordsForSubState(subState).label;
  const [warning] = catalog.warnings;
  return (catalog.statusMessage && shortText(catalog.statusMessage)) || (warning && wordsForWarning(warning).title);
}

function useProgress({ activeUpdate, taskCompletionPercentage }: Catalog) {
  // Minutes are what is shown.
  const now = useNow(10_000);
  return progressOf({ ...activeUpdate, percent: activeUpdate?.percent ?? taskCompletionPercentage }, now);
}

function TimeLeft({ catalog }: { catalog: Catalog }) {
  const { percent, minutesLeft, overdue } = useProgress(catalog);
  // Where Citrix estimates nothing, what past updates took is the next best.
  const usual = catalog.usualDuration === undefined ? "" : usualAtAGlance(catalog.usualDuration);
  const left = overdue
    ? m.wall_overdue()
    : minutesLeft === null
      ? usual
      : m.wall_minutes_left({ time: delayShort(minutesLeft) });
  return (
    <span className="shrink-0 whitespace-nowrap text-[0.9em]">
      {percent === null ? null : (
        <b translate="no" className="font-semibold">
          {Math.round(percent)} %{" "}
        </b>
      )}
      {left}
    </span>
  );
}

function Bar({ catalog }: { catalog: Catalog }) {
  return (
    <ProgressBar
      label={m.update_of({ catalog: catalog.name })}
      percent={useProgress(catalog).percent}
      className="absolute inset-x-0 bottom-0 h-[0.35em] rounded-none"
    />
  );
}
