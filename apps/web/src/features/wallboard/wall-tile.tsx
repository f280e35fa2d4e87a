import type { Catalog } from "@catalog-deck/contract";
import {
  classOfCatalog,
  isWorkedOn,
  originInWords,
  progressOf,
  type StateWords,
  wordsForCatalogState,
  wordsForSubState,
  wordsForWarning,
} from "@catalog-deck/domain";
import { memo, type ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { ShortCitrixWords } from "../../shared/long-text.tsx";
import { RolloutLine } from "../../shared/rollout-line.tsx";
import { StateIcon } from "../../shared/state-label.tsx";
import { CatalogTimes } from "../../shared/update-times.tsx";
import { targetInWords } from "../../shared/update-words.ts";
import { classNames } from "../../ui/classes.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";

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
 * `roomy`: there is room for every line. Renders only when its own catalog changes.
 */
export const WallTile = memo(function WallTile(props: {
  catalog: Catalog;
  span: 1 | 2;
  fontPx: number;
  roomy: boolean;
}) {
  const { catalog, span, fontPx, roomy } = props;
  const isUpdating = classOfCatalog(catalog) === "updating";
  const workedOn = isWorkedOn(catalog);
  const waitsInRollout = catalog.rollout !== undefined && !isUpdating && !workedOn;
  // A small tile has room for one line: the times, or what a rollout waits for, go before the image.
  const hasImage = roomy || !(isUpdating || workedOn || waitsInRollout);
  const target = !roomy && isUpdating ? catalog.activeUpdate?.toImage?.name : undefined;
  return (
    <TileFrame
      name={catalog.name}
      words={wordsForCatalogState(catalog)}
      instead={target === undefined ? undefined : `→ ${target}`}
      span={span}
      fontPx={fontPx}
      figure={isUpdating ? <Percent catalog={catalog} /> : null}
    >
      {hasImage ? isUpdating ? <WhereTo catalog={catalog} /> : <Line>{catalog.templateImageName}</Line> : null}
      {roomy ? isUpdating ? <Line>{stepAndOrigin(catalog)}</Line> : <WhatIsWrong catalog={catalog} /> : null}
      {isUpdating || workedOn ? (
        <CatalogTimes catalog={catalog} className={roomy ? timesClasses : lineClasses} />
      ) : null}
      {isUpdating ? <Bar catalog={catalog} /> : null}
      {waitsInRollout ? <RolloutLine catalog={catalog} plain unnamed={!roomy} className={lineClasses} /> : null}
    </TileFrame>
  );
});

const lineClasses = "truncate text-[0.85em] leading-[1.3] text-muted";
/** The times have two lines where there is room: until when sessions end is never cut. */
const timesClasses = "line-clamp-2! text-[0.85em] leading-[1.3] text-muted";

function Line({ children }: { children: ReactNode }) {
  return <p className={lineClasses}>{children}</p>;
}

/** A tile's place, border and head: the name, and below it the state with a figure beside. */
export function TileFrame(props: {
  name: string;
  words: StateWords;
  /** Stands where the state's word would, which is then for screen readers alone. */
  instead?: string | undefined;
  span: 1 | 2;
  fontPx: number;
  figure: ReactNode;
  children: ReactNode;
}) {
  const { name, words, instead, span, fontPx, figure, children } = props;
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
            <span className="truncate">
              {instead === undefined ? (
                words.label
              ) : (
                <>
                  <VisuallyHidden>{words.label}</VisuallyHidden> {instead}
                </>
              )}
            </span>
          </span>
          {figure}
        </p>
        {children}
      </article>
    </li>
  );
}

/** The image that the catalog moves to; while nobody here knows it, Citrix's own words. */
function WhereTo({ catalog: { activeUpdate, statusMessage, templateImageName } }: { catalog: Catalog }) {
  if (activeUpdate?.toImage === undefined && statusMessage) return <Reason text={statusMessage} byCitrix />;
  return <Line>{activeUpdate === undefined ? templateImageName : `→ ${targetInWords(activeUpdate)}`}</Line>;
}

/** "Restarting machines · by Alex Admin"; of an external update that it is one. */
function stepAndOrigin({ activeUpdate, subState: seen }: Catalog): string {
  const subState = activeUpdate?.subState ?? seen;
  const by = activeUpdate?.requestedBy === undefined ? m.origin_citrix_cloud() : originInWords(activeUpdate).by;
  return [subState && wordsForSubState(subState).label, by].filter(Boolean).join(" · ");
}

/** More than this stands in smaller letters, so that it is whole. */
const largeReason = 56;

/** Why something stands as it does, whole where it can be. */
export function Reason({ text, byCitrix }: { text: string; byCitrix?: boolean }) {
  return (
    <p
      className={classNames(
        "leading-[1.3] wrap-anywhere",
        text.length > largeReason ? "line-clamp-3 text-[0.74em]" : "line-clamp-2 text-[0.85em]",
      )}
    >
      {byCitrix ? <ShortCitrixWords>{text}</ShortCitrixWords> : text}
    </p>
  );
}

/** What is wrong with a catalog, or the step of other work; nothing where all is well. */
function WhatIsWrong({ catalog: { subState, statusMessage, warnings } }: { catalog: Catalog }) {
  const [warning] = warnings;
  if (subState !== undefined) return <Reason text={wordsForSubState(subState).label} />;
  if (statusMessage) return <Reason text={statusMessage} byCitrix />;
  return warning === undefined ? null : <Reason text={wordsForWarning(warning).title} />;
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
