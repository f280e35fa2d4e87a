import type { Kysely } from "kysely";

/** What counts once: sign-ins by the identity provider and its logout tokens, for all instances. */
export async function createUsedTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("used_tokens")
    .addColumn("id_hash", "text", (column) => column.primaryKey())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("used_tokens_by_end").on("used_tokens").column("expires_at").execute();
}
