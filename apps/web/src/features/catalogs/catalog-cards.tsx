import type { Catalog } from "@catalog-deck/contract";
import { memo, Suspense } from "react";
import { lazyChunk } from "../../lib/chunks.ts";
import { CardsHeading, CatalogCard } from "./catalog-card.tsx";
import type { CatalogGroup } from "./catalog-list.ts";
import { CatalogsSkeleton } from "./catalogs-skeleton.tsx";

// Up to this many cards are all in the page: the browser's own search then finds every one of them.
const allCardsUpTo = 48;

const ManyCatalogCards = lazyChunk(() => import("./many-catalog-cards.tsx"), "ManyCatalogCards");

/** Catalogs as cards under their headings. A key in the search draws them anew only once it has changed what is found. */
export const CatalogCards = memo(function CatalogCards(props: {
  groups: readonly CatalogGroup[];
  catalogs: ReadonlyMap<string, Catalog>;
  mayUpdate: boolean;
}) {
  const count = props.groups.reduce((sum, group) => sum + group.ids.length, 0);
  if (count > allCardsUpTo) {
    return (
      <Suspense fallback={<CatalogsSkeleton />}>
        <ManyCatalogCards {...props} />
      </Suspense>
    );
  }
  return props.groups.map((group) => (
    <div key={group.key} className="pb-3">
      {group.heading ? <CardsHeading heading={group.heading} count={group.ids.length} /> : null}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] gap-3">
        {group.ids.map((id) => {
          const catalog = props.catalogs.get(id);
          return catalog ? <CatalogCard key={id} catalog={catalog} mayUpdate={props.mayUpdate} /> : null;
        })}
      </div>
    </div>
  ));
});
