import type { Kysely } from "kysely";

/** Where an update came from, and what each catalog last looked like, so that changes from outside are noticed. */
export async function createOutsideChanges(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("image_updates")
    .addColumn("origin", "text", (column) => column.notNull().defaultTo("catalog-deck"))
    .execute();
  await db.schema
    .createTable("catalog_sightings")
    .addColumn("connection_id", "text", (column) => column.notNull())
    .addColumn("catalog_id", "text", (column) => column.notNull())
    .addColumn("image_id", "text")
    .addColumn("image_name", "text")
    .addColumn("updating", "integer", (column) => column.notNull())
    .addColumn("last_modified_at", "text")
    .addColumn("seen_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("catalog_sightings_key", ["connection_id", "catalog_id"])
    .execute();
}
