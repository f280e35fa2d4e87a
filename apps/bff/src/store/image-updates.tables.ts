import type { GeneratedAlways } from "kysely";

/** Times are ISO 8601 text in UTC, yes and no are 1 and 0: so the same SQL serves SQLite and PostgreSQL. */
export interface ImageUpdatesTable extends LeaseColumns {
  id: string;
  connection_id: string;
  /** The Citrix customer and site that it was sent to, or seen at; null where they are not known. */
  customer_id: string | null;
  site_id: string | null;
  /** What finds the updates of a site (`siteKeyOf`); `connection <id>` where the site was not kept. */
  site_key: GeneratedAlways<string>;
  catalog_id: string;
  catalog_name: string;
  from_image_id: string | null;
  from_image_name: string | null;
  /** Null while nobody here knows it: an external update shows its image when that is in place. */
  to_image_id: string | null;
  to_image_name: string | null;
  /** Null, as the delay and who asked for it, of an external update: it was not asked for here. */
  citrix_prepared: number | null;
  /** `catalog-deck`, or `external`: seen at Citrix without having been asked for here. */
  origin: string;
  vda_update_delay: number | null;
  warning_title: string | null;
  warning_message: string | null;
  reason: string | null;
  rolls_back_id: string | null;
  /** The rollout that started it; null for a single one. */
  rollout_id: string | null;
  requested_by_id: string | null;
  requested_by_name: string | null;
  /** When it was asked for here, or an external one was noticed: the order of the history. */
  recorded_at: string;
  /** Of an external update that was seen under way: a time at which it certainly ran already. */
  seen_running_since: string | null;
  /** 1: no existing machine changes; null where Citrix did not say. */
  machines_keep_disk: number | null;
  state: string;
  /** 1 until the update has ended: the watcher follows it. */
  active: number;
  /** 1 while no other update of the same catalog may start; unique per catalog. */
  blocks_catalog: number;
  sub_state: string | null;
  percent: number | null;
  started_at: string | null;
  estimated_minutes: number | null;
  finished_at: string | null;
  /** JSON, the contract's Fact: what was last seen of it. */
  fact: string | null;
  citrix_transaction_id: string | null;
  status_url: string | null;
  /** The catalog's `lastModifiedTime` and a standing `ImageRollback` warning in the reading before the request. */
  last_modified_at_request: string | null;
  rollback_warning_at_request: number;
  processing_seen_at: string | null;
  /** JSON, the contract's Fact: what went wrong with Citrix's answer; null when it came. */
  answer_trouble: string | null;
  /** Since when an administrator has to decide whether the update started, with the catalog as last read (JSON). */
  decision_needed_since: string | null;
  catalog_seen: string | null;
  /** When an administrator decided that the update had started. */
  decided_at: string | null;
  /** 1 when it ended by a guess, from time or an administrator's: an answer that comes later than that corrects it. */
  guessed: number;
  read_failures: number;
  lease_owner: string | null;
}

/** Times by the clock of `leaseTime`: nobody's wall clock. */
interface LeaseColumns {
  /** When the watcher reads next, and until when `lease_owner` watches or sends. */
  next_step_at: string;
  lease_until: string | null;
  /** Since when the catalog has shown nothing of the update; null: it counts from the next reading. */
  quiet_since: string | null;
  /** Since when Citrix has not found the catalog, in every reading; null while it does. */
  missing_since: string | null;
}

interface ImageUpdateEventsTable {
  update_id: string;
  position: number;
  at: string;
  state: string;
  sub_state: string | null;
  percent: number | null;
  fact: string | null;
}

/** One row per idempotency key of an account. `answer_*` is null until the first answer is known. */
export interface IdempotencyKeysTable {
  account_id: string;
  key: string;
  request_hash: string;
  update_id: string;
  created_at: string;
  answer: string | null;
}

/** What each catalog of a site last looked like. `updating` is 1 while Citrix was at work on its image. */
export interface CatalogSightingsTable {
  site_key: string;
  catalog_id: string;
  image_id: string | null;
  image_name: string | null;
  updating: number;
  /** Citrix's own time of the catalog's last change, where it gives one. */
  last_modified_at: string | null;
  seen_at: string;
}

export interface ImageUpdateTables {
  image_updates: ImageUpdatesTable;
  image_update_events: ImageUpdateEventsTable;
  idempotency_keys: IdempotencyKeysTable;
  catalog_sightings: CatalogSightingsTable;
}
