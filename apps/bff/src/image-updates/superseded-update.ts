import { type Database, type ImageUpdateRow, isExternal, updatesSince } from "../store/image-updates.ts";
import type { StepFacts } from "./catalog-reading.ts";
import { scopeOf } from "./other-site.ts";

/**
 * What the catalog of an external update looked like when one of ours was sent after it: then the other had ended, and what
 * the catalog shows since is ours. Undefined when none was sent, or the update is ours itself.
 */
export async function factsBeforeOurs(db: Database, row: ImageUpdateRow): Promise<StepFacts | undefined> {
  if (!isExternal(row)) return undefined;
  const catalog = { scope: scopeOf(row), catalogId: row.catalog_id, since: row.recorded_at };
  const ours = (await updatesSince(db, catalog)).find(
    (update) => !isExternal(update) && update.recorded_at >= row.recorded_at,
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
