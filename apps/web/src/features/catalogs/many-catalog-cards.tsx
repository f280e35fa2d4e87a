import type { Catalog } from "@catalog-deck/contract";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { SelectCatalog } from "../../shared/selection/use-select-catalog.ts";
import { CardsHeading, CatalogCard } from "./catalog-card.tsx";
import type { CatalogGroup } from "./catalog-list.ts";

const narrowestCardPx = 320;
const gapPx = 12;

type Row = { key: string; heading: string; count: number } | { key: string; ids: readonly string[] };

function rowsOf(groups: readonly CatalogGroup[], columns: number): Row[] {
  return groups.flatMap((group) => {
    const rows: Row[] = group.heading
      ? [{ key: `heading ${group.key}`, heading: group.heading, count: group.ids.length }]
      : [];
    for (let from = 0; from < group.ids.length; from += columns) {
      const ids = group.ids.slice(from, from + columns);
      rows.push({ key: `${group.key} ${ids[0]}`, ids });
    }
    return rows;
  });
}

/** Many catalogs as cards under their headings: only the rows near the view are in the page. */
export function ManyCatalogCards(props: {
  groups: readonly CatalogGroup[];
  catalogs: ReadonlyMap<string, Catalog>;
  mayUpdate: boolean;
  onSelect: SelectCatalog;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ columns: 3, topPx: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const columns = Math.max(1, Math.floor((element.clientWidth + gapPx) / (narrowestCardPx + gapPx)));
      const topPx = Math.round(element.getBoundingClientRect().top + window.scrollY);
      setPlace((old) => (old.columns === columns && old.topPx === topPx ? old : { columns, topPx }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const rows = useMemo(() => rowsOf(props.groups, place.columns), [props.groups, place.columns]);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index] && "heading" in rows[index] ? 28 : 190),
    overscan: 3,
    scrollMargin: place.topPx,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  return (
    <div ref={box} className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (!row) return null;
        return (
          <div
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - place.topPx}px)` }}
          >
            {"heading" in row ? (
              <CardsHeading heading={row.heading} count={row.count} />
            ) : (
              <div
                className="grid items-start gap-3 pb-3"
                style={{ gridTemplateColumns: `repeat(${place.columns}, minmax(0, 1fr))` }}
              >
                {row.ids.map((id) => {
                  const catalog = props.catalogs.get(id);
                  return catalog ? (
                    <CatalogCard key={id} catalog={catalog} mayUpdate={props.mayUpdate} onSelect={props.onSelect} />
                  ) : null;
                })}
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
}
