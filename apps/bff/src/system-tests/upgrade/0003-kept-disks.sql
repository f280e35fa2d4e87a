CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
CREATE TABLE accounts (
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
CREATE TABLE accounts_head (
  id                integer primary key,
  changes           integer not null,
  set_up_token_hash text,
  set_up_expires_at text
);
CREATE TABLE sign_in_failures (
  key        text primary key,
  attempts   text not null,
  told_until text not null,
  expires_at text not null
);
CREATE TABLE sessions (
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
CREATE TABLE used_tokens (
  id_hash    text primary key,
  expires_at text not null
);
CREATE TABLE person_settings (
  person_id     text not null,
  name          text not null,
  connection_id text not null,
  value         text not null,
  updated_at    text not null,
  primary key (person_id, name, connection_id)
);
CREATE TABLE image_updates (
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
, machines_keep_disk integer);
CREATE TABLE image_update_events (
  update_id text not null references image_updates (id),
  position  integer not null,
  at        text not null,
  state     text not null,
  sub_state text,
  percent   real,
  fact      text,
  primary key (update_id, position)
);
CREATE TABLE idempotency_keys (
  account_id   text not null,
  key          text not null,
  request_hash text not null,
  update_id    text not null references image_updates (id),
  created_at   text not null,
  answer       text,
  primary key (account_id, key)
);
CREATE TABLE catalog_sightings (
  site_key         text not null,
  catalog_id       text not null,
  image_id         text,
  image_name       text,
  updating         integer not null,
  last_modified_at text,
  seen_at          text not null,
  primary key (site_key, catalog_id)
);
CREATE TABLE rollouts (
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
CREATE TABLE rollout_targets (
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
CREATE TABLE rollout_waves (
  rollout_id text not null references rollouts (id),
  number     integer not null,
  started_at text,
  ended_at   text,
  passed_at  text,
  passed_by  text,
  note       text,
  primary key (rollout_id, number)
);
CREATE TABLE rollout_events (
  rollout_id text not null references rollouts (id),
  position   integer not null,
  at         text not null,
  kind       text not null,
  actor      text,
  params     text not null,
  primary key (rollout_id, position)
);
CREATE TABLE stopped_starts (
  connection_id text primary key,
  reason        text not null,
  by_id         text not null,
  by_name       text not null,
  since         text not null
);
CREATE TABLE provider_sign_ins (
  person_id    text primary key,
  role         text not null,
  signed_in_at text not null
);
CREATE TABLE audit_log (
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
CREATE TABLE audit_head (
  id       integer primary key,
  sequence integer not null,
  hash     text not null
);
insert into kysely_migration (name, timestamp) values ('0001-tables', '2026-11-28T02:42:17.983Z');
insert into kysely_migration (name, timestamp) values ('0002-notices', '2026-11-28T02:42:17.984Z');
insert into kysely_migration (name, timestamp) values ('0003-kept-disks', '2026-11-28T02:42:17.987Z');
insert into kysely_migration_lock (id, is_locked) values ('migration_lock', 0);
insert into accounts (id, username, username_key, display_name, role, display, password_hash, password_changed_at, last_signed_in_at, disabled_at, created_at, updated_at, version) values ('80d30a5d-6451-4975-a50e-98de33aadab5', 'ada', 'ada', 'Test admin', 'admin', 0, '$argon2id$v=19$m=8,t=1,p=1$uHZldlCry3X3Yes6sLNA1w$4rSLsXWDvvth0SZORUY2yF2WCgnEc2VaJuDQKnzNWPI', '2026-11-28T02:42:17.988Z', '2026-11-28T02:42:17.988Z', NULL, '2026-11-28T02:42:17.988Z', '2026-11-28T02:42:17.988Z', 1);
insert into accounts_head (id, changes, set_up_token_hash, set_up_expires_at) values (1, 0, NULL, NULL);
insert into sign_in_failures (key, attempts, told_until, expires_at) values ('QEEQ7_xPr2JBxlFwLr3ile__81vTHwTr6bVyon3SJ3s', '[]', '0', '2026-11-28T02:47:17.988Z');
insert into sign_in_failures (key, attempts, told_until, expires_at) values ('y6NJzqml1ROhKJWmXVXUGp1cgpG007Z6G8K49XpKlls', '[]', '0', '2026-11-28T02:47:17.988Z');
insert into person_settings (person_id, name, connection_id, value, updated_at) values ('80d30a5d-6451-4975-a50e-98de33aadab5', 'notifications', '', '{"choice":"mine"}', '2026-11-28T02:46:23.988Z');
insert into image_updates (id, connection_id, customer_id, site_id, catalog_id, catalog_name, from_image_id, from_image_name, to_image_id, to_image_name, citrix_prepared, origin, vda_update_delay, warning_title, warning_message, reason, rolls_back_id, rollout_id, requested_by_id, requested_by_name, recorded_at, seen_running_since, state, active, blocks_catalog, sub_state, percent, started_at, estimated_minutes, finished_at, fact, citrix_transaction_id, status_url, last_modified_at_request, rollback_warning_at_request, processing_seen_at, answer_trouble, decision_needed_since, catalog_seen, decided_at, guessed, read_failures, lease_owner, lease_until, next_step_at, quiet_since, missing_since, machines_keep_disk) values ('2cb61315-8522-4cb5-abbd-b7815eeadc29', 'default', 'contoso', '9b503eb4-c36a-4a24-abe1-328a8892ceff', 'c70f081d-76c0-4dd4-add2-cc1915be6d9a', 'Accounting-0001', 'c2a393cb-31de-4856-a454-670e2860e613', 'Win11-24H2-Build-001', 'd27f773f-1396-4ceb-aba1-cd4577552aa0', 'Win11-24H2-Build-002', 0, 'catalog-deck', 60, NULL, NULL, NULL, NULL, 'a7904515-9f79-43e9-bb4d-6243e56dcf35', '80d30a5d-6451-4975-a50e-98de33aadab5', 'Test admin', '2026-11-28T02:43:18.988Z', NULL, 'succeeded', 0, 0, NULL, 100.0, NULL, NULL, '2026-11-28T02:46:18.988Z', NULL, '20f5fd1f-ca04-4b3c-afc6-37f2103e32a0', 'http://127.0.0.1:35715/catalogservice/contoso/9b503eb4-c36a-4a24-abe1-328a8892ceff/catalogs/c70f081d-76c0-4dd4-add2-cc1915be6d9a/updateStatus', '2026-11-27T02:42:17.988Z', 0, NULL, NULL, NULL, NULL, NULL, 0, 0, 'vm 25914 6c9141d5-0543-45e5-896f-fd2a1f9b17f5', '2026-11-28T02:46:28.988Z', '2026-11-28T02:46:23.988Z', '2026-11-28T02:43:18.988Z', NULL, 0);
insert into image_update_events (update_id, position, at, state, sub_state, percent, fact) values ('2cb61315-8522-4cb5-abbd-b7815eeadc29', 1, '2026-11-28T02:43:18.988Z', 'submitting', NULL, NULL, NULL);
insert into image_update_events (update_id, position, at, state, sub_state, percent, fact) values ('2cb61315-8522-4cb5-abbd-b7815eeadc29', 2, '2026-11-28T02:43:18.988Z', 'running', NULL, NULL, NULL);
insert into image_update_events (update_id, position, at, state, sub_state, percent, fact) values ('2cb61315-8522-4cb5-abbd-b7815eeadc29', 3, '2026-11-28T02:46:18.988Z', 'succeeded', NULL, 100.0, NULL);
insert into idempotency_keys (account_id, key, request_hash, update_id, created_at, answer) values ('rollout', 'rollout:a7904515-9f79-43e9-bb4d-6243e56dcf35:c70f081d-76c0-4dd4-add2-cc1915be6d9a:1', '2a590e7c3d371d4e37fa5656fe47ee9281aa1ae4f5510a4947135737ed001d95', '2cb61315-8522-4cb5-abbd-b7815eeadc29', '2026-11-28T02:43:18.988Z', '{"kind":"accepted","update":{"id":"2cb61315-8522-4cb5-abbd-b7815eeadc29","site":{"customerId":"contoso","siteId":"9b503eb4-c36a-4a24-abe1-328a8892ceff"},"catalogId":"c70f081d-76c0-4dd4-add2-cc1915be6d9a","catalogName":"Accounting-0001","fromImage":{"id":"c2a393cb-31de-4856-a454-670e2860e613","name":"Win11-24H2-Build-001"},"origin":"catalog-deck","requestedAt":"2026-11-28T02:43:18.988Z","state":"running","toImage":{"id":"d27f773f-1396-4ceb-aba1-cd4577552aa0","name":"Win11-24H2-Build-002"},"vdaUpdateDelay":60,"requestedBy":{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin"},"rolloutId":"a7904515-9f79-43e9-bb4d-6243e56dcf35","machinesKeepDisk":false,"citrixTransactionId":"20f5fd1f-ca04-4b3c-afc6-37f2103e32a0"}}');
insert into catalog_sightings (site_key, catalog_id, image_id, image_name, updating, last_modified_at, seen_at) values ('contoso/9b503eb4-c36a-4a24-abe1-328a8892ceff', 'c70f081d-76c0-4dd4-add2-cc1915be6d9a', 'c2a393cb-31de-4856-a454-670e2860e613', 'Win11-24H2-Build-001', 0, '2026-11-27T02:42:17.988Z', '2026-11-28T02:42:48.988Z');
insert into catalog_sightings (site_key, catalog_id, image_id, image_name, updating, last_modified_at, seen_at) values ('contoso/9b503eb4-c36a-4a24-abe1-328a8892ceff', '906c5d84-7a07-4356-ac04-7f9e22130cfc', 'c2a393cb-31de-4856-a454-670e2860e613', 'Win11-24H2-Build-002', 0, '2026-11-26T02:42:17.988Z', '2026-11-28T02:42:48.988Z');
insert into catalog_sightings (site_key, catalog_id, image_id, image_name, updating, last_modified_at, seen_at) values ('contoso/9b503eb4-c36a-4a24-abe1-328a8892ceff', '7ac105e0-5156-44f5-a121-31f62365ce8c', 'a13d5ffe-1af2-443d-a11b-94088eb8fe50', 'Win11-24H2-Build-003', 0, '2026-11-25T02:42:17.988Z', '2026-11-28T02:42:48.988Z');
insert into rollouts (id, connection_id, customer_id, site_id, name, state, hold, waits, vda_update_delay, warning_title, warning_message, reason, gate, gate_minutes, stop_after_failures, max_parallel, start, starts_at, undo_until, rollback_of, created_by_id, created_by_name, request_key, request_hash, responsible, version, seen_at, active, lease_owner, lease_until, next_step_at, created_at, started_at, finished_at) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 'default', 'contoso', '9b503eb4-c36a-4a24-abe1-328a8892ceff', 'Win11-24H2-Build-002, 2026-11-28', 'held', '{"reason":"gate","params":{"wave":1,"next":2},"since":"2026-11-28T02:46:18.988Z"}', NULL, 60, NULL, NULL, NULL, 'person', NULL, 1, 5, '{"kind":"now"}', '2026-11-28T02:43:18.988Z', NULL, NULL, '80d30a5d-6451-4975-a50e-98de33aadab5', 'Test admin', 'key-of-this-test', 'c0a6ccd5e11f144172072fea518b395bf740a5e927470d317fdd6b5cc915b730', '{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin","method":"password"}', 3, '2026-11-28T02:46:18.988Z', 1, 'vm 25914 6c9141d5-0543-45e5-896f-fd2a1f9b17f5', '2026-11-28T02:46:28.988Z', '2026-11-28T02:46:48.988Z', '2026-11-28T02:42:48.988Z', '2026-11-28T02:43:18.988Z', NULL);
insert into rollout_targets (rollout_id, site_key, catalog_id, catalog_name, wave, position, machines, from_image_id, from_image_name, to_image_id, to_image_name, acknowledged_warnings, state, skip_reason, attempt, image_update_id, sent, failure_accepted, busy_since, not_before, holds_catalog) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 'contoso/9b503eb4-c36a-4a24-abe1-328a8892ceff', 'c70f081d-76c0-4dd4-add2-cc1915be6d9a', 'Accounting-0001', 1, 1, 4, 'c2a393cb-31de-4856-a454-670e2860e613', 'Win11-24H2-Build-001', 'd27f773f-1396-4ceb-aba1-cd4577552aa0', 'Win11-24H2-Build-002', '[]', 'succeeded', NULL, 1, '2cb61315-8522-4cb5-abbd-b7815eeadc29', 1, 0, NULL, NULL, 0);
insert into rollout_targets (rollout_id, site_key, catalog_id, catalog_name, wave, position, machines, from_image_id, from_image_name, to_image_id, to_image_name, acknowledged_warnings, state, skip_reason, attempt, image_update_id, sent, failure_accepted, busy_since, not_before, holds_catalog) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 'contoso/9b503eb4-c36a-4a24-abe1-328a8892ceff', '906c5d84-7a07-4356-ac04-7f9e22130cfc', 'Marketing-0002', 2, 1, 11, 'c2a393cb-31de-4856-a454-670e2860e613', 'Win11-24H2-Build-001', 'd27f773f-1396-4ceb-aba1-cd4577552aa0', 'Win11-24H2-Build-002', '[]', 'waiting', NULL, 1, NULL, 0, 0, NULL, NULL, 1);
insert into rollout_waves (rollout_id, number, started_at, ended_at, passed_at, passed_by, note) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 1, '2026-11-28T02:43:18.988Z', '2026-11-28T02:46:18.988Z', NULL, NULL, NULL);
insert into rollout_events (rollout_id, position, at, kind, actor, params) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 1, '2026-11-28T02:42:48.988Z', 'created', '{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin"}', '{}');
insert into rollout_events (rollout_id, position, at, kind, actor, params) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 2, '2026-11-28T02:43:18.988Z', 'started', NULL, '{}');
insert into rollout_events (rollout_id, position, at, kind, actor, params) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 3, '2026-11-28T02:43:18.988Z', 'waveStarted', NULL, '{"wave":1}');
insert into rollout_events (rollout_id, position, at, kind, actor, params) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 4, '2026-11-28T02:43:18.988Z', 'targetStarted', NULL, '{"catalogId":"c70f081d-76c0-4dd4-add2-cc1915be6d9a","catalogName":"Accounting-0001","updateId":"2cb61315-8522-4cb5-abbd-b7815eeadc29"}');
insert into rollout_events (rollout_id, position, at, kind, actor, params) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 5, '2026-11-28T02:46:18.988Z', 'targetSucceeded', NULL, '{"catalogId":"c70f081d-76c0-4dd4-add2-cc1915be6d9a","catalogName":"Accounting-0001"}');
insert into rollout_events (rollout_id, position, at, kind, actor, params) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 6, '2026-11-28T02:46:18.988Z', 'waveFinished', NULL, '{"wave":1}');
insert into rollout_events (rollout_id, position, at, kind, actor, params) values ('a7904515-9f79-43e9-bb4d-6243e56dcf35', 7, '2026-11-28T02:46:18.988Z', 'held', NULL, '{"reason":"gate","wave":1,"next":2}');
insert into audit_log (sequence, id, entry, hash, at, kind, actor_id, connection_id, catalog_id) values (1, 'a62fcaed-15ad-42ae-bf8e-f4315bab2e39', '{"id":"a62fcaed-15ad-42ae-bf8e-f4315bab2e39","at":"2026-11-28T02:42:17.988Z","kind":"signed-in","actor":{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin","role":"admin"},"address":"127.0.0.1","requestId":"d406757133be4c948c567a21757e7644","details":{"method":"password"}}', '50b9e192756e041e201a7a0e58df4525a7bb36e5ae54fd160fdebdd0023d6ec9', '2026-11-28T02:42:17.988Z', 'signed-in', '80d30a5d-6451-4975-a50e-98de33aadab5', NULL, NULL);
insert into audit_log (sequence, id, entry, hash, at, kind, actor_id, connection_id, catalog_id) values (2, 'd40f21b5-a013-4c50-90ed-b8967e4bb639', '{"id":"d40f21b5-a013-4c50-90ed-b8967e4bb639","at":"2026-11-28T02:42:48.988Z","kind":"rollout-created","actor":{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin","role":"admin"},"address":"127.0.0.1","requestId":"0fb414298fa84aa7847279d3fafe21b8","connectionId":"default","details":{"customerId":"contoso","siteId":"9b503eb4-c36a-4a24-abe1-328a8892ceff","rolloutId":"a7904515-9f79-43e9-bb4d-6243e56dcf35","name":"Win11-24H2-Build-002, 2026-11-28","plan":{"targets":[{"catalogId":"c70f081d-76c0-4dd4-add2-cc1915be6d9a","imageId":"d27f773f-1396-4ceb-aba1-cd4577552aa0","expectedImageId":"c2a393cb-31de-4856-a454-670e2860e613","wave":1},{"catalogId":"906c5d84-7a07-4356-ac04-7f9e22130cfc","imageId":"d27f773f-1396-4ceb-aba1-cd4577552aa0","expectedImageId":"c2a393cb-31de-4856-a454-670e2860e613","wave":2}],"gate":{"kind":"person"},"stopAfterFailures":1,"maxParallel":5,"vdaUpdateDelay":60,"start":{"kind":"now"}}}}', '5d87fa22c34067cc0f5e60aa872604b6f8bdcd69dd357970dfb18fcb7465e17d', '2026-11-28T02:42:48.988Z', 'rollout-created', '80d30a5d-6451-4975-a50e-98de33aadab5', 'default', NULL);
insert into audit_log (sequence, id, entry, hash, at, kind, actor_id, connection_id, catalog_id) values (3, '89a635a0-4d1a-48b1-8219-89957bcaf733', '{"id":"89a635a0-4d1a-48b1-8219-89957bcaf733","at":"2026-11-28T02:43:18.988Z","kind":"update-intended","actor":{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin","role":"admin"},"citrixTransactionId":"20f5fd1f-ca04-4b3c-afc6-37f2103e32a0","connectionId":"default","catalogId":"c70f081d-76c0-4dd4-add2-cc1915be6d9a","updateId":"2cb61315-8522-4cb5-abbd-b7815eeadc29","details":{"customerId":"contoso","siteId":"9b503eb4-c36a-4a24-abe1-328a8892ceff","catalogName":"Accounting-0001","fromImage":{"id":"c2a393cb-31de-4856-a454-670e2860e613","name":"Win11-24H2-Build-001"},"toImage":{"id":"d27f773f-1396-4ceb-aba1-cd4577552aa0","name":"Win11-24H2-Build-002"},"vdaUpdateDelay":60,"warningTitle":null,"warningMessage":null,"reason":null,"rolloutId":"a7904515-9f79-43e9-bb4d-6243e56dcf35"}}', '870e0f22544b7688f4b84310093a97a075e4a9cfd9382b5cfced3179d9349fcf', '2026-11-28T02:43:18.988Z', 'update-intended', '80d30a5d-6451-4975-a50e-98de33aadab5', 'default', 'c70f081d-76c0-4dd4-add2-cc1915be6d9a');
insert into audit_log (sequence, id, entry, hash, at, kind, actor_id, connection_id, catalog_id) values (4, '62a3d544-74b1-4de3-bd42-001d062834f3', '{"id":"62a3d544-74b1-4de3-bd42-001d062834f3","at":"2026-11-28T02:43:18.988Z","kind":"update-outcome","actor":{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin","role":"admin"},"citrixTransactionId":"20f5fd1f-ca04-4b3c-afc6-37f2103e32a0","connectionId":"default","catalogId":"c70f081d-76c0-4dd4-add2-cc1915be6d9a","updateId":"2cb61315-8522-4cb5-abbd-b7815eeadc29","details":{"customerId":"contoso","siteId":"9b503eb4-c36a-4a24-abe1-328a8892ceff","catalogName":"Accounting-0001","fromImage":{"id":"c2a393cb-31de-4856-a454-670e2860e613","name":"Win11-24H2-Build-001"},"toImage":{"id":"d27f773f-1396-4ceb-aba1-cd4577552aa0","name":"Win11-24H2-Build-002"},"vdaUpdateDelay":60,"warningTitle":null,"warningMessage":null,"reason":null,"rolloutId":"a7904515-9f79-43e9-bb4d-6243e56dcf35","state":"running","message":null}}', 'aa5ab860652655e22585dd8fffc9f9071eff4f690733617fb8facf6d00383ed9', '2026-11-28T02:43:18.988Z', 'update-outcome', '80d30a5d-6451-4975-a50e-98de33aadab5', 'default', 'c70f081d-76c0-4dd4-add2-cc1915be6d9a');
insert into audit_log (sequence, id, entry, hash, at, kind, actor_id, connection_id, catalog_id) values (5, 'b04302b9-a83f-4603-afcf-000afcf70fd2', '{"id":"b04302b9-a83f-4603-afcf-000afcf70fd2","at":"2026-11-28T02:46:18.988Z","kind":"update-ended","requestedBy":{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin"},"citrixTransactionId":"20f5fd1f-ca04-4b3c-afc6-37f2103e32a0","connectionId":"default","catalogId":"c70f081d-76c0-4dd4-add2-cc1915be6d9a","updateId":"2cb61315-8522-4cb5-abbd-b7815eeadc29","details":{"customerId":"contoso","siteId":"9b503eb4-c36a-4a24-abe1-328a8892ceff","catalogName":"Accounting-0001","fromImage":{"id":"c2a393cb-31de-4856-a454-670e2860e613","name":"Win11-24H2-Build-001"},"toImage":{"id":"d27f773f-1396-4ceb-aba1-cd4577552aa0","name":"Win11-24H2-Build-002"},"vdaUpdateDelay":60,"warningTitle":null,"warningMessage":null,"reason":null,"rolloutId":"a7904515-9f79-43e9-bb4d-6243e56dcf35","state":"succeeded","message":null}}', '56d44ebf17ed17b845bbb359939d55b2544e14b560ffd3ec14eb860fd79b9ab9', '2026-11-28T02:46:18.988Z', 'update-ended', '80d30a5d-6451-4975-a50e-98de33aadab5', 'default', 'c70f081d-76c0-4dd4-add2-cc1915be6d9a');
insert into audit_log (sequence, id, entry, hash, at, kind, actor_id, connection_id, catalog_id) values (6, 'cb3819c7-8082-4832-ad92-edf887198507', '{"id":"cb3819c7-8082-4832-ad92-edf887198507","at":"2026-11-28T02:46:18.988Z","kind":"rollout-held","requestedBy":{"id":"80d30a5d-6451-4975-a50e-98de33aadab5","displayName":"Test admin"},"connectionId":"default","details":{"customerId":"contoso","siteId":"9b503eb4-c36a-4a24-abe1-328a8892ceff","rolloutId":"a7904515-9f79-43e9-bb4d-6243e56dcf35","name":"Win11-24H2-Build-002, 2026-11-28","reason":"gate","params":{"wave":1,"next":2}}}', '043a800b03f06d33085fd1c89cd14912a8bcee6de8406e663f82a483dcfb34d4', '2026-11-28T02:46:18.988Z', 'rollout-held', '80d30a5d-6451-4975-a50e-98de33aadab5', 'default', NULL);
insert into audit_head (id, sequence, hash) values (1, 6, '043a800b03f06d33085fd1c89cd14912a8bcee6de8406e663f82a483dcfb34d4');
CREATE INDEX sign_in_failures_by_end on sign_in_failures (expires_at);
CREATE INDEX sessions_by_end on sessions (expires_at);
CREATE INDEX sessions_of_person on sessions (person_id, last_used_at);
CREATE INDEX sessions_of_provider on sessions (provider_session);
CREATE INDEX used_tokens_by_end on used_tokens (expires_at);
CREATE UNIQUE INDEX image_updates_one_per_catalog on image_updates (site_key, catalog_id) where blocks_catalog = 1;
CREATE INDEX image_updates_to_watch on image_updates (active, next_step_at);
CREATE INDEX image_updates_newest on image_updates (connection_id, recorded_at, id);
CREATE INDEX image_updates_of_catalog on image_updates (connection_id, catalog_id, recorded_at);
CREATE INDEX image_updates_newest_of_site on image_updates (site_key, recorded_at, id);
CREATE INDEX image_updates_of_site_catalog on image_updates (site_key, catalog_id, recorded_at, id);
CREATE INDEX image_updates_newest_ended on image_updates (site_key, finished_at);
CREATE INDEX image_updates_by_rolls_back_id on image_updates (rolls_back_id);
CREATE UNIQUE INDEX rollouts_by_request_key on rollouts (created_by_id, request_key);
CREATE INDEX rollouts_to_run on rollouts (active, next_step_at);
CREATE INDEX rollouts_newest on rollouts (connection_id, created_at, id);
CREATE INDEX rollouts_newest_of_site on rollouts (site_key, created_at, id);
CREATE INDEX rollouts_by_rollback on rollouts (rollback_of);
CREATE UNIQUE INDEX rollout_targets_one_per_catalog on rollout_targets (site_key, catalog_id) where holds_catalog = 1;
CREATE INDEX rollout_targets_in_order on rollout_targets (rollout_id, wave, position);
CREATE INDEX audit_log_by_at on audit_log (at, sequence);
CREATE INDEX audit_log_by_kind on audit_log (kind, sequence);
CREATE INDEX audit_log_by_actor_id on audit_log (actor_id, sequence);
CREATE INDEX audit_log_by_connection_id on audit_log (connection_id, sequence);
CREATE INDEX audit_log_by_catalog_id on audit_log (catalog_id, sequence);
CREATE TRIGGER audit_log_no_update before update on audit_log
    begin select raise(abort, 'the audit log is append-only'); end;
CREATE TRIGGER audit_log_no_delete before delete on audit_log
    begin select raise(abort, 'the audit log is append-only'); end;
CREATE TRIGGER audit_log_no_replace before insert on audit_log
    when exists (select 1 from audit_log where sequence = new.sequence or id = new.id)
    begin select raise(abort, 'the audit log is append-only'); end;
CREATE TRIGGER audit_head_no_delete before delete on audit_head
    begin select raise(abort, 'the audit log is append-only'); end;
CREATE TRIGGER audit_head_no_way_back before update on audit_head when new.sequence < old.sequence
    begin select raise(abort, 'the audit log is append-only'); end;
