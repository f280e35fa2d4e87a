import { type Kysely, sql } from "kysely";

/** Image updates, their timelines and the idempotency keys that they were asked for with. */
export async function createImageUpdateTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("image_updates")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("connection_id", "text", (column) => column.notNull())
    .addColumn("catalog_id", "text", (column) => column.notNull())
    .addColumn("catalog_name", "text", (column) => column.notNull())
    .addColumn("from_image_id", "text")
    .addColumn("from_image_name", "text")
    .addColumn("to_image_id", "text", (column) => column.notNull())
    .addColumn("to_image_name", "text", (column) => column.notNull())
    .addColumn("citrix_prepared", "integer", (column) => column.notNull())
    .addColumn("vda_update_delay", "integer", (column) => column.notNull())
    .addColumn("warning_title", "text")
    .addColumn("warning_message", "text")
    .addColumn("reason", "text")
    .addColumn("requested_by_id", "text", (column) => column.notNull())
    .addColumn("requested_by_name", "text", (column) => column.notNull())
    .addColumn("requested_at", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("active", "integer", (column) => column.notNull())
    .addColumn("blocks_catalog", "integer", (column) => column.notNull())
    .addColumn("sub_state", "text")
    .addColumn("percent", "real")
    .addColumn("started_at", "text")
    .addColumn("estimated_minutes", "real")
    .addColumn("finished_at", "text")
    .addColumn("message", "text")
    .addColumn("citrix_transaction_id", "text")
    .addColumn("status_url", "text")
    .addColumn("last_modified_at_request", "text")
    .addColumn("rollback_warning_at_request", "integer", (column) => column.notNull())
    .addColumn("processing_seen_at", "text")
    .addColumn("next_step_at", "text", (column) => column.notNull())
    .addColumn("read_failures", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("lease_owner", "text")
    .addColumn("lease_until", "text")
    .execute();

  // What makes a second update of a catalog impossible, whichever instance is asked.
  await db.schema
    .createIndex("image_updates_one_per_catalog")
    .unique()
    .on("image_updates")
    .columns(["connection_id", "catalog_id"])
    .where(sql.ref("blocks_catalog"), "=", sql.lit(1))
    .execute();
  await db.schema
    .createIndex("image_updates_newest")
    .on("image_updates")
    .columns(["connection_id", "requested_at", "id"])
    .execute();
  await db.schema
    .createIndex("image_updates_of_catalog")
    .on("image_updates")
    .columns(["connection_id", "catalog_id", "requested_at"])
    .execute();
  await db.schema
    .createIndex("image_updates_to_watch")
    .on("image_updates")
    .columns(["active", "next_step_at"])
    .execute();

  await db.schema
    .createTable("image_update_events")
    .addColumn("update_id", "text", (column) => column.notNull().references("image_updates.id"))
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("sub_state", "text")
    .addColumn("percent", "real")
    .addColumn("message", "text")
    .addPrimaryKeyConstraint("image_update_events_key", ["update_id", "position"])
    .execute();

  await db.schema
    .createTable("idempotency_keys")
    .addColumn("account_id", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("request_hash", "text", (column) => column.notNull())
    .addColumn("update_id", "text", (column) => column.notNull().references("image_updates.id"))
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("answer", "text")
    .addPrimaryKeyConstraint("idempotency_keys_key", ["account_id", "key"])
    .execute();
}
