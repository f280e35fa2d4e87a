import type { Catalog } from "@catalog-deck/contract";
import {
  classOfCatalog,
  isWorkedOn,
  progressOf,
  type StateWords,
  shortText,
  wordsForCatalogState,
  wordsForSubState,
  wordsForWarning,
} from "@catalog-deck/domain";
import { memo, type ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { RolloutLine } from "../../shared/rollout-line.tsx";
import { StateIcon } from "../../shared/state-label.tsx";
import { CatalogTimes } from "../../shared/update-times.tsx";
import { targetInWords } from "../../shared/update-words.ts";
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
  const workedOn = isWorkedOn(catalog);
  const waitsInRollout = catalog.rollout !== undefined && !isUpdating && !workedOn;
  const image = isUpdating ? whereTo(catalog) : catalog.templateImageName;
  return (
    <TileFrame
      name={catalog.name}
      words={words}
      span={span}
      fontPx={fontPx}
      figure={isUpdating ? <Percent catalog={catalog} /> : null}
    >
      {/* A small tile has room for one of both. */}
      {(isUpdating || workedOn || waitsInRollout) && span === 1 ? null : (
        <p className="truncate text-[0.9em] text-muted">{image}</p>
      )}
      {span === 2 ? <Reason text={reasonOf(catalog) ?? ""} /> : null}
      {isUpdating || workedOn ? <CatalogTimes catalog={catalog} className="truncate text-[0.9em] text-muted" /> : null}
      {isUpdating ? <Bar catalog={catalog} /> : null}
      {waitsInRollout ? (
        <RolloutLine catalog={catalog} plain unnamed={span === 1} className="truncate text-[0.9em] text-muted" />
      ) : null}
    </TileFrame>
  );
});

/** A tile's place, border and head: the name, and below it the state with a figure beside. */
export function TileFrame(props: {
  name: string;
  words: StateWords;
  span: 1 | 2;
  fontPx: number;
  figure: ReactNode;
  children: ReactNode;
}) {
  const { name, words, span, fontPx, figure, children } = props;
  return (
    <li
      className="min-h-0 min-w-0 p-[0.25em]"
      style={{ fontSize: `${fontPx}px`, gridColumn: `span ${span}`, gridRow: `span ${span}` }}
    >
      <article
        aria-label={name}
        className={classNames(
          "relative flex h-full flex-col justify-center overflow-hidden rounded-[0.6em] border-[max(1px,0.08em)] px-[0.8em] py-[0.4em] leading-[1.3]",
          frames[words.tone],
        )}
      >
        <h2 translate="no" className="truncate font-semibold text-[1.15em]">
          {name}
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
          {figure}
        </p>
        {children}
      </article>
    </li>
  );
}

/** The image that the catalog moves to; while nobody here knows it, Citrix's own words. */
function whereTo({ activeUpdate, statusMessage, templateImageName }: Catalog): string | undefined {
  if (activeUpdate === undefined) return templateImageName;
  if (activeUpdate.toImage === undefined && statusMessage) return shortText(statusMessage);
  return `→ ${targetInWords(activeUpdate)}`;
}

/** More than this stands in smaller letters, so that it is whole. */
const largeReason = 56;

/** Why something stands as it does, whole where it can be. */
export function Reason({ text }: { text: string }) {
  return (
    <p
      className={classNames(
        "leading-[1.3] wrap-anywhere",
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

function Percent({ catalog }: { catalog: Catalog }) {
  const { percent } = useProgress(catalog);
  if (percent === null) return null;
  return (
    <b translate="no" className="shrink-0 font-semibold text-[0.9em]">
      {Math.round(percent)} %
    </b>
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
