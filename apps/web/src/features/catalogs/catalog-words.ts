import type { CatalogClass } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { language } from "../../lib/language.ts";
import type { CatalogsSearch, SortColumn } from "./catalogs-search.ts";

/** The parts of the summary strip. */
export const catalogClassesInWords = {
  needsAttention: m.needs_attention(),
  updating: m.updating(),
  inputRequired: m.input_required(),
  active: m.active(),
  other: m.other(),
} as const satisfies Record<CatalogClass, string>;

/** What the list may be sorted by. */
export const sortNames = {
  state: m.by_state(),
  name: m.by_name(),
  image: m.by_image(),
  vda: m.by_vda(),
  until: m.by_until(),
  updated: m.by_last_updated(),
  machines: m.by_machines(),
  region: m.by_region(),
  sessions: m.by_sessions(),
} as const satisfies Record<SortColumn, string>;
/** "single session", "multi session", or Citrix's own word. */
export function sessionsInWords(sessionSupport: string): string {
  if (sessionSupport === "SingleSession") return m.sessions_single();
  if (sessionSupport === "MultiSession") return m.sessions_multi();
  return sessionSupport === "Unknown" ? m.sessions_unknown() : sessionSupport;
}

/** What is set on the page, one line each: search, filters, sorting, layout. */
export function searchInWords(search: CatalogsSearch): string[] {
  const { q, show, state, image, region, sessions, sort, direction, view } = search;
  const filter = (label: string, values: readonly string[] | undefined, words = (value: string) => value) =>
    values ? [m.view_saves_filter({ filter: label, values: values.map(words).join(", ") })] : [];
  const isFiltered = [q, show, state, image, region, sessions].some((value) => value !== undefined);
  const by = sortNames[sort ?? "state"];
  return [
    ...(isFiltered ? [] : [m.view_saves_nothing()]),
    ...(q ? [m.view_saves_search({ words: q })] : []),
    ...(show ? [show.map((part) => catalogClassesInWords[part]).join(", ")] : []),
    ...filter(m.column_state(), state),
    ...filter(m.column_image(), image),
    ...filter(m.fact_region(), region),
    ...filter(m.fact_sessions(), sessions, sessionsInWords),
    direction === "down" ? m.view_saves_sort_down({ by }) : m.view_saves_sort({ by }),
    view === "table" ? m.view_saves_table() : m.view_saves_cards(),
  ];
}

/**
 * Citrix's sentence where room is scarce: undefined where the page has words of its own for the same (`isSaid`) and is
 * in another language than Citrix.
 */
export function unlessRepeated(text: string | undefined, isSaid: boolean): string | undefined {
  return isSaid && language !== "en" ? undefined : text || undefined;
}
