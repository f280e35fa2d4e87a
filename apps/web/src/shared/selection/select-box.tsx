import type { Catalog } from "@catalog-deck/contract";
import { useEffect, useRef } from "react";
import * as m from "../../i18n/messages.js";
import { isSelectable, whyNotSelectable } from "./selectable.ts";
import { useIsSelected, useSelectedIds, useSelection } from "./selection.ts";
import type { SelectCatalog } from "./use-select-catalog.ts";

const boxClasses = "size-4 cursor-pointer accent-accent aria-disabled:cursor-not-allowed aria-disabled:opacity-40";

/** The checkbox of one catalog. Where it cannot be selected it says why, and a press says so, too. */
export function SelectBox({ catalog, onSelect }: { catalog: Catalog; onSelect: SelectCatalog }) {
  const isSelected = useIsSelected(catalog.id);
  const because = isSelected ? undefined : whyNotSelectable(catalog);
  return (
    // The label gives the pointer more room than the box has.
    <label className="-m-2 inline-flex p-2 align-middle select-none">
      <input
        type="checkbox"
        data-select
        checked={isSelected}
        aria-label={m.select_catalog({ catalog: catalog.name })}
        aria-disabled={because !== undefined || undefined}
        aria-description={because}
        title={because}
        onChange={({ nativeEvent }) => onSelect(catalog.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
        className={boxClasses}
      />
    </label>
  );
}

/** The checkbox in a table's head: all that show, or none of them. */
export function SelectAllBox({ catalogs }: { catalogs: readonly Catalog[] }) {
  const selection = useSelection();
  const ids = useSelectedIds();
  const box = useRef<HTMLInputElement>(null);
  const selectable = catalogs.filter((catalog) => ids.has(catalog.id) || isSelectable(catalog));
  const count = selectable.filter(({ id }) => ids.has(id)).length;
  const all = count > 0 && count === selectable.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && !all;
  }, [count, all]);
  return (
    <label className="-m-2 inline-flex p-2 align-middle">
      <input
        ref={box}
        type="checkbox"
        checked={all}
        aria-label={m.select_all_shown({ count: selectable.length })}
        disabled={selectable.length === 0}
        onChange={() => {
          const changed = new Set(ids);
          for (const { id } of selectable) {
            if (all) changed.delete(id);
            else changed.add(id);
          }
          selection.set(changed);
        }}
        className={boxClasses}
      />
    </label>
  );
}
