import { type FocusEvent, type PointerEvent, useState } from "react";
import type { CatalogGroup } from "./catalog-list.ts";

/**
 * The layout while a person is using it: what stood there stays where it stood, what is gone from Citrix leaves, and
 * what is new comes at the end of its group.
 */
export function holdLayout(
  shown: readonly CatalogGroup[],
  fresh: readonly CatalogGroup[],
  exists: (id: string) => boolean,
): CatalogGroup[] {
  const placed = new Set(shown.flatMap((group) => group.ids));
  const arrivals = fresh
    .map((group) => ({ ...group, ids: group.ids.filter((id) => !placed.has(id)) }))
    .filter((group) => group.ids.length > 0);
  const kept = shown.map((group) => ({
    ...group,
    ids: [...group.ids.filter(exists), ...(arrivals.find((one) => one.key === group.key)?.ids ?? [])],
  }));
  const shownKeys = new Set(shown.map((group) => group.key));
  return [...kept, ...arrivals.filter((group) => !shownKeys.has(group.key))].filter((group) => group.ids.length > 0);
}

/** Whether two layouts show the same in the same places. */
function sameLayout(a: readonly CatalogGroup[], b: readonly CatalogGroup[]): boolean {
  return (
    a.length === b.length &&
    a.every((group, index) => {
      const other = b[index];
      return (
        other?.key === group.key &&
        other.ids.length === group.ids.length &&
        group.ids.every((id, place) => id === other.ids[place])
      );
    })
  );
}

/**
 * Keeps a layout still while the pointer is over it or the focus is in it (`holdProps` go on the element around it).
 * `question` is what the person asked for (search, filters, sort): when that changes, the fresh layout shows at once.
 * `waiting` says that a fresher order is ready; `release` shows it.
 */
export function useHeldLayout(fresh: readonly CatalogGroup[], question: string, exists: (id: string) => boolean) {
  const [pointerOver, setPointerOver] = useState(false);
  const [focusInside, setFocusInside] = useState(false);
  const [kept, setKept] = useState({ question, layout: fresh });
  const held = (pointerOver || focusInside) && kept.question === question;
  const next = held ? holdLayout(kept.layout, fresh, exists) : fresh;
  const unchanged = kept.question === question && sameLayout(next, kept.layout);
  if (!unchanged) setKept({ question, layout: next });
  const layout = unchanged ? kept.layout : next;
  return {
    layout,
    waiting: held && !sameLayout(layout, fresh),
    release: () => setKept({ question, layout: fresh }),
    holdProps: {
      onPointerEnter: (event: PointerEvent) => setPointerOver(event.pointerType === "mouse"),
      onPointerLeave: () => setPointerOver(false),
      onFocus: () => setFocusInside(true),
      onBlur: (event: FocusEvent) => setFocusInside(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}
