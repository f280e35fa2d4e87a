import type { FactOf, ImageUpdateState, UpdateFactCode } from "@catalog-deck/contract";
import { factText } from "../store/fact-text.ts";
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
  if (stored.active === 1) return { ...settled, fact: factText(acceptedLate(undefined)) };
  const other = await findBlockingUpdate(db, scopeOf(after), after.catalog_id);
  return {
    ...settled,
    active: 1,
    blocks_catalog: other === undefined ? 1 : 0,
    finished_at: null,
    fact: factText(acceptedLate(other)),
  };
}

function acceptedLate(other: ImageUpdateRow | undefined): FactOf<UpdateFactCode> {
  if (other === undefined) return { code: "accepted-late", params: {} };
  return {
    code: "accepted-late-beside-other",
    params: { name: other.requested_by_name ?? "-", image: other.to_image_name ?? "-" },
  };
}
