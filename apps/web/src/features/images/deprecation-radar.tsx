import type { Catalog, Image } from "@catalog-deck/contract";
import { type StateWords, wordsForCatalogState } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useMemo } from "react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { UpdateManyButton } from "../../shared/selection/update-many-button.tsx";
import { useMayUpdate } from "../../shared/signed-in.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { PageSection } from "../../ui/page-section.tsx";
import { useFirstOf } from "./first-of.tsx";
import {
  bestForMost,
  blockOf,
  imagesOnRadar,
  machinesOf,
  type RadarImage,
  type RadarReason,
  type Replacement,
  replacementFinder,
} from "./radar.ts";

const catalogsAtFirst = 5;
const imagesAtFirst = 10;
const replacementsShown = 3;

const reasonWords = {
  missing: { label: m.radar_missing(), tone: "bad", icon: "error" },
  failed: { label: m.image_filter_failed(), tone: "bad", icon: "error" },
  deprecated: { label: m.image_filter_deprecated(), tone: "warn", icon: "warning" },
} satisfies Record<RadarReason, StateWords>;

interface DeprecationRadarProps {
  catalogs: readonly Catalog[];
  images: readonly Image[];
  /** Every image that Citrix lists is among them. */
  imagesComplete: boolean;
  staleData: boolean;
}

/** Images in use that have to go, the catalogs that hang on them, and what could take their place. One line when there are none. */
export function DeprecationRadar({ catalogs, images, imagesComplete, staleData }: DeprecationRadarProps) {
  const found = useMemo(() => imagesOnRadar(catalogs, images, imagesComplete), [catalogs, images, imagesComplete]);
  const replacementsFor = useMemo(() => replacementFinder(images, staleData), [images, staleData]);
  const { shown, more } = useFirstOf(found, imagesAtFirst);
  if (found.length === 0) {
    // What could not be read may be deprecated.
    if (!imagesComplete || [...catalogs, ...images].some(({ unreadable }) => unreadable)) return null;
    return (
      <p className="mb-4 flex items-center gap-2 text-muted">
        <CircleCheck aria-hidden="true" className="size-4 shrink-0" />
        {m.radar_all_supported()}
      </p>
    );
  }
  return (
    <div className="mb-6 [&>section]:mt-0">
      <PageSection title={m.radar_title()} note={m.radar_count({ count: found.length })}>
        <p className="mb-3 max-w-[80ch] text-muted">{m.radar_explained()}</p>
        <div className="flex flex-col gap-3">
          {shown.map((one) => (
            <ImageAtRisk key={one.id} one={one} replacementsFor={replacementsFor} />
          ))}
        </div>
        {more}
      </PageSection>
    </div>
  );
}

interface ImageAtRiskProps {
  one: RadarImage;
  replacementsFor: (catalog: Catalog) => Replacement[];
}

function ImageAtRisk({ one, replacementsFor }: ImageAtRiskProps) {
  const { shown, more } = useFirstOf(one.catalogs, catalogsAtFirst);
  const machines = machinesOf(one);
  return (
    <article aria-label={one.name} className="rounded-card border border-hair bg-surface shadow-card">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-hair px-4 py-2.5">
        <h3 className="min-w-0 font-semibold wrap-anywhere">
          {one.image === undefined ? (
            one.name
          ) : (
            <Link translate="no" to="/images/$imageId" params={{ imageId: one.id }} className="hover:underline">
              {one.name}
            </Link>
          )}
        </h3>
        <StateLabel words={reasonWords[one.reason]} />
        <span className="text-muted">
          {m.catalogs_count({ count: one.catalogs.length + one.notListed })}
          {machines === 0 ? "" : ` · ${m.machines_count({ count: machines })}`}
        </span>
        <span className="-my-1 ml-auto">
          <UpdateManyButton catalogs={one.catalogs} imageId={bestForMost(one.catalogs, replacementsFor)} />
        </span>
      </div>
      <ul aria-label={m.radar_hanging_on({ image: one.name })}>
        {shown.map((catalog) => (
          <CatalogAtRisk key={catalog.id} catalog={catalog} replacements={replacementsFor(catalog)} imageId={one.id} />
        ))}
      </ul>
      {one.notListed > 0 ? (
        <p className="border-t border-hair px-4 py-2 text-muted first:border-t-0">
          {m.radar_not_listed({ count: one.notListed })}
        </p>
      ) : null}
      {more === null ? null : <div className="border-t border-hair px-4 pt-1 pb-3">{more}</div>}
    </article>
  );
}

interface CatalogAtRiskProps {
  catalog: Catalog;
  replacements: readonly Replacement[];
  imageId: string;
}

function CatalogAtRisk({ catalog, replacements, imageId }: CatalogAtRiskProps) {
  const machines = catalog.totalMachinesInCatalog;
  const goingTo = catalog.activeUpdate?.toImage;
  return (
    <li className="flex items-start justify-between gap-x-6 gap-y-1.5 border-b border-hair px-4 py-2 last:border-b-0 max-md:flex-col">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 pt-1 max-md:pt-0">
        <Link
          translate="no"
          to="/catalogs/$catalogId"
          params={{ catalogId: catalog.id }}
          className="min-w-0 font-medium wrap-anywhere hover:underline"
        >
          {catalog.name}
        </Link>
        {machines === undefined ? null : <span className="text-muted">{m.machines_count({ count: machines })}</span>}
        <StateLabel words={wordsForCatalogState(catalog)} />
      </div>
      {goingTo !== undefined && goingTo.id !== imageId ? (
        <p className="shrink-0 pt-1 text-muted max-md:pt-0">{m.on_its_way_to({ image: goingTo.name })}</p>
      ) : (
        <Replacements catalog={catalog} replacements={replacements} />
      )}
    </li>
  );
}

/** What could replace the catalog's image, the best with its button, or why nothing can now. */
export function Replacements({ catalog, replacements }: Pick<CatalogAtRiskProps, "catalog" | "replacements">) {
  const mayUpdate = useMayUpdate();
  const [best, ...others] = replacements.slice(0, replacementsShown);
  if (best === undefined) return <p className="pt-1 text-muted max-md:pt-0">{m.radar_no_replacement()}</p>;
  const block = blockOf(catalog, best);
  const left = replacements.length - replacementsShown;
  const isOffered = mayUpdate && block === undefined;
  return (
    <div className="flex min-w-0 flex-col items-end gap-1 text-right max-md:items-start max-md:text-left">
      <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1 max-md:justify-start">
        {others.map((one) => (
          <ReplacementLink key={one.image.id} catalog={catalog} replacement={one} isOffered={isOffered} />
        ))}
        {left > 0 ? <span className="text-muted text-sm">{m.radar_more({ count: numberInWords(left) })}</span> : null}
        <ReplacementLink catalog={catalog} replacement={best} isOffered={isOffered} isBest />
      </div>
      {block === undefined ? null : <p className="max-w-[60ch] text-muted text-sm">{block}</p>}
    </div>
  );
}

interface ReplacementLinkProps {
  catalog: Catalog;
  replacement: Replacement;
  /** Whether the person may start the update now. */
  isOffered: boolean;
  isBest?: boolean;
}

function ReplacementLink({ catalog, replacement, isOffered, isBest = false }: ReplacementLinkProps) {
  const { image, warnings } = replacement;
  const note = warnings.length === 0 ? "" : ` · ${m.radar_warnings({ count: warnings.length })}`;
  const title = warnings.map(({ message }) => message).join("\n") || undefined;
  if (!isOffered) {
    return (
      <Link
        to="/images/$imageId"
        params={{ imageId: image.id }}
        title={title}
        className={isBest ? "font-medium hover:underline" : "text-muted text-sm hover:underline"}
      >
        {image.name}
        {note}
      </Link>
    );
  }
  return (
    <Link
      to="/catalogs/$catalogId/update"
      params={{ catalogId: catalog.id }}
      search={{ toImage: image.id }}
      title={title}
      aria-label={
        isBest
          ? `${m.radar_to({ image: image.name })}${note}, ${catalog.name}`
          : m.radar_update_to({ catalog: catalog.name, image: `${image.name}${note}` })
      }
      className={isBest ? buttonClasses("secondary", "small") : "py-1 text-accent text-sm hover:underline"}
    >
      {isBest ? m.radar_to({ image: image.name }) : image.name}
      {note}
    </Link>
  );
}
