import { type Kysely, SqliteAdapter, sql } from "kysely";

/** As `siteKeyOf` makes it; rows from before 0011 know no site and stay with their connection. */
const siteKey = "coalesce(lower(customer_id || '/' || site_id), 'connection ' || connection_id)";

/**
 * A catalog is the same one through every connection to its site: updates and sightings are found by customer, site and
 * catalog. Sightings from before name no site and begin anew.
 */
export async function identifyCatalogsBySite(db: Kysely<unknown>): Promise<void> {
  // SQLite's migrations run outside a transaction; half of this one could not be run again.
  if (db.isTransaction) return await run(db);
  await db.transaction().execute(run);
}

async function run(db: Kysely<unknown>): Promise<void> {
  // Computed by the database, so that no row can say something else than its own columns. Only PostgreSQL has to store it.
  const stored = db.getExecutor().adapter instanceof SqliteAdapter ? "" : "stored";
  await sql
    .raw(`alter table image_updates add column site_key text generated always as (${siteKey}) ${stored}`)
    .execute(db);
  await db.schema.dropIndex("image_updates_one_per_catalog").execute();
  await db.schema.dropIndex("image_updates_newest_ended").execute();
  // Two connections to one site could both block a catalog: the newer update keeps doing so, and both are followed.
  await sql`update image_updates set blocks_catalog = 0 where blocks_catalog = 1 and exists (
    select 1 from image_updates as newer
    where newer.site_key = image_updates.site_key and newer.catalog_id = image_updates.catalog_id
      and newer.blocks_catalog = 1
      and (newer.requested_at > image_updates.requested_at
        or (newer.requested_at = image_updates.requested_at and newer.id > image_updates.id)))`.execute(db);
  await db.schema
    .createIndex("image_updates_one_per_catalog")
    .unique()
    .on("image_updates")
    .columns(["site_key", "catalog_id"])
    .where(sql.ref("blocks_catalog"), "=", sql.lit(1))
    .execute();
  const indexes = {
    image_updates_newest_of_site: ["site_key", "requested_at", "id"],
    image_updates_of_site_catalog: ["site_key", "catalog_id", "requested_at", "id"],
    image_updates_newest_ended: ["site_key", "finished_at"],
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on("image_updates").columns(columns).execute();
  }
  await db.schema.dropTable("catalog_sightings").execute();
  await db.schema
    .createTable("catalog_sightings")
    .addColumn("site_key", "text", (column) => column.notNull())
    .addColumn("catalog_id", "text", (column) => column.notNull())
    .addColumn("image_id", "text")
    .addColumn("image_name", "text")
    .addColumn("updating", "integer", (column) => column.notNull())
    .addColumn("last_modified_at", "text")
    .addColumn("seen_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("catalog_sightings_of_site_key", ["site_key", "catalog_id"])
    .execute();
}
