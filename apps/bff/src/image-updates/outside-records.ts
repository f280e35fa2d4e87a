import { randomUUID } from "node:crypto";
import type { Catalog } from "@catalog-deck/contract";
import type { NewAuditEntry } from "../audit/audit-log.ts";
import type { Clock } from "../lib/clock.ts";
import { type Database, type ImageUpdateRow, insertImageUpdate } from "../store/image-updates.ts";
import { instant } from "./catalog-reading.ts";
import type { ImageInUse } from "./outside-verdict.ts";
import { appendStep, auditSubject, firstWaits, rowWithoutFacts, siteDetails } from "./update-records.ts";

/** A change that nobody asked for here: where, from which image, and when it was seen. */
export interface OutsideChange {
  connectionId: string;
  site: { customerId: string; siteId: string };
  catalog: Catalog;
  from: ImageInUse;
  seenAt: Date;
}

/** Adds an update that Citrix is at work on to the history; the watcher follows it to its end. */
export async function insertOutsideUpdate(db: Database, clock: Clock, change: OutsideChange): Promise<ImageUpdateRow> {
  const seenAt = change.seenAt.toISOString();
  return await insert(db, clock, {
    ...rowOfChange(change, seenAt),
    to_image_id: "",
    to_image_name: "not known yet",
    state: "running",
    active: 1,
    sub_state: change.catalog.subState ?? null,
    percent: change.catalog.taskCompletionPercentage ?? null,
    processing_seen_at: seenAt,
    citrix_transaction_id: change.catalog.transactionId ?? null,
  });
}

/** Adds a change of image that has ended already. `notBefore`: when the catalog was last seen on its old image. */
export async function insertOutsideChange(
  db: Database,
  clock: Clock,
  change: OutsideChange,
  notBefore: Date,
): Promise<ImageUpdateRow> {
  const { imageId, templateImageName, lastModifiedTime } = change.catalog;
  const modifiedMs = Date.parse(instant(lastModifiedTime) ?? "");
  const isKnown = modifiedMs >= notBefore.getTime() && modifiedMs <= change.seenAt.getTime();
  const at = (isKnown ? new Date(modifiedMs) : change.seenAt).toISOString();
  return await insert(db, clock, {
    ...rowOfChange(change, at),
    to_image_id: imageId ?? "",
    to_image_name: templateImageName ?? imageId ?? "",
    state: "succeeded",
    active: 0,
    finished_at: at,
    percent: 100,
  });
}

async function insert(db: Database, clock: Clock, row: ImageUpdateRow): Promise<ImageUpdateRow> {
  await insertImageUpdate(db, { ...row, ...firstWaits(db, clock) });
  await appendStep(db, row, new Date(row.requested_at));
  return row;
}

/** The audit entry of what an update from outside has come to; nobody is known to have asked for it. */
export function outsideAuditEntry(row: ImageUpdateRow): NewAuditEntry {
  const target = row.to_image_id === "" ? {} : { toImage: { id: row.to_image_id, name: row.to_image_name } };
  return {
    kind: "foreign-update",
    ...auditSubject(row),
    details: {
      ...siteDetails(row),
      catalogName: row.catalog_name,
      fromImage: row.from_image_id === null ? null : { id: row.from_image_id, name: row.from_image_name },
      ...target,
      state: row.state,
      message: row.message ?? "The catalog is on another image.",
    },
  };
}

type UnknownYet = "to_image_id" | "to_image_name" | "state" | "active";

function rowOfChange(
  { connectionId, site, catalog, from }: OutsideChange,
  at: string,
): Omit<ImageUpdateRow, UnknownYet> {
  return {
    ...rowWithoutFacts,
    id: randomUUID(),
    origin: "outside",
    connection_id: connectionId,
    customer_id: site.customerId,
    site_id: site.siteId,
    catalog_id: catalog.id,
    catalog_name: catalog.name,
    from_image_id: from.id,
    from_image_name: from.name,
    citrix_prepared: 0,
    // Nobody here knows it; browsers are told null.
    vda_update_delay: 0,
    warning_title: null,
    warning_message: null,
    reason: null,
    rollout_id: null,
    requested_by_id: "outside",
    requested_by_name: "Outside Catalog Deck",
    requested_at: at,
    // Citrix itself keeps the catalog from being updated twice: it is Processing.
    blocks_catalog: 0,
    message: "It was not asked for in Catalog Deck.",
    // Of work that has ended the catalog may name another's.
    citrix_transaction_id: null,
    last_modified_at_request: catalog.lastModifiedTime ?? null,
    rollback_warning_at_request: 0,
    next_step_at: at,
    lease_owner: null,
    lease_until: null,
  };
}
