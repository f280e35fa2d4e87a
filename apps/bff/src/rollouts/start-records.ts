import type { Transaction } from "kysely";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Clock } from "../lib/clock.ts";
import {
  changeNewestEvent,
  changeRollout,
  changeTargets,
  type RolloutRow,
  type RolloutTargetChanges,
  type RolloutTargetRow,
  renewHoldOnCatalogs,
} from "../store/rollouts.ts";
import type { Tables } from "../store/tables.ts";
import { fromNow, type Hold, holdOf, noteEvent, noteHold } from "./rollout-records.ts";
import type { StartEnd } from "./target-start.ts";

const busyAgainMs = 60_000;

/** Writes down what became of a start, in a transaction that has the rollout and the target. */
export async function recordEnd(
  { clock, audit }: { clock: Clock; audit: AuditLog },
  trx: Transaction<Tables>,
  row: RolloutRow,
  target: RolloutTargetRow,
  end: StartEnd,
): Promise<void> {
  const now = clock.now();
  const change = (changes: RolloutTargetChanges) =>
    changeTargets(trx, row.id, { catalogIds: [target.catalog_id], states: ["starting"] }, changes);
  const back = { state: row.state === "cancelled" ? "cancelled" : "waiting" };
  const next = { attempt: target.attempt + 1 };
  const about = { catalogId: target.catalog_id, catalogName: target.catalog_name };
  switch (end.kind) {
    case "sent":
      await change({ state: "updating", image_update_id: end.updateId, sent: 1, busy_since: null, not_before: null });
      await noteEvent(trx, row.id, now, { kind: "targetStarted", params: { ...about, updateId: end.updateId } });
      break;
    case "busy": {
      const busySince = target.busy_since ?? now.toISOString();
      const notBefore = fromNow(clock, busyAgainMs).toISOString();
      await change({ ...back, ...(end.isUsed ? next : {}), busy_since: busySince, not_before: notBefore });
      await noteWait(trx, row, { reason: "busy", params: about });
      break;
    }
    case "backOff": {
      await change({ ...back, ...(end.isUsed ? next : {}) });
      const until = fromNow(clock, end.backOffMs).toISOString();
      await noteWait(trx, row, { reason: "citrix", params: { code: end.code, until } });
      break;
    }
    case "alreadyOnImage":
      await change({ state: "skipped", skip_reason: JSON.stringify({ reason: "alreadyOnImage", params: {} }) });
      await noteEvent(trx, row.id, now, { kind: "targetSkipped", params: { ...about, reason: "alreadyOnImage" } });
      break;
    case "hold":
      await change(back);
      await hold(trx, audit, row, { reason: end.reason, params: end.params, since: now.toISOString() });
      break;
    case "putBack":
      await change(back);
      break;
  }
  await renewHoldOnCatalogs(trx, row.id);
}

async function noteWait(trx: Transaction<Tables>, row: RolloutRow, waits: object): Promise<void> {
  if (row.state === "running") await changeRollout(trx, row.id, { waits: JSON.stringify(waits) });
}

/** Starts that fall together may find the same: that is one hold, which comes to name all their catalogs. */
async function hold(trx: Transaction<Tables>, audit: AuditLog, row: RolloutRow, found: Hold): Promise<void> {
  const before = holdOf(row);
  if (row.state === "running") {
    await writeHold(trx, row, found);
    return await noteHold(trx, audit, row, found);
  }
  // Held for something else by now: it is found again once that is released.
  if (row.state !== "held" || before?.reason !== found.reason || catalogsOf(found).length === 0) return;
  const catalogs = [...catalogsOf(before), ...catalogsOf(found)];
  const whole = { ...before, params: { ...found.params, catalogs } };
  await writeHold(trx, row, whole);
  await changeNewestEvent(trx, row.id, "held", { reason: whole.reason, ...whole.params });
}

async function writeHold(trx: Transaction<Tables>, row: RolloutRow, whole: Hold): Promise<void> {
  await changeRollout(trx, row.id, {
    state: "held",
    hold: JSON.stringify(whole),
    waits: null,
    version: row.version + 1,
  });
}

function catalogsOf({ params: { catalogs } }: Hold): unknown[] {
  return Array.isArray(catalogs) ? catalogs : [];
}
