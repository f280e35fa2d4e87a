import type { RolloutTargetState } from "@catalog-deck/contract";
import type { RolloutStep } from "@catalog-deck/domain";
import type { Transaction } from "kysely";
import type { AuditLog } from "../audit/audit-log.ts";
import {
  changeTargets,
  noteWave,
  type RolloutRow,
  type RolloutTargetRow,
  type RolloutWaveRow,
  targetsOf,
} from "../store/rollouts.ts";
import type { Tables } from "../store/tables.ts";
import { type Hold, holdOf, noteEvent, noteHold, rolloutAuditEntry } from "./rollout-records.ts";
import { countsOf } from "./rollout-view.ts";

type HoldStep = Extract<RolloutStep, { kind: "hold" }>;

function holdBy({ reason, params }: HoldStep, now: Date): Hold {
  return { reason, params, since: now.toISOString() };
}

/** What steps change of the row. The version changes with state and hold, never with a target's progress. */
export function changesBy(row: RolloutRow, steps: readonly RolloutStep[], now: Date): Partial<RolloutRow> {
  const at = now.toISOString();
  const changes: Partial<RolloutRow> = {};
  for (const step of steps) {
    if (step.kind === "begin") Object.assign(changes, { state: "running", started_at: at, undo_until: null });
    if (step.kind === "release") Object.assign(changes, { state: "running", hold: null });
    if (step.kind === "hold") Object.assign(changes, { state: "held", hold: JSON.stringify(holdBy(step, now)) });
    if (step.kind === "finish") {
      Object.assign(changes, { state: step.state, hold: null, finished_at: at, active: 0 });
    }
  }
  const isOther = (changes.state ?? row.state) !== row.state || "hold" in changes;
  const last = steps.at(-1);
  const isClock = last?.kind === "hold" && last.reason === "clock";
  return {
    ...changes,
    waits: waitsBy(row, last),
    // A clock that was set back by little is ignored; by more, what was seen before stays until somebody resumes.
    seen_at: isClock || row.seen_at > at ? row.seen_at : at,
    ...(isOther ? { version: row.version + 1 } : {}),
  };
}

/** Why nothing starts now, where that is neither a hold nor a matter of the plan. */
function waitsBy(row: RolloutRow, last: RolloutStep | undefined): string | null {
  if (last?.kind !== "wait") return null;
  if (last.reason === "startNothing" || last.reason === "unknown") {
    return JSON.stringify({ reason: last.reason, params: {} });
  }
  // A start has found it out and written it down, with its facts.
  return last.reason === "busy" || last.reason === "citrix" ? row.waits : null;
}

/** The rollout that a step is about, as it was read for the decision. */
interface StepContext {
  row: RolloutRow;
  targets: readonly RolloutTargetRow[];
  waves: ReadonlyMap<number, RolloutWaveRow>;
}

/** Writes a step down: in targets, waves, the rollout's own log, and where it is one for the audit log, there. */
export async function writeStep(
  trx: Transaction<Tables>,
  audit: AuditLog,
  { row, targets, waves }: StepContext,
  step: RolloutStep,
  now: Date,
): Promise<void> {
  const nameOf = (catalogId: string) => targets.find((one) => one.catalog_id === catalogId)?.catalog_name;
  const say = (kind: string, params: Record<string, unknown> = {}) => noteEvent(trx, row.id, now, { kind, params });
  switch (step.kind) {
    case "outcome": {
      const { catalogId, state } = step;
      await changeTargets(
        trx,
        row.id,
        { catalogIds: [catalogId], states: ["starting", "updating", "succeeded", "failed"] },
        { state },
      );
      const kinds: Partial<Record<RolloutTargetState, string>> = {
        succeeded: "targetSucceeded",
        failed: "targetFailed",
      };
      const kind = kinds[state];
      if (kind !== undefined) await say(kind, { catalogId, catalogName: nameOf(catalogId) });
      return;
    }
    case "begin":
      return await say("started");
    case "endWave":
      await noteWave(trx, row.id, step.wave, { ended_at: now.toISOString() });
      return await say("waveFinished", { wave: step.wave });
    case "passGate":
      await noteWave(trx, row.id, step.wave, { passed_at: now.toISOString() });
      return await say("gatePassed", { wave: step.wave });
    case "start": {
      await changeTargets(
        trx,
        row.id,
        { catalogIds: step.catalogIds, states: ["waiting"] },
        { state: "starting", image_update_id: null },
      );
      const wave = targets.find(({ catalog_id }) => step.catalogIds.includes(catalog_id))?.wave;
      if (wave === undefined || waves.get(wave)?.started_at) return;
      await noteWave(trx, row.id, wave, { started_at: now.toISOString() });
      return await say("waveStarted", { wave });
    }
    case "hold":
      return await noteHold(trx, audit, row, holdBy(step, now));
    case "release":
      return await say("released", { reason: holdOf(row)?.reason });
    case "finish": {
      // As the steps before have left them.
      const counts = countsOf(await targetsOf(trx, [row.id]));
      await say("finished", { state: step.state });
      return await audit.append(rolloutAuditEntry("rollout-ended", row, { state: step.state, counts }), trx);
    }
    case "wait":
      return;
  }
}
