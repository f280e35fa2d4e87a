import type { SavedView, SavedViews } from "@catalog-deck/contract";
import { readSearchText, searchTextOf } from "../../lib/search-text.ts";
import { type CatalogsSearch, validateCatalogsSearch } from "./catalogs-search.ts";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The person has set (or cleared) something on the page: the default view does not come back on its own. */
    chosen?: boolean;
    /** The name of the view that was applied; what was changed since shows as changed. */
    savedView?: string | undefined;
  }
}

/** What is set on the page as the parameters of its address, always in the same order. */
export function textOfSearch(search: CatalogsSearch): string {
  return searchTextOf(understood({ ...search }));
}

/** What a view sets; parameters that are not understood (any more) are left out. */
export function searchOfView(view: SavedView): CatalogsSearch {
  return understood(readSearchText(view.search));
}

function understood(search: Record<string, unknown>): CatalogsSearch {
  const read = Object.entries(validateCatalogsSearch(search));
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

/** The view that the page opens with when its address says nothing; undefined when that would be the page as it is. */
export function defaultSearch(saved: SavedViews | undefined): { name: string; search: CatalogsSearch } | undefined {
  const view = saved?.views.find(({ name }) => name === saved.default);
  const search = view && searchOfView(view);
  return view && search && Object.keys(search).length > 0 ? { name: view.name, search } : undefined;
}

/** A view that is on the page. */
export interface CurrentView {
  name: string;
  /** What shows is no longer what was saved. */
  changed: boolean;
}

/**
 * The view that the page shows: the one that was applied last, else one that is set exactly so, as when somebody comes
 * by a link.
 */
export function currentViewOf(
  saved: SavedViews | undefined,
  search: CatalogsSearch,
  applied: string | undefined,
): CurrentView | undefined {
  const text = textOfSearch(search);
  const isShown = (view: SavedView) => textOfSearch(searchOfView(view)) === text;
  const view =
    saved?.views.find(({ name }) => name === applied) ?? (text === "" ? undefined : saved?.views.find(isShown));
  return view && { name: view.name, changed: !isShown(view) };
}
