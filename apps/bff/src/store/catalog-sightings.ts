import type { Selectable } from "kysely";
import type { CatalogSightingsTable } from "./image-updates.tables.ts";
import type { Database } from "./image-updates.ts";

export type CatalogSighting = Selectable<CatalogSightingsTable>;

// PostgreSQL takes 65,535 parameters in one statement, SQLite 32,766.
const rowsAtOnce = 500;

export async function listSightings(db: Database, siteKey: string): Promise<CatalogSighting[]> {
  return await db.selectFrom("catalog_sightings").selectAll().where("site_key", "=", siteKey).execute();
}

/** What one catalog last looked like, if it has ever been seen. */
export async function findSighting(
  db: Database,
  siteKey: string,
  catalogId: string,
): Promise<CatalogSighting | undefined> {
  return await db
    .selectFrom("catalog_sightings")
    .selectAll()
    .where("site_key", "=", siteKey)
    .where("catalog_id", "=", catalogId)
    .executeTakeFirst();
}

/** Keeps catalogs that have not been seen before; what is known of others stays as it is. */
export async function insertSightings(db: Database, sightings: readonly CatalogSighting[]): Promise<void> {
  for (let start = 0; start < sightings.length; start += rowsAtOnce) {
    await db
      .insertInto("catalog_sightings")
      .values(sightings.slice(start, start + rowsAtOnce))
      .onConflict((conflict) => conflict.columns(["site_key", "catalog_id"]).doNothing())
      .execute();
  }
}

/** Puts `after` in the place of `before`. False, and nothing changed, when another instance was faster. */
export async function replaceSighting(db: Database, before: CatalogSighting, after: CatalogSighting): Promise<boolean> {
  const result = await db
    .updateTable("catalog_sightings")
    .set(after)
    .where("site_key", "=", before.site_key)
    .where("catalog_id", "=", before.catalog_id)
    .where("image_id", before.image_id === null ? "is" : "=", before.image_id)
    .where("updating", "=", before.updating)
    .where("seen_at", "=", before.seen_at)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
