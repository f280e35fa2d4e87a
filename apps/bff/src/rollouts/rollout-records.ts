import type { AuditKind, RolloutDetail, RolloutEvent, RolloutGate, RolloutStart } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";
import type { Transaction } from "kysely";
import type { AuditLog, NewAuditEntry } from "../audit/audit-log.ts";
import { HttpProblem, type PlainProblemFactCode, type ProblemFact } from "../http/http-problem.ts";
import type { Responsible } from "../identity/authority.ts";
import type { Requester } from "../identity/requester.ts";
import type { Clock } from "../lib/clock.ts";
import { appendRolloutEvent, type RolloutRow, type RolloutTargetRow } from "../store/rollouts.ts";
import type { UpdateScope } from "../store/site-key.ts";
import { siteKeyOf } from "../store/site-key.ts";
import type { Tables } from "../store/tables.ts";

/** How long a start can be undone: nothing is sent before. */
export const undoMs = 30_000;

export type Hold = NonNullable<RolloutDetail["hold"]>;

export function holdOf({ hold }: RolloutRow): Hold | undefined {
  return hold === null ? undefined : (JSON.parse(hold) as Hold);
}

export function startOf({ start }: RolloutRow): RolloutStart {
  return JSON.parse(start) as RolloutStart;
}

export function gateOf({ gate, gate_minutes }: RolloutRow): RolloutGate {
  return { kind: gate as RolloutGate["kind"], ...(gate_minutes === null ? {} : { minutes: gate_minutes }) };
}

export function responsibleOf({ responsible }: RolloutRow): Responsible {
  return JSON.parse(responsible) as Responsible;
}

/** Whether anything of a wave was sent: without that, there is no gate behind it. */
export function wasSentIn(number: number, targets: readonly RolloutTargetRow[]): boolean {
  return targets.some(({ wave, sent, image_update_id }) => wave === number && (sent === 1 || image_update_id !== null));
}

/** Whose updates and rollouts concern the same catalogs. */
export function scopeOfRollout(row: RolloutRow): UpdateScope {
  return {
    connectionId: row.connection_id,
    siteKey: siteKeyOf({ customerId: row.customer_id, siteId: row.site_id }),
  };
}

/** The audit entry about a rollout: by somebody, or by the server for whoever is responsible. */
export function rolloutAuditEntry(
  kind: Extract<AuditKind, `rollout-${string}`>,
  row: RolloutRow,
  details: Record<string, unknown>,
  by?: Requester,
): NewAuditEntry {
  const { id, displayName } = responsibleOf(row);
  return {
    kind,
    ...(by === undefined
      ? { requestedBy: { id, displayName } }
      : { actor: by.actor, address: by.address, requestId: by.requestId }),
    connectionId: row.connection_id,
    details: { customerId: row.customer_id, siteId: row.site_id, rolloutId: row.id, name: row.name, ...details },
  };
}

/** Writes into the rollout's own log. */
export async function noteEvent(
  trx: Transaction<Tables>,
  rolloutId: string,
  at: Date,
  event: { kind: string; params?: RolloutEvent["params"]; by?: Requester["actor"] | undefined },
): Promise<void> {
  const { kind, params = {}, by } = event;
  await appendRolloutEvent(trx, rolloutId, {
    at: at.toISOString(),
    kind,
    ...(by === undefined ? {} : { actor: { id: by.id, displayName: by.displayName } }),
    params,
  });
}

/** Writes down that the server holds a rollout, in its log and in the audit log. */
export async function noteHold(
  trx: Transaction<Tables>,
  audit: AuditLog,
  row: RolloutRow,
  { reason, params, since }: Hold,
): Promise<void> {
  await noteEvent(trx, row.id, new Date(since), { kind: "held", params: { reason, ...params } });
  await audit.append(rolloutAuditEntry("rollout-held", row, { reason, params }), trx);
}

/** Throws 412 when the person acted on another version than the rollout has. */
export function demandVersion(version: number, seen: number): void {
  if (version === seen) return;
  throw new HttpProblem(412, "rollout-changed", "rollout-differs");
}

/** 409: the rollout is in no state for this. */
export function notPossible(fact: PlainProblemFactCode): HttpProblem {
  return new HttpProblem(409, "rollout-not-possible", fact);
}

/** 404: no rollout of this connection has the id. */
export function rolloutUnknown(): HttpProblem {
  return new HttpProblem(404, "not-found", "rollout-unknown");
}

/** 422 that names a field of the request. */
export function invalidField(field: string, fact: ProblemFact | PlainProblemFactCode): HttpProblem {
  const whole = typeof fact === "string" ? { code: fact, params: {} } : fact;
  return new HttpProblem(422, "invalid-request", whole, { errors: [{ field, message: factInWords(whole) }] });
}

/** The time by the wall clock in `ms` milliseconds. */
export function fromNow(clock: Clock, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}
