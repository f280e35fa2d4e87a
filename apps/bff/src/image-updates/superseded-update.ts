import type { Database, ImageUpdateRow } from "../store/image-updates.ts";
import { updatesSince } from "../store/image-updates.ts";
import type { StepFacts } from "./catalog-reading.ts";
import { scopeOf } from "./other-site.ts";
import type { Verdict } from "./verdict.ts";

/**
 * What the catalog of an update from outside looked like when one of ours was sent after it: then the other had ended,
 * and what the catalog shows since is ours. Undefined when none was sent, or the update is ours itself.
 */
export async function factsBeforeOurs(db: Database, row: ImageUpdateRow): Promise<StepFacts | undefined> {
  if (row.origin !== "outside") return undefined;
  const catalog = { scope: scopeOf(row), catalogId: row.catalog_id, since: row.requested_at };
  const ours = (await updatesSince(db, catalog)).find(
    (update) => update.origin !== "outside" && update.requested_at >= row.requested_at,
  );
  if (ours === undefined) return undefined;
  const reading = {
    state: "Active",
    imageId: ours.from_image_id,
    imageName: ours.from_image_name ?? undefined,
    warnings: ours.rollback_warning_at_request === 1 ? [{ type: "ImageRollback" }] : [],
  };
  return { reading, isOver: true };
}

/** The target of an update from outside shows only at its end. */
export function targetSeen({ reading }: StepFacts, { state }: Verdict) {
  if (state === "running") return {};
  if (state !== "succeeded" || reading === null) return { to_image_name: "not known" };
  return { to_image_id: reading.imageId ?? "", to_image_name: reading.imageName ?? reading.imageId ?? "" };
}
