import type { Catalog } from "@catalog-deck/contract";
import { Link } from "@tanstack/react-router";
import * as m from "../../i18n/messages.js";
import { useSelectedIds, useSelection } from "../../shared/selection/selection.ts";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/classes.ts";
import { validateCatalogsSearch } from "./catalogs-search.ts";

/** What is selected, and what can be done with it. It has its own place at the end of a list, and stays in view above it. */
export function SelectionBar({ catalogs }: { catalogs: readonly Catalog[] }) {
  const selection = useSelection();
  const ids = useSelectedIds();
  const selected = catalogs.filter(({ id }) => ids.has(id));
  const [first, ...others] = selected;
  if (first === undefined) return null;
  const machines = selected.reduce((sum, { totalMachinesInCatalog }) => sum + (totalMachinesInCatalog ?? 0), 0);
  const look = buttonClasses("primary");
  return (
    <section
      data-selection-bar
      aria-label={m.selection()}
      className="pointer-events-none sticky bottom-4 z-30 mt-4 flex justify-center print:hidden"
    >
      <div className="pointer-events-auto flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-hair bg-surface px-4 py-2.5 shadow-pop max-sm:w-full max-sm:justify-between">
        <p role="status">
          <b className="font-semibold">{m.catalogs_count({ count: selected.length })}</b>{" "}
          <span className="text-muted">· {m.machines_count({ count: machines })}</span>
        </p>
        <div className="flex items-center gap-1">
          {others.length === 0 ? (
            <Link
              to="/catalogs/$catalogId/update"
              params={{ catalogId: first.id }}
              search={(search) => validateCatalogsSearch({ ...search })}
              resetScroll={false}
              className={look}
            >
              {m.update_image_more()}
            </Link>
          ) : (
            <Link to="/rollouts/new" search={{}} className={look}>
              {m.update_image_more()}
            </Link>
          )}
          <Button variant="ghost" onClick={() => selection.set([])}>
            {m.selection_clear()}
          </Button>
        </div>
      </div>
    </section>
  );
}
