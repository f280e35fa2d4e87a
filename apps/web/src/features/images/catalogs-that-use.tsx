import type { Catalog } from "@catalog-deck/contract";
import { wordsForCatalogState } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import type { ReadImage } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { StateLabel } from "../../shared/state-label.tsx";
import { useFirstOf } from "./first-of.tsx";

interface CatalogsThatUseProps {
  image: ReadImage;
  /** The connection's catalogs, when they are known: they say more than the image does. */
  catalogs: readonly Catalog[] | undefined;
}

/** The catalogs that run on the image, each with its state. */
export function CatalogsThatUse({ image, catalogs }: CatalogsThatUseProps) {
  const sorted = image.catalogs.toSorted((a, b) => a.catalogName.localeCompare(b.catalogName));
  const { shown, more } = useFirstOf(sorted);
  if (image.catalogs.length === 0) return <p className="text-muted">{m.image_unused()}</p>;
  return (
    <>
      <ul className="rounded-card border border-hair bg-surface shadow-card">
        {shown.map(({ catalogId, catalogName, state }) => {
          const catalog = catalogs?.find(({ id }) => id === catalogId) ?? bareCatalog(catalogId, catalogName, state);
          return (
            <li
              key={catalogId}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 border-hair border-b px-4 py-2 last:border-b-0"
            >
              <span className="wrap-anywhere">
                <Link
                  to="/catalogs/$catalogId"
                  params={{ catalogId }}
                  className="font-semibold text-text hover:underline"
                >
                  {catalogName}
                </Link>
                {/* On a phone a line of its own, kept free until the list of catalogs has come. */}
                <span className="text-muted max-sm:block max-sm:min-h-5 sm:ml-2">
                  {catalog.totalMachinesInCatalog === undefined
                    ? null
                    : m.machines_count({ count: catalog.totalMachinesInCatalog })}
                  {catalog.region === undefined ? "" : ` · ${catalog.region}`}
                  <Movement catalog={catalog} image={image} />
                </span>
              </span>
              <StateLabel words={wordsForCatalogState(catalog)} />
            </li>
          );
        })}
      </ul>
      {more}
    </>
  );
}

/** An update that is taking the catalog away from this image. */
function Movement({ catalog, image }: { catalog: Catalog; image: ReadImage }) {
  const to = catalog.activeUpdate?.toImage;
  if (to === undefined || to.id === image.id) return null;
  return <span className="text-muted"> {m.on_its_way_to({ image: to.name })}</span>;
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
