import type { Kysely } from "kysely";

/**
 * Since when an update's catalog has shown nothing of it, and since when Citrix has not found the catalog, by the time
 * that leases go by; and whether it has ended by a guess. Null for updates from before this was kept: it counts anew.
 */
export async function addQuietTime(db: Kysely<unknown>): Promise<void> {
  for (const column of ["quiet_since", "missing_since"]) {
    await db.schema.alterTable("image_updates").addColumn(column, "text").execute();
  }
  await db.schema
    .alterTable("image_updates")
    .addColumn("guessed", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
}
