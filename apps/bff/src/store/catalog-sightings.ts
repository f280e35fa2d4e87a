import { normalId } from "@catalog-deck/catalogservice";
import { type Selectable, sql } from "kysely";
import type { CatalogSightingsTable } from "./image-updates.tables.ts";
import { type Database, normalCatalogId } from "./image-updates.ts";

/** What a catalog last looked like. */
export type CatalogSighting = Selectable<CatalogSightingsTable>;

// PostgreSQL takes 65,535 parameters in one statement, SQLite 32,766.
const rowsAtOnce = 500;

/** A row with its ids as they are compared: rows from before have them as Citrix spelled them then. */
function withNormalIds(row: CatalogSighting): CatalogSighting {
  const { catalog_id, image_id } = row;
  return { ...row, catalog_id: normalId(catalog_id), image_id: image_id === null ? null : normalId(image_id) };
}

/** What the catalogs of a connection last looked like; of one whose rows are spelled in several ways the newest last. */
export async function listSightings(db: Database, connectionId: string): Promise<CatalogSighting[]> {
  const rows = await db
    .selectFrom("catalog_sightings")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .orderBy("seen_at")
    .execute();
  return rows.map(withNormalIds);
}

/** What one catalog last looked like, if it has ever been seen. */
export async function findSighting(
  db: Database,
  connectionId: string,
  catalogId: string,
): Promise<CatalogSighting | undefined> {
  const row = await db
    .selectFrom("catalog_sightings")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where(normalCatalogId, "=", catalogId)
    .orderBy("seen_at", "desc")
    .executeTakeFirst();
  return row && withNormalIds(row);
}

/** Keeps catalogs that have not been seen before; what is known of others stays as it is. */
export async function insertSightings(db: Database, sightings: readonly CatalogSighting[]): Promise<void> {
  for (let start = 0; start < sightings.length; start += rowsAtOnce) {
    await db
      .insertInto("catalog_sightings")
      .values(sightings.slice(start, start + rowsAtOnce))
      .onConflict((conflict) => conflict.columns(["connection_id", "catalog_id"]).doNothing())
      .execute();
  }
}

/** Puts `after` in the place of `before`. False, and nothing changed, when another instance was faster. */
export async function replaceSighting(db: Database, before: CatalogSighting, after: CatalogSighting): Promise<boolean> {
  // The row keeps its key, however it is spelled.
  const { connection_id: _, catalog_id: __, ...seen } = after;
  const result = await db
    .updateTable("catalog_sightings")
    .set(seen)
    .where("connection_id", "=", before.connection_id)
    .where(normalCatalogId, "=", before.catalog_id)
    .where(sql`lower(image_id)`, before.image_id === null ? "is" : "=", before.image_id)
    .where("updating", "=", before.updating)
    .where("seen_at", "=", before.seen_at)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
