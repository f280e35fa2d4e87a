import type { Kysely } from "kysely";

/** What an administrator needs to decide about an update whose answer was lost, and when that was decided. */
export async function addDecisions(db: Kysely<unknown>): Promise<void> {
  for (const column of ["answer_trouble", "decision_needed_since", "catalog_seen", "decided_at"]) {
    await db.schema.alterTable("image_updates").addColumn(column, "text").execute();
  }
}
