import type { Catalog } from "@catalog-deck/contract";
import { Suspense, useState } from "react";
import * as m from "../../i18n/messages.js";
import { lazyChunk } from "../../lib/chunks.ts";
import { numberInWords } from "../../lib/formatting.ts";
import { isSelectable } from "../../shared/selection/selectable.ts";
import { useSelection } from "../../shared/selection/selection.ts";
import { Button } from "../../ui/button.tsx";

const PasteNamesDialog = lazyChunk(() => import("../../shared/selection/paste-names-dialog.tsx"), "PasteNamesDialog");

/** Selects what shows, or what stands in a list that somebody pastes; has its place before there are catalogs. */
export function SelectActions(props: { found: readonly Catalog[]; catalogs: readonly Catalog[] | undefined }) {
  const { found, catalogs } = props;
  const selection = useSelection();
  const [pasting, setPasting] = useState(false);
  const selectable = found.filter(isSelectable);
  const counts = { count: numberInWords(selectable.length), found: numberInWords(found.length) };
  return (
    <div className="ml-auto flex flex-wrap gap-1 print:hidden max-sm:-mx-2 max-sm:mt-1 max-sm:w-full sm:-my-1.5">
      {selectable.length > 0 ? (
        <Button
          variant="ghost"
          size="small"
          className="px-2!"
          onClick={() => selection.set([...selection.ids(), ...selectable.map(({ id }) => id)])}
        >
          {selectable.length === found.length ? m.select_all_shown(counts) : m.select_some_shown(counts)}
        </Button>
      ) : null}
      <Button
        variant="ghost"
        size="small"
        className="px-2!"
        disabled={catalogs === undefined}
        onClick={() => setPasting(true)}
      >
        {m.paste_open()}
      </Button>
      {pasting && catalogs ? (
        <Suspense>
          <PasteNamesDialog catalogs={catalogs} onClose={() => setPasting(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
