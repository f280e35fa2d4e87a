import type { Database, ImageUpdateRow } from "./image-updates.ts";

/** The updates with these ids, in no order. */
export async function updatesByIds(db: Database, ids: readonly string[]): Promise<ImageUpdateRow[]> {
  const rows: ImageUpdateRow[] = [];
  // One statement takes a limited number of values.
  for (let from = 0; from < ids.length; from += 500) {
    const some = ids.slice(from, from + 500);
    rows.push(...(await db.selectFrom("image_updates").selectAll().where("id", "in", some).execute()));
  }
  return rows;
}

/** The catalogs of a scope whose update keeps others from starting, with what they move to. */
export async function blockingUpdates(
  db: Database,
  siteKeys: readonly string[],
): Promise<ReadonlyMap<string, { toImageName: string; by: string }>> {
  const rows = await db
    .selectFrom("image_updates")
    .select(["catalog_id", "to_image_name", "requested_by_name"])
    .where("site_key", "in", siteKeys)
    .where("blocks_catalog", "=", 1)
    .execute();
  return new Map(
    rows.map((row) => [row.catalog_id, { toImageName: row.to_image_name ?? "-", by: row.requested_by_name ?? "-" }]),
  );
}
