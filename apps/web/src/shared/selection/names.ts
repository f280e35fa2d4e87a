import type { Catalog } from "@catalog-deck/contract";
import { visibleText } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { whyNotSelectable } from "./selectable.ts";

/** What became of a pasted list of names. */
export interface FoundNames {
  found: Catalog[];
  /** Names that select nothing, each with why. */
  missed: { name: string; because: string }[];
}

/** Names one per line, or between commas, semicolons and tabs, each once; quotes as a spreadsheet sets them are left away. */
export function namesIn(text: string): string[] {
  const names = text
    .split(/[\n\r,;\t]+/)
    .map((name) => name.trim().replace(/^"(.*)"$/, "$1"))
    .filter((name) => name !== "");
  return [...new Map(names.map((name) => [keyOf(name), name])).values()];
}

/** Case makes no difference, nor does what nobody sees. */
function keyOf(name: string): string {
  return visibleText(name).toLowerCase();
}

/** The catalogs that are called exactly so and can be selected, and what the other names say nothing about. */
export function catalogsNamed(names: readonly string[], catalogs: readonly Catalog[]): FoundNames {
  const byName = Map.groupBy(catalogs, ({ name }) => keyOf(name));
  const answer: FoundNames = { found: [], missed: [] };
  for (const name of names) {
    const matching = byName.get(keyOf(name)) ?? [];
    if (matching.length === 0) answer.missed.push({ name, because: m.paste_unknown() });
    for (const catalog of matching) {
      const because = whyNotSelectable(catalog);
      if (because === undefined) answer.found.push(catalog);
      else answer.missed.push({ name: catalog.name, because });
    }
  }
  return answer;
}
