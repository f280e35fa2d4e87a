import type { ImageUpdateState } from "@catalog-deck/contract";
import { type Database, findBlockingUpdate, findImageUpdate, type ImageUpdateRow } from "../store/image-updates.ts";
import { scopeOf } from "./other-site.ts";

/** The states that an outcome may follow: an answer says more than a first reading and than a guess, a lost one does not. */
export function statesBefore(outcome: string): ImageUpdateState[] {
  const open: ImageUpdateState[] = ["submitting", "unknown"];
  return outcome === "unknown" ? open : [...open, "running", "rejected", "failed"];
}

/**
 * What else an answer changes that comes after something was concluded without it: nothing is left of the question to an
 * administrator, and an update that had ended by a guess is followed again. It then blocks its catalog, unless another
 * does by now.
 */
export async function correctionOf(db: Database, after: ImageUpdateRow): Promise<Partial<ImageUpdateRow>> {
  const stored = after.state === "unknown" ? undefined : await findImageUpdate(db, after.id);
  if (stored === undefined || stored.state === "submitting") return {};
  if (stored.active === 0 && stored.guessed === 0) return {};
  const settled = { guessed: 0, decision_needed_since: null, catalog_seen: null, answer_trouble: null };
  if (after.active === 0) return settled;
  if (stored.active === 1) return { ...settled, message: acceptedLate };
  const other = await findBlockingUpdate(db, scopeOf(after), after.catalog_id);
  return {
    ...settled,
    active: 1,
    blocks_catalog: other === undefined ? 1 : 0,
    finished_at: null,
    message: other === undefined ? acceptedLate : `${acceptedLate} ${startedMeanwhile(other)}`,
  };
}

const acceptedLate = "Citrix's answer came late: it has accepted the update.";

function startedMeanwhile({ to_image_name, requested_by_name }: ImageUpdateRow): string {
  return `Meanwhile ${requested_by_name} has started another update of the catalog, to ${to_image_name}.`;
}
