import type { Kysely } from "kysely";

/** What people have set for themselves; `connection_id` is empty for what holds everywhere. */
export async function createPersonSettings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("person_settings")
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("connection_id", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("person_settings_key", ["person_id", "name", "connection_id"])
    .execute();
}
