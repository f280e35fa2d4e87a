import { type Kysely, sql } from "kysely";

/**
 * Accounts that are administered, sessions that know whose they are, and the count of failed sign-ins. Sessions from
 * before end: nobody can say whose they are, so they could not be ended with their account.
 */
export async function createAccountAdministration(db: Kysely<unknown>): Promise<void> {
  const accounts = () => db.schema.alterTable("accounts");
  await accounts()
    .addColumn("password_changed_at", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  await accounts().addColumn("last_signed_in_at", "text").execute();
  await accounts().addColumn("disabled_at", "text").execute();
  await accounts()
    .addColumn("updated_at", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  await accounts()
    .addColumn("version", "integer", (column) => column.notNull().defaultTo(1))
    .execute();
  await sql`update accounts set password_changed_at = created_at, updated_at = created_at`.execute(db);

  await db.schema
    .createTable("accounts_head")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("changes", "integer", (column) => column.notNull())
    .addColumn("set_up_token_hash", "text")
    .addColumn("set_up_expires_at", "text")
    .execute();
  await sql`insert into accounts_head (id, changes) values (1, 0)`.execute(db);

  await db.schema.dropTable("sessions").execute();
  await db.schema
    .createTable("sessions")
    .addColumn("id_hash", "text", (column) => column.primaryKey())
    .addColumn("payload", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("last_used_at", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("method", "text", (column) => column.notNull())
    .addColumn("provider_session", "text")
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("user_agent", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sessions_by_end").on("sessions").column("expires_at").execute();
  await db.schema.createIndex("sessions_of_person").on("sessions").columns(["person_id", "last_used_at"]).execute();
  await db.schema.createIndex("sessions_of_provider").on("sessions").column("provider_session").execute();

  await db.schema
    .createTable("sign_in_failures")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("attempts", "text", (column) => column.notNull())
    .addColumn("told_until", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sign_in_failures_by_end").on("sign_in_failures").column("expires_at").execute();
}
