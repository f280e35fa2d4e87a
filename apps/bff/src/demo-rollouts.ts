import type { RolloutEvent, RolloutGate, RolloutState } from "@catalog-deck/contract";
import type { Transaction } from "kysely";
import type { NewAuditEntry } from "./audit/audit-log.ts";
import type { Requester } from "./identity/requester.ts";
import { rolloutAuditEntry, undoMs } from "./rollouts/rollout-records.ts";
import { countsOf } from "./rollouts/rollout-view.ts";
import type { ImageUpdateRow } from "./store/image-updates.ts";
import {
  appendRolloutEvent,
  insertRollout,
  noteWave,
  type RolloutRow,
  type RolloutTargetRow,
} from "./store/rollouts.ts";
import { siteKeyOf } from "./store/site-key.ts";
import type { Tables } from "./store/tables.ts";

/** How long after a failure somebody had looked at it and went on without the catalog. */
const lookedAfterMs = 25 * 60_000;

/** A rollout of the demo's past: one catalog after the other, in waves of one; only the last may have failed. */
export interface PastRollout {
  id: string;
  name: string;
  gate: RolloutGate;
  /** Its updates, in their order, each with who asked for it. */
  updates: readonly { row: ImageUpdateRow; by: Requester["actor"]; machines: number | null }[];
}

export interface PastAuditEntry {
  at: Date;
  entry: NewAuditEntry;
}

/** Writes a rollout that has ended, as the server itself would have. Gives the audit entries about it. */
export async function plantRollout(trx: Transaction<Tables>, past: PastRollout): Promise<PastAuditEntry[]> {
  const targets = past.updates.map((update, place) => targetOf(past, update, place + 1));
  const failed = targets.filter(({ state }) => state === "failed");
  const row = rowOf(past, failed.length > 0 ? "completedWithFailures" : "completed");
  await insertRollout(trx, row, targets);
  const entries: PastAuditEntry[] = [];
  const say = (at: string, kind: string, params: RolloutEvent["params"] = {}, actor?: Requester["actor"]) =>
    appendRolloutEvent(trx, past.id, {
      at,
      kind,
      ...(actor && { actor: { id: actor.id, displayName: actor.displayName } }),
      params,
    });
  const audit = (at: string, entry: NewAuditEntry) => entries.push({ at: new Date(at), entry });
  const hold = async (at: string, params: Record<string, unknown> & { reason: string }) => {
    await say(at, "held", params);
    const { reason, ...rest } = params;
    audit(at, rolloutAuditEntry("rollout-held", row, { reason, params: rest }));
  };

  const [first] = past.updates;
  if (first === undefined) throw new Error(`${past.name} has no update`);
  await say(row.created_at, "created", {}, first.by);
  audit(row.created_at, byPerson(rolloutAuditEntry("rollout-created", row, { plan: planOf(past, row) }), first.by));
  await say(row.starts_at, "started");
  for (const [place, { row: update, by }] of past.updates.entries()) {
    const wave = place + 1;
    const { catalog_id: catalogId, catalog_name: catalogName, recorded_at: begunAt } = update;
    const about = { catalogId, catalogName };
    const endedAt = endOf(update);
    const isFailed = update.state !== "succeeded";
    await say(begunAt, "waveStarted", { wave });
    await say(begunAt, "targetStarted", { ...about, updateId: update.id });
    await say(endedAt, isFailed ? "targetFailed" : "targetSucceeded", about);
    const overAt = isFailed ? later(endedAt, lookedAfterMs) : endedAt;
    if (isFailed) {
      await hold(endedAt, { reason: "failures", catalogs: [about] });
      await say(overAt, "resumed", { targets: [catalogId] }, by);
      const resumed = rolloutAuditEntry("rollout-act", row, { act: "resume", targets: [catalogId] });
      audit(overAt, byPerson(resumed, by));
    }
    await say(overAt, "waveFinished", { wave });
    const next = past.updates[wave];
    const { id, displayName } = next?.by ?? by;
    const isPassedByPerson = next !== undefined && past.gate.kind === "person";
    await noteWave(trx, past.id, wave, {
      started_at: begunAt,
      ended_at: overAt,
      passed_at: next === undefined ? null : next.row.recorded_at,
      passed_by: isPassedByPerson ? JSON.stringify({ id, displayName }) : null,
    });
    if (next === undefined) {
      await say(overAt, "finished", { state: row.state });
      audit(overAt, rolloutAuditEntry("rollout-ended", row, { state: row.state, counts: countsOf(targets) }));
    } else if (isPassedByPerson) {
      await hold(overAt, { reason: "gate", wave, next: wave + 1 });
      await say(next.row.recorded_at, "continued", {}, next.by);
      audit(next.row.recorded_at, byPerson(rolloutAuditEntry("rollout-act", row, { act: "continue" }), next.by));
    } else {
      await say(next.row.recorded_at, "gatePassed", { wave });
    }
  }
  return entries;
}

function byPerson({ requestedBy: _server, ...entry }: NewAuditEntry, { id, displayName, role }: Requester["actor"]) {
  return { ...entry, actor: { id, displayName, role } };
}

function rowOf({ id, name, gate, updates }: PastRollout, state: RolloutState): RolloutRow {
  const [first, last] = [updates[0], updates.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${name} has no update`);
  const startsAt = first.row.recorded_at;
  const createdAt = later(startsAt, -undoMs);
  const finishedAt = later(endOf(last.row), state === "completed" ? 0 : lookedAfterMs);
  return {
    id,
    connection_id: first.row.connection_id,
    customer_id: first.row.customer_id ?? "",
    site_id: first.row.site_id ?? "",
    name,
    state,
    hold: null,
    waits: null,
    vda_update_delay: first.row.vda_update_delay ?? 0,
    warning_title: null,
    warning_message: null,
    reason: first.row.reason,
    gate: gate.kind,
    gate_minutes: gate.minutes ?? null,
    stop_after_failures: 1,
    max_parallel: 5,
    start: JSON.stringify({ kind: "now" }),
    starts_at: startsAt,
    undo_until: null,
    rollback_of: null,
    created_by_id: first.by.id,
    created_by_name: first.by.displayName,
    request_key: `demo ${id}`,
    request_hash: "demo",
    responsible: JSON.stringify({ id: last.by.id, displayName: last.by.displayName, method: "local" }),
    version: 2 * updates.length,
    seen_at: finishedAt,
    active: 0,
    lease_owner: null,
    lease_until: null,
    next_step_at: finishedAt,
    created_at: createdAt,
    started_at: startsAt,
    finished_at: finishedAt,
  };
}

function targetOf(
  { id }: PastRollout,
  { row, machines }: PastRollout["updates"][number],
  wave: number,
): RolloutTargetRow {
  const isFailed = row.state !== "succeeded";
  return {
    rollout_id: id,
    site_key: siteKeyOf({ customerId: row.customer_id ?? "", siteId: row.site_id ?? "" }),
    catalog_id: row.catalog_id,
    catalog_name: row.catalog_name,
    wave,
    position: 1,
    machines,
    from_image_id: row.from_image_id,
    from_image_name: row.from_image_name,
    to_image_id: row.to_image_id ?? "",
    to_image_name: row.to_image_name ?? "",
    acknowledged_warnings: "[]",
    state: isFailed ? "failed" : "succeeded",
    skip_reason: null,
    attempt: 1,
    image_update_id: row.id,
    sent: 1,
    failure_accepted: isFailed ? 1 : 0,
    busy_since: null,
    not_before: null,
    holds_catalog: 0,
  };
}

/** What had been asked for. */
function planOf({ gate, updates }: PastRollout, row: RolloutRow) {
  return {
    name: row.name,
    targets: updates.map(({ row: { catalog_id, to_image_id, from_image_id } }, place) => ({
      catalogId: catalog_id,
      imageId: to_image_id,
      expectedImageId: from_image_id,
      wave: place + 1,
    })),
    gate,
    stopAfterFailures: row.stop_after_failures,
    maxParallel: row.max_parallel,
    vdaUpdateDelay: row.vda_update_delay,
    reason: row.reason,
    start: { kind: "now" },
  };
}

function endOf({ finished_at, recorded_at }: ImageUpdateRow): string {
  return finished_at ?? recorded_at;
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
