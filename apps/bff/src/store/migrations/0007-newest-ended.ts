import type { Kysely } from "kysely";

/** When the last update of a connection ended is asked with every list, so that instances notice each other's work. */
export async function indexEndOfUpdates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("image_updates_newest_ended")
    .on("image_updates")
    .columns(["connection_id", "finished_at"])
    .execute();
}
