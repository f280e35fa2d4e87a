import { type ReactNode, useState } from "react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { Button } from "../../ui/button.tsx";

/** The first (20 by default) of a list and, when there are more, the button that shows all: a site may have 1,000 catalogs. */
export function useFirstOf<Item>(
  items: readonly Item[],
  shownAtFirst = 20,
): { shown: readonly Item[]; more: ReactNode } {
  const [all, setAll] = useState(false);
  if (all || items.length <= shownAtFirst) return { shown: items, more: null };
  const more = (
    <Button className="mt-2" onClick={() => setAll(true)}>
      {m.show_all({ count: numberInWords(items.length) })}
    </Button>
  );
  return { shown: items.slice(0, shownAtFirst), more };
}
