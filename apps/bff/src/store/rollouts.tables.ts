import type { GeneratedAlways } from "kysely";

/** Times are ISO 8601 text in UTC, yes and no are 1 and 0; what is said to be JSON is text. */
export interface RolloutsTable {
  id: string;
  connection_id: string;
  customer_id: string;
  site_id: string;
  /** As of image updates (`siteKeyOf`). */
  site_key: GeneratedAlways<string>;
  name: string;
  state: string;
  /** JSON: reason, params and since; there exactly while the state is `held`. */
  hold: string | null;
  /** JSON: what it waits for without holding. */
  waits: string | null;
  vda_update_delay: number;
  warning_title: string | null;
  warning_message: string | null;
  reason: string | null;
  gate: string;
  gate_minutes: number | null;
  stop_after_failures: number;
  max_parallel: number;
  /** JSON, as it was asked for. */
  start: string;
  starts_at: string;
  /** The end of the seconds in which nothing has been sent yet; null where it begins at a time. */
  undo_until: string | null;
  rollback_of: string | null;
  created_by_id: string;
  created_by_name: string;
  request_key: string;
  request_hash: string;
  /** JSON: on whose right its updates start, and how that person had signed in. */
  responsible: string;
  version: number;
  /** The latest time at which it was looked at, by the wall clock: an earlier one says that the clock was set back. */
  seen_at: string;
  /** 1 until it has ended and nothing of it runs any more. */
  active: number;
  lease_owner: string | null;
  /** Both by the clock of `leaseTime`. */
  lease_until: string | null;
  next_step_at: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface RolloutTargetsTable {
  rollout_id: string;
  site_key: string;
  catalog_id: string;
  catalog_name: string;
  wave: number;
  position: number;
  machines: number | null;
  from_image_id: string | null;
  from_image_name: string | null;
  to_image_id: string;
  to_image_name: string;
  /** JSON: codes. */
  acknowledged_warnings: string;
  state: string;
  /** JSON: reason and params. */
  skip_reason: string | null;
  attempt: number;
  image_update_id: string | null;
  /** 1 once an update of any attempt was made. */
  sent: number;
  failure_accepted: number;
  busy_since: string | null;
  /** Not tried again before. */
  not_before: string | null;
  /** 1 while no other rollout may take the catalog; unique per catalog. */
  holds_catalog: number;
}

/** A wave that has begun or ended, and how the gate behind it was passed. */
interface RolloutWavesTable {
  rollout_id: string;
  number: number;
  started_at: string | null;
  ended_at: string | null;
  passed_at: string | null;
  /** JSON: the person; null where it opened by itself. */
  passed_by: string | null;
  note: string | null;
}

interface RolloutEventsTable {
  rollout_id: string;
  position: number;
  at: string;
  kind: string;
  /** JSON: the person; null for the server itself. */
  actor: string | null;
  params: string;
}

/** Connections on which nothing may start. */
export interface StoppedStartsTable {
  connection_id: string;
  reason: string;
  by_id: string;
  by_name: string;
  since: string;
}

export interface RolloutTables {
  rollouts: RolloutsTable;
  rollout_targets: RolloutTargetsTable;
  rollout_waves: RolloutWavesTable;
  rollout_events: RolloutEventsTable;
  stopped_starts: StoppedStartsTable;
}
