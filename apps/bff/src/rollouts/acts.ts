import type { RolloutAct, RolloutTargetState } from "@catalog-deck/contract";
import type { Transaction } from "kysely";
import type { AuditLog } from "../audit/audit-log.ts";
import { type Authority, demandAuthority, type Responsible } from "../identity/authority.ts";
import type { Requester } from "../identity/requester.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { leaseTime } from "../store/lease-time.ts";
import {
  changeRollout,
  changeTargets,
  lockRollout,
  noteWave,
  type RolloutRow,
  type RolloutTargetRow,
  renewHoldOnCatalogs,
  targetsOf,
  wavesOf,
} from "../store/rollouts.ts";
import type { Tables } from "../store/tables.ts";
import {
  demandVersion,
  gateOf,
  type Hold,
  holdOf,
  invalidField,
  noteEvent,
  notPossible,
  rolloutAuditEntry,
  rolloutUnknown,
  startOf,
  undoMs,
  wasSentIn,
} from "./rollout-records.ts";

export const acts = ["pause", "resume", "continue", "cancel", "retry-failed"] as const;
export type ActName = (typeof acts)[number] | "skip";

/** What a person does to a rollout. `catalogId`: of the target that is skipped. */
export interface ActRequest extends Requester {
  rolloutId: string;
  act: ActName;
  catalogId?: string;
  body: RolloutAct;
  authority: Authority;
  responsible: Responsible;
}

/** What an act changes of the row; the rest it has done by then. */
interface Acted {
  changes: Partial<RolloutRow>;
  /** Those that it changed. */
  catalogIds?: string[];
}

interface Locked {
  trx: Transaction<Tables>;
  row: RolloutRow;
  targets: RolloutTargetRow[];
  now: Date;
  request: ActRequest;
}

const eventKinds: Record<ActName, string> = {
  pause: "paused",
  resume: "resumed",
  continue: "continued",
  cancel: "cancelled",
  "retry-failed": "retried",
  skip: "targetSkipped",
};

/** The retried attempt usually left it itself. */
const leftByFailure = "catalog-has-error-warning";
const openStates = ["scheduled", "running", "held"];

/**
 * Does what a person asks of a rollout, in one transaction with its audit entry. It waits for no lease: whoever runs the
 * rollout sees the new version before it starts anything. Throws 412 for an older version, 409 for what is not possible
 * now, 422 for catalogs that it is not about.
 */
export async function actOnRollout(
  { store, clock, audit }: { store: Store; clock: Clock; audit: AuditLog },
  request: ActRequest,
): Promise<void> {
  const { rolloutId: id, act, body, actor } = request;
  await store.transaction().execute(async (trx) => {
    const row = await lockRollout(trx, id);
    if (row === undefined) throw rolloutUnknown();
    if (act !== "pause") demandVersion(row.version - 1, body.version);
    const now = clock.now();
    const targets = await targetsOf(trx, [id]);
    const { changes, catalogIds } = await doers[act]({ trx, row, targets, now, request });
    await changeRollout(trx, id, { ...changes, next_step_at: leaseTime(trx, clock) });
    await renewHoldOnCatalogs(trx, id);
    const catalogs = catalogIds === undefined ? {} : { targets: catalogIds };
    const { version: _seen, ...told } = body;
    await noteEvent(trx, id, now, { kind: eventKinds[act], params: { ...told, ...catalogs }, by: actor });
    const details = { act, ...told, ...catalogs };
    await audit.append(rolloutAuditEntry("rollout-act", { ...row, ...changes }, details, request), trx);
    await demandAuthority(request.authority, trx);
  });
}

const doers: Record<ActName, (locked: Locked) => Promise<Acted>> = {
  pause: async ({ row, now, request }) => {
    demandOpen(row);
    const before = holdOf(row)?.reason;
    // It starts nothing before somebody resumes it, and why it does not stays visible. At a gate, or while it waits for a
    // decision, it would go on without a word about the pause.
    if (before !== undefined && before !== "gate" && before !== "unknownOutcome") return { changes: {} };
    const hold: Hold = {
      reason: "paused",
      params: { by: request.actor.displayName },
      since: now.toISOString(),
    };
    return { changes: { state: "held", hold: JSON.stringify(hold), waits: null } };
  },

  resume: async (locked) => {
    const { trx, row, now, request } = locked;
    const hold = holdOf(row);
    if (row.state !== "held" || hold === undefined) throw notPossible("rollout-not-held");
    if (hold.reason === "gate") throw notPossible("rollout-at-gate");
    const about = { states: ["waiting"] as RolloutTargetState[] };
    const drifted = await settleDrift(locked, hold);
    await acknowledge(locked);
    const accepted = await changeTargets(trx, row.id, { states: ["failed"] }, { failure_accepted: 1 });
    await changeTargets(trx, row.id, about, { busy_since: null, not_before: null });
    return {
      changes: {
        ...resumed(row, now),
        hold: null,
        waits: null,
        seen_at: now.toISOString(),
        responsible: JSON.stringify(request.responsible),
      },
      catalogIds: [...new Set([...drifted, ...accepted])],
    };
  },

  continue: async ({ trx, row, targets, now, request }) => {
    const isAtGate = row.state === "running" || holdOf(row)?.reason === "gate";
    const wave = isAtGate && gateOf(row).kind !== "none" ? await closedGate(trx, row, targets) : undefined;
    if (wave === undefined) throw notPossible("rollout-not-at-gate");
    const { id, displayName } = request.actor;
    await noteWave(trx, row.id, wave, {
      passed_at: now.toISOString(),
      passed_by: JSON.stringify({ id, displayName }),
      note: request.body.reason ?? null,
    });
    return {
      changes: { state: "running", hold: null, waits: null, responsible: JSON.stringify(request.responsible) },
    };
  },

  cancel: async ({ trx, row }) => {
    demandOpen(row);
    const catalogIds = await changeTargets(trx, row.id, { states: ["waiting"] }, { state: "cancelled" });
    await changeTargets(trx, row.id, { states: ["failed"] }, { failure_accepted: 1 });
    return { changes: { state: "cancelled", hold: null, waits: null, undo_until: null }, catalogIds };
  },

  "retry-failed": async (locked) => {
    const { trx, row, targets, request } = locked;
    if (row.state !== "running" && row.state !== "held") throw notPossible("rollout-not-under-way");
    const failed = targets.filter(({ state, failure_accepted }) => state === "failed" && failure_accepted === 0);
    if (failed.length === 0) throw notPossible("rollout-without-failures");
    await acknowledge(locked);
    for (const target of failed) {
      const codes = warningsOf(target, request.body, [leftByFailure]);
      await changeTargets(
        trx,
        row.id,
        { catalogIds: [target.catalog_id], states: ["failed"] },
        {
          state: "waiting",
          attempt: target.attempt + 1,
          image_update_id: null,
          acknowledged_warnings: JSON.stringify(codes),
          busy_since: null,
          not_before: null,
        },
      );
    }
    const isReleased = holdOf(row)?.reason === "failures";
    return {
      changes: {
        ...(isReleased ? { state: "running", hold: null } : {}),
        waits: null,
        responsible: JSON.stringify(request.responsible),
      },
      catalogIds: failed.map(({ catalog_id }) => catalog_id),
    };
  },

  skip: async ({ trx, row, request }) => {
    demandOpen(row);
    const { catalogId = "", body, actor } = request;
    const params = { by: actor.displayName, ...(body.reason === undefined ? {} : { note: body.reason }) };
    const skipReason = JSON.stringify({ reason: "person", params });
    const which = { catalogIds: [catalogId], states: ["waiting", "failed"] as RolloutTargetState[] };
    const catalogIds = await changeTargets(trx, row.id, which, { state: "skipped", skip_reason: skipReason });
    if (catalogIds.length === 0) throw notPossible("target-not-skippable");
    return { changes: {}, catalogIds };
  },
};

/** Before its first start it begins anew: at its time, or in 30 seconds. */
function resumed(row: RolloutRow, now: Date): Partial<RolloutRow> {
  if (row.started_at !== null) return { state: "running" };
  if (startOf(row).kind === "at" && new Date(row.starts_at) > now) return { state: "scheduled", undo_until: null };
  const startsAt = new Date(now.getTime() + undoMs).toISOString();
  return { state: "scheduled", starts_at: startsAt, undo_until: startsAt };
}

/** Catalogs that run another image than expected are skipped, or taken as they are. Gives those that it was about. */
async function settleDrift({ trx, row, request }: Locked, hold: Hold): Promise<string[]> {
  const accepted = request.body.acceptDrift ?? [];
  const drifted = hold.reason === "drift" ? (hold.params.catalogs as DriftedCatalog[]) : [];
  const known = new Map(drifted.map((catalog) => [catalog.catalogId, catalog]));
  const stray = accepted.find((id) => known.get(id)?.image === undefined);
  if (stray !== undefined) {
    throw invalidField("acceptDrift", { code: "catalog-not-drifted", params: { catalog: stray } });
  }
  for (const { catalogId, catalogName, image } of drifted) {
    const isAccepted = accepted.includes(catalogId) && image !== undefined;
    const skipReason = JSON.stringify({ reason: "drift", params: { catalogName, ...(image && { image }) } });
    await changeTargets(
      trx,
      row.id,
      { catalogIds: [catalogId], states: ["waiting"] },
      isAccepted
        ? { from_image_id: image.id, from_image_name: image.name }
        : { state: "skipped", skip_reason: skipReason },
    );
  }
  return drifted.map(({ catalogId }) => catalogId);
}

/** A catalog that runs another image than was expected, as its hold names it; without an image it is gone. */
export interface DriftedCatalog {
  catalogId: string;
  catalogName: string;
  image?: { id: string; name: string } | undefined;
}

async function acknowledge({ trx, row, targets, request }: Locked): Promise<void> {
  for (const catalogId of Object.keys(request.body.acknowledgedWarnings ?? {})) {
    const target = targets.find((one) => one.catalog_id === catalogId);
    if (target === undefined) {
      throw invalidField("acknowledgedWarnings", { code: "catalog-not-in-rollout", params: { catalog: catalogId } });
    }
    const codes = JSON.stringify(warningsOf(target, request.body, []));
    const states: RolloutTargetState[] = ["waiting", "failed"];
    await changeTargets(trx, row.id, { catalogIds: [catalogId], states }, { acknowledged_warnings: codes });
  }
}

function warningsOf(target: RolloutTargetRow, body: RolloutAct, more: string[]): string[] {
  const before = JSON.parse(target.acknowledged_warnings) as string[];
  return [...new Set([...before, ...(body.acknowledgedWarnings?.[target.catalog_id] ?? []), ...more])];
}

/** The last wave that has ended, if the gate behind it is still closed and something waits behind that. */
async function closedGate(
  trx: Transaction<Tables>,
  row: RolloutRow,
  targets: readonly RolloutTargetRow[],
): Promise<number | undefined> {
  const waves = [...(await wavesOf(trx, row.id)).values()].filter(({ ended_at }) => ended_at !== null);
  const last = waves.toSorted((a, b) => b.number - a.number)[0];
  if (last === undefined || last.passed_at !== null || !wasSentIn(last.number, targets)) return undefined;
  return targets.some(({ wave, state }) => wave > last.number && state === "waiting") ? last.number : undefined;
}

function demandOpen({ state }: RolloutRow): void {
  if (!openStates.includes(state)) throw notPossible("rollout-ended");
}
