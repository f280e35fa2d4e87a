import type { Transaction } from "kysely";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Clock } from "../lib/clock.ts";
import { leaseTime } from "../store/lease-time.ts";
import { changeRollout, lockRollout, openRolloutIds } from "../store/rollouts.ts";
import type { Tables } from "../store/tables.ts";
import { type Hold, noteHold } from "./rollout-records.ts";

/**
 * Holds every rollout that has not ended, whatever held it before: nothing of a plan from before a backup starts until an
 * administrator has looked. What has held it by itself holds it again when it is resumed. Gives how many there are.
 */
export async function holdRestoredRollouts(
  trx: Transaction<Tables>,
  { clock, audit }: { clock: Clock; audit: AuditLog },
): Promise<number> {
  const hold: Hold = { reason: "restored", params: {}, since: clock.now().toISOString() };
  const ids = await openRolloutIds(trx);
  for (const id of ids) {
    const row = await lockRollout(trx, id);
    if (row === undefined) continue;
    const changes = { state: "held", hold: JSON.stringify(hold), waits: null, next_step_at: leaseTime(trx, clock) };
    await changeRollout(trx, id, changes);
    await noteHold(trx, audit, row, hold);
  }
  return ids.length;
}
