import type { Catalog, Image } from "@catalog-deck/contract";
import { hasUpdateOnItsWay, wordsForCatalogState } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { ImageWithUses } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { StateLabel } from "../../shared/state-label.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Replacements } from "./deprecation-radar.tsx";
import { useFirstOf } from "./first-of.tsx";
import { isOnItsWayTo, isUnfit } from "./image-list.ts";
import { replacementFinder } from "./radar.ts";

interface CatalogsThatUseProps {
  image: ImageWithUses;
  /** The connection's catalogs, when they are known: they say more than the image does. */
  catalogs: readonly Catalog[] | undefined;
  /** The connection's images, when they are known: one of them may have to replace this one. */
  images: readonly Image[] | undefined;
  staleData: boolean;
}

/** The catalogs that run on the image, each with its state; on one that has to go, each with the best image instead. */
export function CatalogsThatUse({ image, catalogs, images, staleData }: CatalogsThatUseProps) {
  const sorted = image.catalogs.toSorted((a, b) => a.catalogName.localeCompare(b.catalogName));
  const { shown, more } = useFirstOf(sorted);
  const replacementsFor = useMemo(() => replacementFinder(images ?? [], staleData), [images, staleData]);
  if (image.catalogs.length === 0) return <p className="text-muted">{m.image_unused()}</p>;
  return (
    <>
      <ul className="rounded-card border border-hair bg-surface shadow-card">
        {shown.map(({ catalogId, catalogName, state }) => {
          const known = catalogs?.find(({ id }) => id === catalogId);
          const catalog = known ?? bareCatalog(catalogId, catalogName, state);
          const goingTo = hasUpdateOnItsWay(catalog) ? catalog.activeUpdate?.toImage : undefined;
          const leavesFor = goingTo?.id === image.id ? undefined : goingTo?.name;
          return (
            <CatalogRow
              key={catalogId}
              catalog={catalog}
              movement={leavesFor === undefined ? null : m.on_its_way_to({ image: leavesFor })}
            >
              {isUnfit(image) ? (
                // Its place is kept free until the lists have come.
                <div className="col-span-2 flex min-h-7.5 items-center sm:justify-end">
                  {known && images && leavesFor === undefined ? (
                    <Replacements catalog={known} replacements={replacementsFor(known).slice(0, 1)} />
                  ) : null}
                </div>
              ) : null}
            </CatalogRow>
          );
        })}
      </ul>
      {more}
    </>
  );
}

/** The catalogs that an update is taking to the image; nothing when there are none. */
export function CatalogsOnTheirWay({ image, catalogs }: Pick<CatalogsThatUseProps, "image" | "catalogs">) {
  const coming = (catalogs ?? []).filter((catalog) => isOnItsWayTo(catalog, image));
  const { shown, more } = useFirstOf(coming);
  if (coming.length === 0) return null;
  return (
    <PageSection title={m.on_its_way_here()} note={m.catalogs_count({ count: coming.length })}>
      <ul className="rounded-card border border-hair bg-surface shadow-card">
        {shown.map((catalog) => (
          <CatalogRow
            key={catalog.id}
            catalog={catalog}
            movement={`· ${m.now_on({ image: catalog.templateImageName ?? m.no_image() })}`}
          />
        ))}
      </ul>
      {more}
    </PageSection>
  );
}

function CatalogRow(props: { catalog: Catalog; movement: string | null; children?: ReactNode }) {
  const { catalog, movement, children } = props;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 border-hair border-b px-4 py-2 last:border-b-0">
      <span className="wrap-anywhere">
        <Link
          to="/catalogs/$catalogId"
          params={{ catalogId: catalog.id }}
          className="font-semibold text-text hover:underline"
        >
          {catalog.name}
        </Link>
        {/* On a phone a line of its own, kept free until the list of catalogs has come. */}
        <span className="text-muted max-sm:block max-sm:min-h-5 sm:ml-2">
          {catalog.totalMachinesInCatalog === undefined
            ? null
            : m.machines_count({ count: catalog.totalMachinesInCatalog })}
          {catalog.region === undefined ? "" : ` · ${catalog.region}`}
          {movement === null ? null : <span className="text-muted"> {movement}</span>}
        </span>
      </span>
      <StateLabel words={wordsForCatalogState(catalog)} />
      {children}
    </li>
  );
}

/** A catalog of which the image's page says no more than its name and state. */
function bareCatalog(id: string, name: string, state: string): Catalog {
  return {
    id,
    name,
    state,
    warnings: [],
    sessionSupport: "Unknown",
    allocationType: "Unknown",
    isRemotePcCatalog: false,
  };
}
