import { type Kysely, SqliteAdapter, sql } from "kysely";

/**
 * Every table, as of the first release. Times are ISO 8601 text in UTC, yes and no are 1 and 0: so nearly the same SQL
 * serves SQLite and PostgreSQL. `tables.ts` says what the columns mean.
 */
const tables = `
create table accounts (
  id                  text primary key,
  username            text not null,
  username_key        text not null unique,
  display_name        text not null,
  role                text not null,
  display             integer not null default 0,
  password_hash       text not null,
  password_changed_at text not null,
  last_signed_in_at   text,
  disabled_at         text,
  created_at          text not null,
  updated_at          text not null,
  version             integer not null default 1
);

create table accounts_head (
  id                integer primary key,
  changes           integer not null,
  set_up_token_hash text,
  set_up_expires_at text
);
insert into accounts_head (id, changes) values (1, 0);

create table sign_in_failures (
  key        text primary key,
  attempts   text not null,
  told_until text not null,
  expires_at text not null
);
create index sign_in_failures_by_end on sign_in_failures (expires_at);

create table sessions (
  id_hash          text primary key,
  payload          text not null,
  created_at       text not null,
  last_used_at     text not null,
  expires_at       text not null,
  person_id        text not null,
  method           text not null,
  provider_session text,
  address          text not null,
  user_agent       text not null
);
create index sessions_by_end on sessions (expires_at);
create index sessions_of_person on sessions (person_id, last_used_at);
create index sessions_of_provider on sessions (provider_session);

create table used_tokens (
  id_hash    text primary key,
  expires_at text not null
);
create index used_tokens_by_end on used_tokens (expires_at);

create table person_settings (
  person_id     text not null,
  name          text not null,
  connection_id text not null,
  value         text not null,
  updated_at    text not null,
  primary key (person_id, name, connection_id)
);

create table image_updates (
  id                          text primary key,
  connection_id               text not null,
  customer_id                 text,
  site_id                     text,
  site_key                    text generated always as
    (coalesce(lower(customer_id || '/' || site_id), 'connection ' || connection_id)) stored,
  catalog_id                  text not null,
  catalog_name                text not null,
  from_image_id               text,
  from_image_name             text,
  to_image_id                 text,
  to_image_name               text,
  citrix_prepared             integer,
  origin                      text not null default 'catalog-deck',
  vda_update_delay            integer,
  warning_title               text,
  warning_message             text,
  reason                      text,
  rolls_back_id               text,
  rollout_id                  text,
  requested_by_id             text,
  requested_by_name           text,
  recorded_at                 text not null,
  seen_running_since          text,
  state                       text not null,
  active                      integer not null,
  blocks_catalog              integer not null,
  sub_state                   text,
  percent                     real,
  started_at                  text,
  estimated_minutes           real,
  finished_at                 text,
  fact                        text,
  citrix_transaction_id       text,
  status_url                  text,
  last_modified_at_request    text,
  rollback_warning_at_request integer not null,
  processing_seen_at          text,
  answer_trouble              text,
  decision_needed_since       text,
  catalog_seen                text,
  decided_at                  text,
  guessed                     integer not null default 0,
  read_failures               integer not null default 0,
  lease_owner                 text,
  lease_until                 text,
  next_step_at                text not null,
  quiet_since                 text,
  missing_since               text
);
-- What makes a second update of a catalog impossible, whichever instance or connection is asked.
create unique index image_updates_one_per_catalog on image_updates (site_key, catalog_id) where blocks_catalog = 1;
create index image_updates_to_watch on image_updates (active, next_step_at);
create index image_updates_newest on image_updates (connection_id, recorded_at, id);
create index image_updates_of_catalog on image_updates (connection_id, catalog_id, recorded_at);
create index image_updates_newest_of_site on image_updates (site_key, recorded_at, id);
create index image_updates_of_site_catalog on image_updates (site_key, catalog_id, recorded_at, id);
create index image_updates_newest_ended on image_updates (site_key, finished_at);
create index image_updates_by_rolls_back_id on image_updates (rolls_back_id);

create table image_update_events (
  update_id text not null references image_updates (id),
  position  integer not null,
  at        text not null,
  state     text not null,
  sub_state text,
  percent   real,
  fact      text,
  primary key (update_id, position)
);

create table idempotency_keys (
  account_id   text not null,
  key          text not null,
  request_hash text not null,
  update_id    text not null references image_updates (id),
  created_at   text not null,
  answer       text,
  primary key (account_id, key)
);

create table catalog_sightings (
  site_key         text not null,
  catalog_id       text not null,
  image_id         text,
  image_name       text,
  updating         integer not null,
  last_modified_at text,
  seen_at          text not null,
  primary key (site_key, catalog_id)
);

create table rollouts (
  id                  text primary key,
  connection_id       text not null,
  customer_id         text not null,
  site_id             text not null,
  site_key            text generated always as (lower(customer_id || '/' || site_id)) stored,
  name                text not null,
  state               text not null,
  hold                text,
  waits               text,
  vda_update_delay    integer not null,
  warning_title       text,
  warning_message     text,
  reason              text,
  gate                text not null,
  gate_minutes        integer,
  stop_after_failures integer not null,
  max_parallel        integer not null,
  start               text not null,
  starts_at           text not null,
  undo_until          text,
  rollback_of         text references rollouts (id),
  created_by_id       text not null,
  created_by_name     text not null,
  request_key         text not null,
  request_hash        text not null,
  responsible         text not null,
  version             integer not null default 1,
  seen_at             text not null,
  active              integer not null,
  lease_owner         text,
  lease_until         text,
  next_step_at        text not null,
  created_at          text not null,
  started_at          text,
  finished_at         text
);
create unique index rollouts_by_request_key on rollouts (created_by_id, request_key);
create index rollouts_to_run on rollouts (active, next_step_at);
create index rollouts_newest on rollouts (connection_id, created_at, id);
create index rollouts_newest_of_site on rollouts (site_key, created_at, id);
create index rollouts_by_rollback on rollouts (rollback_of);

create table rollout_targets (
  rollout_id            text not null references rollouts (id),
  site_key              text not null,
  catalog_id            text not null,
  catalog_name          text not null,
  wave                  integer not null,
  position              integer not null,
  machines              integer,
  from_image_id         text,
  from_image_name       text,
  to_image_id           text not null,
  to_image_name         text not null,
  acknowledged_warnings text not null,
  state                 text not null,
  skip_reason           text,
  attempt               integer not null default 1,
  image_update_id       text unique references image_updates (id),
  sent                  integer not null default 0,
  failure_accepted      integer not null default 0,
  busy_since            text,
  not_before            text,
  holds_catalog         integer not null,
  primary key (rollout_id, catalog_id)
);
-- A catalog stands in one open rollout at most.
create unique index rollout_targets_one_per_catalog on rollout_targets (site_key, catalog_id) where holds_catalog = 1;
create index rollout_targets_in_order on rollout_targets (rollout_id, wave, position);

create table rollout_waves (
  rollout_id text not null references rollouts (id),
  number     integer not null,
  started_at text,
  ended_at   text,
  passed_at  text,
  passed_by  text,
  note       text,
  primary key (rollout_id, number)
);

create table rollout_events (
  rollout_id text not null references rollouts (id),
  position   integer not null,
  at         text not null,
  kind       text not null,
  actor      text,
  params     text not null,
  primary key (rollout_id, position)
);

create table stopped_starts (
  connection_id text primary key,
  reason        text not null,
  by_id         text not null,
  by_name       text not null,
  since         text not null
);

create table provider_sign_ins (
  person_id    text primary key,
  role         text not null,
  signed_in_at text not null
);

create table audit_log (
  sequence      integer primary key,
  id            text not null unique,
  entry         text not null,
  hash          text not null,
  at            text,
  kind          text,
  actor_id      text,
  connection_id text,
  catalog_id    text
);
create index audit_log_by_at on audit_log (at, sequence);
create index audit_log_by_kind on audit_log (kind, sequence);
create index audit_log_by_actor_id on audit_log (actor_id, sequence);
create index audit_log_by_connection_id on audit_log (connection_id, sequence);
create index audit_log_by_catalog_id on audit_log (catalog_id, sequence);

create table audit_head (
  id       integer primary key,
  sequence integer not null,
  hash     text not null
);
insert into audit_head (id, sequence, hash) values (1, 0, '');
`;

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

/** Makes all tables, their indexes, and the triggers that keep the audit log as it was written. */
export async function createSchema(db: Kysely<unknown>): Promise<void> {
  // SQLite's migrations run outside a transaction; half of this one could not be run again.
  if (db.isTransaction) return await run(db);
  await db.transaction().execute(run);
}

async function run(db: Kysely<unknown>): Promise<void> {
  const guards = db.getExecutor().adapter instanceof SqliteAdapter ? sqliteGuards : postgresGuards;
  const statements = tables.split(/;\n/).filter((statement) => statement.trim() !== "");
  for (const statement of [...statements, ...guards]) await sql.raw(statement).execute(db);
}
