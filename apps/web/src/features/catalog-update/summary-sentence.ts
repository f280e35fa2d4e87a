import type { Catalog } from "@catalog-deck/contract";
import { delayInWords } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";

/** What the button will do, in one sentence: "24 machines move to Win11-Nov within 2 hours." Delay in minutes. */
export function summarySentence(catalog: Catalog, image: string, vdaUpdateDelay: number): string {
  const count = catalog.totalMachinesInCatalog;
  const time = delayInWords(vdaUpdateDelay);
  if (count === undefined) {
    const names = { catalog: catalog.name, image };
    if (vdaUpdateDelay < 0) return m.summary_natural(names);
    return vdaUpdateDelay === 0 ? m.summary_now(names) : m.summary_spread({ ...names, time });
  }
  if (vdaUpdateDelay < 0) return m.summary_count_natural({ count, image });
  return vdaUpdateDelay === 0 ? m.summary_count_now({ count, image }) : m.summary_count_spread({ count, image, time });
}
