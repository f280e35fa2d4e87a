import { type Kysely, SqliteAdapter, sql } from "kysely";

const columns = ["at", "kind", "actor_id", "connection_id", "catalog_id"] as const;

/** Columns to find audit entries by, filled for those that exist, and triggers that keep every entry as it is. */
export async function keepAuditAppendOnly(db: Kysely<unknown>): Promise<void> {
  // SQLite's migrations run outside a transaction; half of this one could not be run again.
  if (db.isTransaction) return await run(db);
  await db.transaction().execute(run);
}

async function run(db: Kysely<unknown>): Promise<void> {
  const onSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  for (const column of columns) await db.schema.alterTable("audit_log").addColumn(column, "text").execute();
  await fill(onSqlite).execute(db);
  for (const column of columns) {
    await db.schema.createIndex(`audit_log_by_${column}`).on("audit_log").columns([column, "sequence"]).execute();
  }
  for (const statement of onSqlite ? sqliteGuards : postgresGuards) await sql.raw(statement).execute(db);
}

function fill(onSqlite: boolean) {
  const field = (...path: string[]) =>
    onSqlite
      ? sql`json_extract(entry, ${sql.lit(`$.${path.join(".")}`)})`
      : sql`(entry::json #>> ${sql.lit(`{${path.join(",")}}`)})`;
  return sql`update audit_log set
    at = ${field("at")}, kind = ${field("kind")}, actor_id = ${field("actor", "id")},
    connection_id = ${field("connectionId")}, catalog_id = ${field("catalogId")}`;
}

const refusal = "the audit log is append-only";

const sqliteGuards = [
  `create trigger audit_log_no_update before update on audit_log
    begin select raise(abort, '${refusal}'); end`,
  `create trigger audit_log_no_delete before delete on audit_log
    begin select raise(abort, '${refusal}'); end`,
  // INSERT OR REPLACE takes a row away without any delete trigger.
  `create trigger audit_log_no_replace before insert on audit_log
    when exists (select 1 from audit_log where sequence = new.sequence or id = new.id)
    begin select raise(abort, '${refusal}'); end`,
  `create trigger audit_head_no_delete before delete on audit_head
    begin select raise(abort, '${refusal}'); end`,
  `create trigger audit_head_no_way_back before update on audit_head when new.sequence < old.sequence
    begin select raise(abort, '${refusal}'); end`,
];

const postgresGuards = [
  `create function refuse_audit_change() returns trigger language plpgsql as
    $$ begin raise exception '${refusal}'; end $$`,
  `create trigger audit_log_append_only before update or delete on audit_log
    for each row execute function refuse_audit_change()`,
  `create trigger audit_log_no_truncate before truncate on audit_log
    for each statement execute function refuse_audit_change()`,
  `create trigger audit_head_no_delete before delete on audit_head
    for each row execute function refuse_audit_change()`,
  `create trigger audit_head_no_truncate before truncate on audit_head
    for each statement execute function refuse_audit_change()`,
  `create trigger audit_head_no_way_back before update on audit_head
    for each row when (new.sequence < old.sequence) execute function refuse_audit_change()`,
];
