import type { Catalog } from "@catalog-deck/contract";
import {
  classOfCatalog,
  isFinalState,
  isWorkedOn,
  progressOf,
  wordsForCatalogState,
  wordsForImageUpdate,
} from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { itemsOf } from "../../api/freshness.ts";
import { imagesQuery } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { timeInWords } from "../../lib/formatting.ts";
import { serverNowMs } from "../../lib/now.ts";
import { RolloutLine } from "../../shared/rollout-line.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { CatalogTimes } from "../../shared/update-times.tsx";
import { targetInWords } from "../../shared/update-words.ts";
import { buttonClasses } from "../../ui/classes.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { CopyStatusButton, DetailsLink } from "./catalog-actions.tsx";
import { validateCatalogsSearch } from "./catalogs-search.ts";
import { endOfUpdate } from "./end-of-update.ts";

const timesClasses = "truncate text-muted text-xs leading-4";

/** Words that a narrow column may cut, whole when they are pointed at. */
export function Whole({ words }: { words: string | undefined }) {
  return <span title={words}>{words}</span>;
}

export function NameCell({ catalog }: { catalog: Catalog }) {
  return (
    <Link
      translate="no"
      to="/catalogs/$catalogId"
      params={{ catalogId: catalog.id }}
      data-row-link
      title={catalog.name}
      className="block truncate rounded-sm font-semibold hover:underline"
    >
      {catalog.name}
    </Link>
  );
}

/** The image in use; while an update goes on, the one that comes. */
export function ImageCell({ catalog: { activeUpdate, templateImageName } }: { catalog: Catalog }) {
  if (activeUpdate === undefined) return <Whole words={templateImageName} />;
  const [from, to] = [activeUpdate.fromImage?.name ?? m.no_image(), targetInWords(activeUpdate)];
  return (
    <span title={m.image_from_to({ from, to })}>
      <span className="text-muted">→ </span>
      {to}
    </span>
  );
}

/** The version in use; while an update goes on, the one that comes as well. */
export function VdaCell({ catalog }: { catalog: Catalog }) {
  const { activeUpdate, imageVdaVersion: now } = catalog;
  const next = useImageVda(activeUpdate?.toImage?.id);
  if (now === undefined || next === undefined || next === now) return <Whole words={now} />;
  const [shortNow, shortNext] = [now, next].map((version) => version.replace(/\..*/, ""));
  const words = shortNow === shortNext ? `${now} → ${next}` : `${shortNow} → ${shortNext}`;
  return <span title={m.image_from_to({ from: now, to: next })}>{words}</span>;
}

/** The VDA version of an image; asked for only where there is one to ask about. */
function useImageVda(imageId: string | undefined): string | undefined {
  const connection = useConnection();
  const { data } = useQuery({ ...imagesQuery(connection.id), enabled: Boolean(imageId), select: itemsOf });
  return data?.find(({ id }) => id === imageId)?.vdaVersion;
}

export function UntilCell({ catalog }: { catalog: Catalog }) {
  const now = new Date(serverNowMs());
  const end = endOfUpdate(catalog, now);
  if (end === undefined) return null;
  return <Whole words={end.at === undefined ? m.longer_than_expected() : timeInWords(end.at.toISOString(), now)} />;
}

/** When the last update ended, and how where it was not by success. */
export function LastUpdatedCell({ catalog: { lastUpdate } }: { catalog: Catalog }) {
  if (lastUpdate?.finishedAt === undefined) return null;
  return (
    <>
      <Whole words={timeInWords(lastUpdate.finishedAt, new Date(serverNowMs()))} />
      {lastUpdate.state === "succeeded" ? null : (
        <span className={`block ${timesClasses}`} title={wordsForImageUpdate(lastUpdate).label}>
          {wordsForImageUpdate(lastUpdate).label}
        </span>
      )}
    </>
  );
}

export function StateCell({ catalog }: { catalog: Catalog }) {
  const words = wordsForCatalogState(catalog);
  if (classOfCatalog(catalog) !== "updating") {
    return (
      <>
        <span className="flex items-center" title={words.label}>
          <StateLabel words={words} />
        </span>
        {isWorkedOn(catalog) ? (
          <CatalogTimes catalog={catalog} className={timesClasses} />
        ) : (
          <RolloutLine catalog={catalog} plain className={timesClasses} />
        )}
      </>
    );
  }
  const figures = catalog.activeUpdate ?? { percent: catalog.taskCompletionPercentage };
  const { percent } = progressOf(figures, new Date(serverNowMs()));
  return (
    <>
      <span
        className="flex items-center gap-2"
        title={percent === null ? words.label : `${words.label}, ${Math.round(percent)} %`}
      >
        <StateLabel words={words} />
        <ProgressBar
          label={m.update_of({ catalog: catalog.name })}
          percent={percent}
          className="min-w-6 max-w-16 flex-1"
        />
        {percent === null ? null : <span className="shrink-0 text-sm">{Math.round(percent)} %</span>}
      </span>
      <CatalogTimes catalog={catalog} inTable className={timesClasses} />
    </>
  );
}

/** Moving the catalog to another image where that can be asked for, else its page; and its status to be copied. */
export function ActionsCell({ catalog, mayUpdate }: { catalog: Catalog; mayUpdate: boolean }) {
  const offered = mayUpdate && isFinalState(catalog.state) && !catalog.isRemotePcCatalog;
  return (
    <span className="flex items-center justify-end gap-1.5">
      {offered ? (
        <Link
          to="/catalogs/$catalogId/update"
          params={{ catalogId: catalog.id }}
          search={(search) => validateCatalogsSearch({ ...search })}
          resetScroll={false}
          aria-label={m.update_image_of({ catalog: catalog.name })}
          className={buttonClasses("secondary", "small")}
        >
          {m.update_image_short()}
        </Link>
      ) : (
        <DetailsLink catalog={catalog} />
      )}
      <CopyStatusButton catalog={catalog} small />
    </span>
  );
}
