import { createHash, randomUUID } from "node:crypto";
import type { RolloutRequest, RolloutStart } from "@catalog-deck/contract";
import type { Transaction } from "kysely";
import type { AuditLog } from "../audit/audit-log.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { type Authority, demandAuthority, type Responsible } from "../identity/authority.ts";
import type { Requester } from "../identity/requester.ts";
import { keyReused } from "../image-updates/idempotency.ts";
import { demandStartsAllowed } from "../image-updates/start-nothing.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { leaseTime } from "../store/lease-time.ts";
import { updatesByIds } from "../store/rollout-updates.ts";
import {
  changeRollout,
  changeTargets,
  findRollout,
  findRolloutByKey,
  findRolloutInScope,
  insertRollout,
  lockRollout,
  type RolloutRow,
  type RolloutTargetRow,
  renewHoldOnCatalogs,
  replaceTargets,
  targetsOf,
} from "../store/rollouts.ts";
import type { Tables } from "../store/tables.ts";
import { demandPlan, demandStartable, type JudgedPlan, type JudgedTarget, judgePlan } from "./planning.ts";
import {
  demandVersion,
  invalidField,
  noteEvent,
  notPossible,
  rolloutAuditEntry,
  rolloutUnknown,
  undoMs,
} from "./rollout-records.ts";
import { startMomentOf } from "./start-time.ts";

/** Who plans, and what. */
export interface PlanRequest extends Requester {
  connection: CitrixConnection;
  body: RolloutRequest;
  authority: Authority;
  responsible: Responsible;
}

export interface PlanningOptions {
  store: Store;
  clock: Clock;
  audit: AuditLog;
}

/**
 * Plans a rollout, or gives the one that this person planned with this key and body before. Everything is checked before,
 * and stored together with its audit entry. Throws a problem, or the Citrix client's error, when nothing was stored.
 */
export async function planRollout(options: PlanningOptions, request: PlanRequest, key: string): Promise<RolloutRow> {
  const { store } = options;
  const hash = hashOf(request);
  const earlier = () => rolloutOfKey(store, request, { key, hash });
  const known = await earlier();
  if (known !== undefined) return known;
  try {
    return await planOnce(options, request, { key, hash });
  } catch (error) {
    // What stands in the way may be this very request, which came a moment before.
    const meanwhile = await earlier().catch((problem: unknown) => {
      if (problem instanceof HttpProblem) throw problem;
      return undefined;
    });
    if (meanwhile !== undefined) return meanwhile;
    throw error;
  }
}

async function planOnce(
  { store, clock, audit }: PlanningOptions,
  request: PlanRequest,
  { key, hash }: { key: string; hash: string },
): Promise<RolloutRow> {
  const { connection, body, actor } = request;
  const times = timesOf(body.start, clock.now());
  demandPlan(body);
  if (body.start.kind === "now") await demandStartsAllowed(store, connection.id);
  const rolledBack = body.rollbackOf === undefined ? undefined : await demandRollback(store, request, body.rollbackOf);
  const plan = await judgePlan(store, connection, body);
  demandStartable(plan);
  const now = clock.now();
  const row: RolloutRow = {
    ...planColumns(request, plan, times, now),
    id: randomUUID(),
    connection_id: connection.id,
    customer_id: connection.customerId,
    site_id: plan.siteId,
    state: "scheduled",
    hold: null,
    waits: null,
    created_by_id: actor.id,
    created_by_name: actor.displayName,
    request_key: key,
    request_hash: hash,
    version: 1,
    seen_at: now.toISOString(),
    active: 1,
    lease_owner: null,
    lease_until: null,
    next_step_at: now.toISOString(),
    created_at: now.toISOString(),
    started_at: null,
    finished_at: null,
  };
  await store.transaction().execute(async (trx) => {
    await insertRollout(trx, { ...row, next_step_at: leaseTime(trx, clock) }, targetRows(row.id, plan));
    if (rolledBack !== undefined) await stopWhatWaits(trx, clock, rolledBack.id, request);
    await noteEvent(trx, row.id, now, { kind: "created", by: actor });
    await audit.append(rolloutAuditEntry("rollout-created", row, { plan: body }, request), trx);
    if (body.start.kind === "now") await demandStartsAllowed(trx, connection.id);
    await demandAuthority(request.authority, trx);
  });
  return row;
}

/** Puts another plan in the place of one that has not begun. Throws 412 for an older version, 409 once it has begun. */
export async function replanRollout(
  { store, clock, audit }: PlanningOptions,
  request: PlanRequest,
  { id, version }: { id: string; version: number },
): Promise<void> {
  const { connection, body, actor } = request;
  const times = timesOf(body.start, clock.now());
  demandPlan(body);
  if (body.start.kind === "now") await demandStartsAllowed(store, connection.id);
  const seen = await findRollout(store, id);
  if (seen !== undefined) demandChangeable(seen, version);
  if (body.rollbackOf !== undefined) await demandRollback(store, request, body.rollbackOf);
  const plan = await judgePlan(store, connection, body, id);
  demandStartable(plan);
  const now = clock.now();
  await store.transaction().execute(async (trx) => {
    const row = await lockRollout(trx, id);
    if (row === undefined) throw rolloutUnknown();
    demandChangeable({ ...row, version: row.version - 1 }, version);
    const columns = planColumns(request, plan, times, now);
    await changeRollout(trx, id, { ...columns, seen_at: now.toISOString(), next_step_at: leaseTime(trx, clock) });
    await replaceTargets(trx, id, targetRows(id, plan));
    await noteEvent(trx, id, now, { kind: "changed", by: actor });
    await audit.append(rolloutAuditEntry("rollout-changed", { ...row, ...columns }, { plan: body }, request), trx);
    await demandAuthority(request.authority, trx, "authority-lost-unchanged");
  });
}

/** Throws 412 when the person saw an older version, 409 when it has begun. */
function demandChangeable({ version, started_at, state }: RolloutRow, seen: number): void {
  demandVersion(version, seen);
  const hasBegun = started_at !== null || !["scheduled", "held"].includes(state);
  if (hasBegun) throw notPossible("rollout-begun");
}

async function rolloutOfKey(
  store: Store,
  { actor }: PlanRequest,
  { key, hash }: { key: string; hash: string },
): Promise<RolloutRow | undefined> {
  const known = await findRolloutByKey(store, actor.id, key);
  if (known !== undefined && known.request_hash !== hash) throw keyReused();
  return known;
}

/** What a key is bound to. The schema has put the fields in its own order. */
function hashOf({ connection, body }: PlanRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([connection.id, body]))
    .digest("hex");
}

/** When it begins. Throws 422 for a time that has passed, or that is none. */
export function timesOf(start: RolloutStart, now: Date): { startsAt: Date; undoUntil: Date | null } {
  if (start.kind === "now") {
    const startsAt = new Date(now.getTime() + undoMs);
    return { startsAt, undoUntil: startsAt };
  }
  const startsAt = startMomentOf(start);
  if (startsAt <= now) {
    throw invalidField("start.local", "start-passed");
  }
  return { startsAt, undoUntil: null };
}

function planColumns(
  { body, responsible }: PlanRequest,
  plan: JudgedPlan,
  { startsAt, undoUntil }: { startsAt: Date; undoUntil: Date | null },
  now: Date,
) {
  return {
    name: body.name ?? nameOf(plan, now),
    vda_update_delay: body.vdaUpdateDelay,
    warning_title: body.warningTitle || null,
    warning_message: body.warningMessage || null,
    reason: body.reason || null,
    gate: body.gate.kind,
    gate_minutes: body.gate.minutes ?? null,
    stop_after_failures: body.stopAfterFailures,
    max_parallel: body.maxParallel,
    start: JSON.stringify(body.start),
    starts_at: startsAt.toISOString(),
    undo_until: undoUntil?.toISOString() ?? null,
    rollback_of: body.rollbackOf ?? null,
    responsible: JSON.stringify(responsible),
  };
}

/** "Win11-2026-12, 2026-12-05": of several images the one that most catalogs move to. */
function nameOf({ targets }: JudgedPlan, now: Date): string {
  const byImage = Map.groupBy(targets, ({ image, request }) => image?.name ?? request.imageId);
  const [first] = [...byImage].sort(([, a], [, b]) => b.length - a.length);
  return `${first?.[0] ?? ""}, ${now.toISOString().slice(0, 10)}`;
}

function targetRows(rolloutId: string, { targets, siteKey }: JudgedPlan): RolloutTargetRow[] {
  const places = new Map<number, number>();
  return targets.map((judged) => {
    const { wave } = judged.request;
    const position = (places.get(wave) ?? 0) + 1;
    places.set(wave, position);
    return { ...targetRow(judged), rollout_id: rolloutId, site_key: siteKey, wave, position };
  });
}

function targetRow({ request, check, catalog, image, currentImage }: JudgedTarget) {
  const isThere = check.verdict === "alreadyOnImage";
  const { catalogId, imageId, expectedImageId, acknowledgedWarnings = [] } = request;
  return {
    catalog_id: catalogId,
    catalog_name: catalog?.name ?? catalogId,
    machines: catalog?.totalMachinesInCatalog ?? null,
    from_image_id: expectedImageId,
    from_image_name: expectedImageId && (currentImage?.name ?? catalog?.templateImageName ?? expectedImageId),
    to_image_id: imageId,
    to_image_name: image?.name ?? imageId,
    acknowledged_warnings: JSON.stringify(acknowledgedWarnings),
    state: isThere ? "skipped" : "waiting",
    skip_reason: isThere ? JSON.stringify({ reason: "alreadyOnImage", params: {} }) : null,
    attempt: 1,
    image_update_id: null,
    sent: 0,
    failure_accepted: 0,
    busy_since: null,
    not_before: null,
    holds_catalog: isThere ? 0 : 1,
  };
}

/** Throws 422 unless each target was moved by that rollout and goes back to the image that was recorded then. */
async function demandRollback(
  store: Store,
  { connection, body }: PlanRequest,
  rollbackOf: string,
): Promise<RolloutRow> {
  const row = await findRolloutInScope(store, connection.updateScope(), rollbackOf);
  if (row === undefined) throw invalidField("rollbackOf", "rollout-unknown");
  const targets = new Map((await targetsOf(store, [row.id])).map((target) => [target.catalog_id, target]));
  const updateIds = [...targets.values()].flatMap(({ image_update_id }) => image_update_id ?? []);
  const updates = new Map((await updatesByIds(store, updateIds)).map((update) => [update.id, update]));
  for (const [place, { catalogId, imageId }] of body.targets.entries()) {
    const target = targets.get(catalogId);
    if (target?.state !== "succeeded") {
      throw invalidField(`targets.${place}.catalogId`, { code: "rollback-not-moved", params: { catalog: catalogId } });
    }
    const recorded = updates.get(target.image_update_id ?? "")?.from_image_id;
    if (recorded !== imageId) {
      throw invalidField(`targets.${place}.imageId`, {
        code: "rollback-other-image",
        params: { catalog: target.catalog_name },
      });
    }
  }
  return row;
}

/** What still waits in a rollout that is rolled back is cancelled; what is updating runs on. */
async function stopWhatWaits(trx: Transaction<Tables>, clock: Clock, id: string, { actor }: PlanRequest) {
  const row = await lockRollout(trx, id);
  if (row === undefined || !["scheduled", "running", "held"].includes(row.state)) return;
  await changeTargets(trx, id, { states: ["waiting"] }, { state: "cancelled" });
  await changeTargets(trx, id, { states: ["failed"] }, { failure_accepted: 1 });
  await changeRollout(trx, id, { state: "cancelled", hold: null, next_step_at: leaseTime(trx, clock) });
  await renewHoldOnCatalogs(trx, id);
  await noteEvent(trx, id, clock.now(), { kind: "cancelled", params: { rolledBack: true }, by: actor });
}
