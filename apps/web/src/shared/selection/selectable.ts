import type { Catalog } from "@catalog-deck/contract";
import { hasUpdateOnItsWay, isFinalState, wordsForCatalogState } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";

/** Why a catalog cannot be selected for an update now; undefined when it can be. */
export function whyNotSelectable(catalog: Catalog): string | undefined {
  if (catalog.rollout) return m.select_in_rollout({ rollout: catalog.rollout.name });
  if (catalog.isRemotePcCatalog) return m.select_remote_pc();
  if (hasUpdateOnItsWay(catalog)) return m.select_updating();
  if (isFinalState(catalog.state) && !catalog.unreadable) return undefined;
  return m.select_not_now({ state: wordsForCatalogState(catalog).label });
}

/** Whether a catalog can be selected for an update now. */
export function isSelectable(catalog: Catalog): boolean {
  return whyNotSelectable(catalog) === undefined;
}
