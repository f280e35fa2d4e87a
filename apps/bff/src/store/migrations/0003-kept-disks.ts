import { type Kysely, sql } from "kysely";

/** Whether existing machines keep their disk, and so their image: as the catalog was when the update was recorded. */
export async function noteKeptDisks(db: Kysely<unknown>): Promise<void> {
  await sql`alter table image_updates add column machines_keep_disk integer`.execute(db);
}
