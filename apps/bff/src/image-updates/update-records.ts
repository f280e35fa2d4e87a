import { randomUUID } from "node:crypto";
import { CatalogServiceError, type CitrixUpdateRequest } from "@catalog-deck/catalogservice";
import type { FactOf, ImageUpdateState, UpdateFactCode } from "@catalog-deck/contract";
import { machinesKeepDisk } from "@catalog-deck/domain";
import type { Clock } from "../lib/clock.ts";
import { appendImageUpdateEvent, type Database, type ImageUpdateRow } from "../store/image-updates.ts";
import { leaseTime } from "../store/lease-time.ts";
import type { FreshFacts, StartRequest } from "./request-checks.ts";
import type { WatchedUpdate } from "./verdict.ts";

/**
 * Longer than one request to Citrix can take with all its time-outs: until then nobody takes the update for lost. Whoever
 * sends renews it, so that a sender that lives is never taken for gone.
 */
export const submittingLeaseMs = 3 * 60_000;

/** An update that was asked for here: of it everything is known that Citrix is asked for. */
export type RequestedRow = ImageUpdateRow & {
  to_image_id: string;
  to_image_name: string;
  citrix_prepared: number;
  vda_update_delay: number;
};

export type RequestedUpdate = Pick<StartRequest, "connection" | "catalogId" | "body" | "actor" | "rolloutId">;

/**
 * The row of an update that is about to be sent, from the request and what it was checked against. It begins to wait when
 * it is inserted, by `firstWaits`.
 */
export function rowOfRequest(request: RequestedUpdate, facts: FreshFacts, now: Date): RequestedRow {
  const { connection, catalogId, body, actor, rolloutId = null } = request;
  const { catalog, image, currentImage } = facts;
  const id = randomUUID();
  return {
    ...rowWithoutFacts,
    id,
    connection_id: connection.id,
    customer_id: connection.customerId,
    site_id: facts.siteId,
    catalog_id: catalogId,
    catalog_name: catalog.name,
    from_image_id: catalog.imageId ?? null,
    from_image_name: currentImage?.name ?? catalog.templateImageName ?? catalog.imageId ?? null,
    to_image_id: image.id,
    to_image_name: image.name,
    citrix_prepared: image.citrixPrepared ? 1 : 0,
    machines_keep_disk: keepDiskColumn(catalog),
    origin: "catalog-deck",
    vda_update_delay: body.vdaUpdateDelay,
    warning_title: body.warningTitle || null,
    warning_message: body.warningMessage || null,
    reason: body.reason || null,
    rolls_back_id: body.rollsBack ?? null,
    rollout_id: rolloutId,
    requested_by_id: actor.id,
    requested_by_name: actor.displayName,
    recorded_at: now.toISOString(),
    state: "submitting",
    active: 1,
    blocks_catalog: 1,
    citrix_transaction_id: randomUUID(),
    last_modified_at_request: catalog.lastModifiedTime ?? null,
    rollback_warning_at_request: catalog.warnings.some(({ type }) => type === "ImageRollback") ? 1 : 0,
    next_step_at: now.toISOString(),
    lease_owner: `submitting ${id}`,
    lease_until: null,
  };
}

/** What a row keeps of whether machines keep their disk. */
export function keepDiskColumn(catalog: Parameters<typeof machinesKeepDisk>[0]): number | null {
  const keep = machinesKeepDisk(catalog);
  return keep === undefined ? null : Number(keep);
}

/** What a row that is inserted now waits for, by the clock of leases: its sender, until a lease has run out. */
export function firstWaits(db: Database, clock: Clock, leaseMs?: number) {
  const now = leaseTime(db, clock);
  return {
    next_step_at: now,
    quiet_since: now,
    lease_until: leaseMs === undefined ? null : leaseTime(db, clock, leaseMs),
  };
}

/** What Citrix is asked for by an update's row; an external one cannot be sent. */
export function updateOfRow(row: RequestedRow): CitrixUpdateRequest {
  return {
    imageId: row.to_image_id,
    citrixPrepared: row.citrix_prepared === 1,
    vdaUpdateDelay: row.vda_update_delay,
    ...(row.warning_title === null ? {} : { warningTitle: row.warning_title }),
    ...(row.warning_message === null ? {} : { warningMessage: row.warning_message }),
  };
}

/** What is not known of an update before anything was heard of it. */
export const rowWithoutFacts = {
  customer_id: null,
  site_id: null,
  sub_state: null,
  percent: null,
  started_at: null,
  estimated_minutes: null,
  finished_at: null,
  fact: null,
  status_url: null,
  seen_running_since: null,
  machines_keep_disk: null,
  processing_seen_at: null,
  answer_trouble: null,
  decision_needed_since: null,
  catalog_seen: null,
  decided_at: null,
  guessed: 0,
  quiet_since: null,
  missing_since: null,
  read_failures: 0,
} as const;

/** Adds the step that a row has reached to its timeline. */
export async function appendStep(db: Database, row: ImageUpdateRow, at: Date): Promise<void> {
  await appendImageUpdateEvent(db, row.id, {
    at: at.toISOString(),
    state: row.state,
    sub_state: row.sub_state,
    percent: row.percent,
    fact: row.fact,
  });
}

/** What a row tells the verdict. `at`: from when on it is quiet where that was never written down. */
export function watchedUpdate(row: ImageUpdateRow, at: Date): WatchedUpdate {
  return {
    state: row.state as ImageUpdateState,
    fromImageId: row.from_image_id,
    fromImageName: row.from_image_name,
    toImageId: row.to_image_id,
    toImageName: row.to_image_name,
    quietSince: row.quiet_since === null ? at : new Date(row.quiet_since),
    missingSince: row.missing_since === null ? null : new Date(row.missing_since),
    processingSeenAt: row.processing_seen_at === null ? null : new Date(row.processing_seen_at),
    lastModifiedAtRequest: row.last_modified_at_request,
    rollbackWarningAtRequest: row.rollback_warning_at_request === 1,
    decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
    estimatedMinutes: row.estimated_minutes,
  };
}

/** The Citrix customer and site of an update, as its audit entries name them; nothing where they were not kept. */
export function siteDetails(row: ImageUpdateRow) {
  return row.site_id === null ? {} : { customerId: row.customer_id, siteId: row.site_id };
}

/** What every audit entry about an update names. */
export function auditSubject(row: ImageUpdateRow) {
  return {
    ...(row.citrix_transaction_id === null ? {} : { citrixTransactionId: row.citrix_transaction_id }),
    connectionId: row.connection_id,
    catalogId: row.catalog_id,
    updateId: row.id,
  };
}

/** What went wrong with Citrix's answer to the request. */
export function answerTrouble(error: unknown): FactOf<UpdateFactCode> {
  if (!(error instanceof CatalogServiceError)) return { code: "answer-not-taken", params: {} };
  if (error.status !== undefined) return { code: "answer-status", params: { status: error.status } };
  if (error.kind === "timed-out") return { code: "answer-late", params: {} };
  if (error.kind === "unreadable") return { code: "answer-unreadable", params: {} };
  return { code: "answer-broken", params: {} };
}
