import type { Catalog } from "@catalog-deck/contract";
import { useMemo, useRef } from "react";
import * as m from "../../i18n/messages.js";
import { showToast } from "../../ui/toasts.ts";
import { isSelectable, whyNotSelectable } from "./selectable.ts";
import { useSelection } from "./selection.ts";

/** Selects a catalog or takes it out; with `asRange` all that stand between it and the one before it, too. */
export type SelectCatalog = (catalogId: string, asRange: boolean) => void;

/**
 * How a list of catalogs is selected from; the same function for good, so that it draws no row.
 * @param shown the catalogs in the order in which they show
 */
export function useSelectCatalog(shown: () => readonly Catalog[]): SelectCatalog {
  const selection = useSelection();
  const before = useRef<string>(undefined);
  return useMemo<SelectCatalog>(
    () => (catalogId, asRange) => {
      const catalogs = shown();
      const place = catalogs.findIndex(({ id }) => id === catalogId);
      const catalog = catalogs[place];
      if (catalog === undefined) return;
      const selected = new Set(selection.ids());
      const isOn = !selected.has(catalogId);
      const because = isOn ? whyNotSelectable(catalog) : undefined;
      if (because !== undefined) {
        showToast({ tone: "warn", about: catalogId, title: m.select_not({ catalog: catalog.name }), text: because });
        return;
      }
      const from = asRange ? catalogs.findIndex(({ id }) => id === before.current) : -1;
      const ends = from < 0 ? [place, place] : [Math.min(from, place), Math.max(from, place)];
      for (const one of catalogs.slice(ends[0], (ends[1] ?? place) + 1)) {
        if (!isOn) selected.delete(one.id);
        else if (isSelectable(one)) selected.add(one.id);
      }
      before.current = catalogId;
      selection.set(selected);
    },
    [shown, selection],
  );
}
