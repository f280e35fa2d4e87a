import { randomUUID } from "node:crypto";
import type { Catalog } from "@catalog-deck/contract";
import { citrixTime } from "@catalog-deck/domain";
import type { Clock } from "../lib/clock.ts";
import { factText } from "../store/fact-text.ts";
import { type Database, type ImageUpdateRow, insertImageUpdate } from "../store/image-updates.ts";
import type { ImageInUse } from "./sighting-comparison.ts";
import { appendStep, firstWaits, keepDiskColumn, rowWithoutFacts } from "./update-records.ts";

/** A change that nobody asked for here: where, from which image, and when it was noticed. */
export interface ExternalChange {
  connectionId: string;
  site: { customerId: string; siteId: string };
  catalog: Catalog;
  from: ImageInUse;
  noticedAt: Date;
}

/** Adds an update that Citrix is at work on to the history; the watcher follows it to its end. */
export async function insertExternalUpdate(
  db: Database,
  clock: Clock,
  change: ExternalChange,
): Promise<ImageUpdateRow> {
  const { catalog, noticedAt } = change;
  const changedAt = citrixTime(change.catalog.lastModifiedTime);
  return await insert(db, clock, {
    ...rowOfChange(change),
    to_image_id: null,
    to_image_name: null,
    state: "running",
    active: 1,
    sub_state: catalog.subState ?? null,
    percent: catalog.taskCompletionPercentage ?? null,
    // It ran when Citrix last changed the catalog, and it runs now.
    seen_running_since: (changedAt !== undefined && changedAt < noticedAt ? changedAt : noticedAt).toISOString(),
    processing_seen_at: noticedAt.toISOString(),
    citrix_transaction_id: catalog.transactionId ?? null,
  });
}

/**
 * Adds a change of image that has ended already, with Citrix's time of the change where that can be true. `notBefore`: when
 * the catalog was last seen on its old image.
 */
export async function insertExternalChange(
  db: Database,
  clock: Clock,
  change: ExternalChange,
  notBefore: Date,
): Promise<ImageUpdateRow> {
  const { imageId, templateImageName } = change.catalog;
  const changedAt = citrixTime(change.catalog.lastModifiedTime);
  const isKnown = changedAt !== undefined && changedAt >= notBefore && changedAt <= change.noticedAt;
  return await insert(db, clock, {
    ...rowOfChange(change),
    to_image_id: imageId ?? null,
    to_image_name: templateImageName ?? imageId ?? null,
    state: "succeeded",
    active: 0,
    finished_at: (isKnown ? changedAt : change.noticedAt).toISOString(),
    percent: 100,
  });
}

async function insert(db: Database, clock: Clock, row: ImageUpdateRow): Promise<ImageUpdateRow> {
  await insertImageUpdate(db, { ...row, ...firstWaits(db, clock) });
  await appendStep(db, row, new Date(row.finished_at ?? row.recorded_at));
  return row;
}

type ToldByTheChange = "to_image_id" | "to_image_name" | "state" | "active";

function rowOfChange({
  connectionId,
  site,
  catalog,
  from,
  noticedAt,
}: ExternalChange): Omit<ImageUpdateRow, ToldByTheChange> {
  return {
    ...rowWithoutFacts,
    id: randomUUID(),
    origin: "external",
    connection_id: connectionId,
    customer_id: site.customerId,
    site_id: site.siteId,
    catalog_id: catalog.id,
    catalog_name: catalog.name,
    from_image_id: from.id,
    from_image_name: from.name,
    citrix_prepared: null,
    machines_keep_disk: keepDiskColumn(catalog),
    vda_update_delay: null,
    warning_title: null,
    warning_message: null,
    reason: null,
    rollout_id: null,
    rolls_back_id: null,
    requested_by_id: null,
    requested_by_name: null,
    recorded_at: noticedAt.toISOString(),
    // Citrix itself keeps the catalog from being updated twice: it is Processing.
    blocks_catalog: 0,
    fact: factText({ code: "external-update", params: {} }),
    // Of work that has ended the catalog may name another's.
    citrix_transaction_id: null,
    last_modified_at_request: null,
    rollback_warning_at_request: 0,
    next_step_at: noticedAt.toISOString(),
    lease_owner: null,
    lease_until: null,
  };
}
