import { type Kysely, SqliteAdapter, sql } from "kysely";

const notices = [
  `create function tell_session_change() returns trigger language plpgsql as
    $$ begin perform pg_notify('catalog_deck_sessions', coalesce(old.id_hash, '')); return null; end $$`,
  `create trigger sessions_changes after update or delete on sessions
    for each row execute function tell_session_change()`,
  `create trigger sessions_truncation after truncate on sessions
    for each statement execute function tell_session_change()`,
  `create function tell_update_change() returns trigger language plpgsql as
    $$ begin perform pg_notify('catalog_deck_updates', ''); return null; end $$`,
  ...["image_updates", "rollouts", "rollout_targets", "stopped_starts"].map(
    (table) => `create trigger ${table}_changes after insert or update or delete or truncate on ${table}
      for each statement execute function tell_update_change()`,
  ),
];

/**
 * On PostgreSQL, triggers that tell every instance what changes of what they keep in memory (`PostgresChanges`), whoever
 * changes it. SQLite counts commits by itself.
 */
export async function tellChanges(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof SqliteAdapter) return;
  for (const statement of notices) await sql.raw(statement).execute(db);
}
