import type { Kysely } from "kysely";

/** The customer and site that an update was sent to; null for updates from before this was kept. */
export async function addSiteOfUpdate(db: Kysely<unknown>): Promise<void> {
  for (const column of ["customer_id", "site_id"]) {
    await db.schema.alterTable("image_updates").addColumn(column, "text").execute();
  }
}
