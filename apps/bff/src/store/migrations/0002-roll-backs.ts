import { type Kysely, sql } from "kysely";

/** Keeps which update an update takes back. Those from before then stay as they are: nobody wrote it down. */
export async function addRollBacks(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table image_updates add column rolls_back_id text").execute(db);
  await sql.raw("create index image_updates_by_rolls_back_id on image_updates (rolls_back_id)").execute(db);
}
