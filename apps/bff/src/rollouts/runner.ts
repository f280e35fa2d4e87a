import type { RolloutState, RolloutTargetState } from "@catalog-deck/contract";
import {
  nextSteps,
  type PlannedRollout,
  type PlannedTarget,
  type RolloutStep,
  type UpdateOutcome,
} from "@catalog-deck/domain";
import type { FastifyBaseLogger } from "fastify";
import type { Transaction } from "kysely";
import { LRUCache } from "lru-cache";
import type { AuditLog } from "../audit/audit-log.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import type { ConnectionRegistry } from "../citrix/registry.ts";
import type { StartAnswer } from "../image-updates/idempotency.ts";
import { rolloutKeyOwner } from "../image-updates/idempotency.ts";
import { readImages } from "../image-updates/request-checks.ts";
import type { ImageUpdateStarter } from "../image-updates/starter.ts";
import type { Clock } from "../lib/clock.ts";
import { DueWork } from "../lib/due-work.ts";
import type { Store } from "../store/database.ts";
import { findIdempotencyKey } from "../store/idempotency-keys.ts";
import { openDecisionOf } from "../store/image-updates.ts";
import { leaseTime, readLeaseTime } from "../store/lease-time.ts";
import {
  changeClaimedRollout,
  claimRollout,
  dueRollouts,
  keepStarting,
  releaseRolloutLeases,
  renewRolloutLeases,
  restartRollouts,
} from "../store/rollout-leases.ts";
import { updatesByIds } from "../store/rollout-updates.ts";
import {
  changeRollout,
  changeTargets,
  keepRollout,
  noteWave,
  type RolloutRow,
  type RolloutTargetChanges,
  type RolloutTargetRow,
  type RolloutWaveRow,
  renewHoldOnCatalogs,
  targetsOf,
  wavesOf,
} from "../store/rollouts.ts";
import { findStoppedStarts } from "../store/stopped-starts.ts";
import type { Tables } from "../store/tables.ts";
import { gateOf, type Hold, holdOf, note, noteHold, rolloutAuditEntry } from "./rollout-records.ts";
import { countsOf } from "./rollout-view.ts";
import { endOfAnswer, keyOfAttempt, type StartEnd, startTarget } from "./target-start.ts";

/** Short, so that another instance takes over soon, and renewed while this process lives. */
const leaseMs = 10_000;
const renewEveryMs = 3_000;
const followEveryMs = 2_000;
/** For what has come by one clock and not by the other. */
const soonestMs = 1_000;
/** However long nothing is to do: a clock that was set shall be noticed. */
const lookEveryMs = 30_000;
const busyAgainMs = 60_000;
/** By how much the clock of leases and the steady one may come apart before that clock counts as set. */
const jumpMs = 10_000;
const roundsAtMost = 50;

export interface RolloutRunnerOptions {
  store: Store;
  clock: Clock;
  audit: AuditLog;
  connections: ConnectionRegistry;
  starter: ImageUpdateStarter;
  log: FastifyBaseLogger;
  /** Names this process among those that share the database. */
  instanceId: string;
  /** True when no other process can share the database: then leases found at the start belong to the dead. */
  aloneOnStore: boolean;
}

/** What is known of a rollout at one moment. */
interface Known {
  row: RolloutRow;
  targets: RolloutTargetRow[];
  waves: ReadonlyMap<number, RolloutWaveRow>;
  connection: CitrixConnection | undefined;
}

/**
 * Carries out what `nextSteps` decides, for every open rollout, in one of several instances at a time. What is decided is
 * written only if neither the lease nor the rollout's version has changed since it was read; a target is `starting` in the
 * database before anything about it is sent, and only then.
 */
export class RolloutRunner {
  readonly #options: RolloutRunnerOptions;
  readonly #work: DueWork;
  /** The targets that this process is starting, by the key of their attempt. */
  readonly #starting = new Map<string, Promise<void>>();
  /** Until when a connection's Citrix is left alone, by the steady clock. */
  readonly #restUntilMs = new Map<string, number>();
  /** When a moment that was still to come will have come by the steady clock too. */
  readonly #comesAtMs = new LRUCache<string, number>({ max: 5_000 });
  #leaseTimeAheadMs: number | undefined;

  constructor(options: RolloutRunnerOptions) {
    this.#options = options;
    const { store, clock, instanceId, aloneOnStore, log } = options;
    const leases = {
      renew: () => renewRolloutLeases(store, instanceId, leaseTime(store, clock, leaseMs)),
      everyMs: renewEveryMs,
      release: () => releaseRolloutLeases(store, instanceId),
    };
    this.#work = new DueWork({
      name: "rollouts",
      log,
      due: () => this.#due(),
      step: (id) => this.#step(id),
      ...(aloneOnStore ? {} : { leases }),
    });
  }

  /** Takes up what was under way when the process before ended. To be called before requests are answered. */
  async takeOver(): Promise<void> {
    if (this.#options.aloneOnStore) await releaseRolloutLeases(this.#options.store);
    await this.#restartWaits();
  }

  /** Looks every second for rollouts whose next step is due. */
  start(): void {
    this.#work.start();
  }

  /** Starts nothing more, waits for what is being sent, and leaves the rollouts to other instances. */
  async stop(): Promise<void> {
    await this.#work.stop();
    await this.#settled();
  }

  /** Takes every step that is due now, waits for the starts that come of it, and takes those steps that follow. */
  async runDue(): Promise<void> {
    for (let round = 0; round < roundsAtMost; round += 1) {
      await this.#work.runDue();
      await this.#settled();
      if ((await this.#due()).length === 0) return;
    }
  }

  async #settled(): Promise<void> {
    while (this.#starting.size > 0) await Promise.all(this.#starting.values());
  }

  async #due(): Promise<string[]> {
    const { store, clock, instanceId, log } = this.#options;
    const aheadMs = (await readLeaseTime(store, clock)).getTime() - clock.steadyMs();
    const byMs = aheadMs - (this.#leaseTimeAheadMs ?? aheadMs);
    this.#leaseTimeAheadMs = aheadMs;
    if (Math.abs(byMs) >= jumpMs) {
      log.warn({ byMs: Math.round(byMs) }, "the clock that leases go by was set: rollouts are looked at anew");
      await this.#restartWaits();
    }
    return await dueRollouts(store, instanceId, leaseTime(store, clock));
  }

  async #restartWaits(): Promise<void> {
    const { store, clock } = this.#options;
    await restartRollouts(store, { now: leaseTime(store, clock), leaseUntil: leaseTime(store, clock, leaseMs) });
  }

  async #step(id: string): Promise<void> {
    const { store, clock, instanceId } = this.#options;
    for (let round = 0; round < roundsAtMost; round += 1) {
      const lease = { now: leaseTime(store, clock), until: leaseTime(store, clock, leaseMs) };
      const row = await claimRollout(store, { id, owner: instanceId, ...lease });
      if (row === undefined) return;
      const known = await this.#read(row);
      if (await this.#takeUp(known)) continue;
      const steps = await this.#stepsFor(known);
      if (await this.#carryOut(known, steps)) return;
    }
  }

  async #read(row: RolloutRow): Promise<Known> {
    const { store, connections } = this.#options;
    const sentTo = { customerId: row.customer_id, siteId: row.site_id };
    const connection = connections.following(row.connection_id, sentTo);
    return {
      row,
      targets: await targetsOf(store, [row.id]),
      waves: await wavesOf(store, row.id),
      connection: connection?.leadsTo(sentTo) ? connection : undefined,
    };
  }

  async #stepsFor({ row, targets, waves, connection }: Known): Promise<RolloutStep[]> {
    const { store, clock } = this.#options;
    const rows = await updatesByIds(
      store,
      targets.flatMap(({ image_update_id }) => image_update_id ?? []),
    );
    const updates = new Map(
      rows.map((update): [string, UpdateOutcome] => [
        update.id,
        {
          state: update.state as UpdateOutcome["state"],
          finishedAt: update.finished_at ?? undefined,
          asksToDecide: openDecisionOf(update) !== undefined,
        },
      ]),
    );
    const stopped = await findStoppedStarts(store, row.connection_id);
    const rollout: PlannedRollout = {
      state: row.state as RolloutState,
      holdReason: holdOf(row)?.reason,
      startsAt: new Date(row.starts_at),
      gate: gateOf(row),
      stopAfterFailures: row.stop_after_failures,
      maxParallel: row.max_parallel,
      gates: new Map(
        [...waves.values()].flatMap(({ number, ended_at, passed_at }) =>
          ended_at === null ? [] : [[number, { endedAt: new Date(ended_at), passed: passed_at !== null }]],
        ),
      ),
      seenAt: new Date(row.seen_at),
      startNothing: stopped !== undefined,
      // A connection that is gone, or leads elsewhere now, is like a Citrix that is away.
      restsUntil: connection === undefined ? inFuture(clock, lookEveryMs) : this.#restsUntil(connection.id),
    };
    return nextSteps(rollout, targets.map(plannedTarget), updates, clock.now(), (moment) => this.#hasCome(row, moment));
  }

  #restsUntil(connectionId: string): Date | undefined {
    const leftMs = (this.#restUntilMs.get(connectionId) ?? 0) - this.#options.clock.steadyMs();
    return leftMs > 0 ? inFuture(this.#options.clock, leftMs) : undefined;
  }

  /**
   * Whether a moment has come. What a person counts on, the 30 seconds and the minutes of a gate, has to have passed by the
   * steady clock too, as far as this process has seen it pass; the time of a start is the wall clock's alone.
   */
  #hasCome(row: RolloutRow, moment: Date): boolean {
    const { clock } = this.#options;
    const leftMs = moment.getTime() - clock.now().getTime();
    if (row.state === "scheduled" && row.undo_until === null) return leftMs <= 0;
    const place = `${row.id} ${moment.toISOString()}`;
    const comesAtMs = this.#comesAtMs.get(place) ?? clock.steadyMs() + Math.max(0, leftMs);
    this.#comesAtMs.set(place, comesAtMs);
    return leftMs <= 0 && clock.steadyMs() >= comesAtMs;
  }

  /**
   * Targets that a process was starting that is gone: what the key of the attempt has recorded counts, and without a record
   * nothing was sent, nor can it be any more. True when there were any.
   */
  async #takeUp({ row, targets }: Known): Promise<boolean> {
    const left = targets.filter(
      (target) =>
        target.state === "starting" && target.image_update_id === null && !this.#starting.has(keyOfAttempt(target)),
    );
    for (const target of left) {
      await this.#options.store.transaction().execute(async (trx) => {
        const locked = await keepRollout(trx, row.id);
        const which = { rolloutId: row.id, catalogId: target.catalog_id, attempt: target.attempt };
        if (locked?.lease_owner !== this.#options.instanceId || !(await keepStarting(trx, which))) return;
        const recorded = await findIdempotencyKey(trx, rolloutKeyOwner, keyOfAttempt(target));
        const end: StartEnd =
          recorded === undefined
            ? { kind: "back" }
            : recorded.answer === null
              ? { kind: "sent", updateId: recorded.update_id }
              : endOfAnswer(JSON.parse(recorded.answer) as StartAnswer);
        await this.#recordEnd(trx, locked, target, end);
      });
    }
    return left.length > 0;
  }

  /** True when there is nothing more to do for now. */
  async #carryOut(known: Known, steps: readonly RolloutStep[]): Promise<boolean> {
    const { store, clock, instanceId } = this.#options;
    const { row } = known;
    const now = clock.now();
    const last = steps.at(-1);
    const isWaiting = last === undefined || last.kind === "wait";
    const changes = changesBy(row, steps, now);
    const starts = steps.flatMap((step) => (step.kind === "start" ? step.catalogIds : []));
    const isFollowed = known.targets.some(({ state }) => state === "starting" || state === "updating");
    const waitMs = isWaiting ? Math.min(waitFor(last, now), isFollowed ? followEveryMs : lookEveryMs) : 0;
    const isDone = await store.transaction().execute(async (trx) => {
      const claim = { id: row.id, owner: instanceId, version: row.version };
      const next = { next_step_at: leaseTime(trx, clock, waitMs), lease_until: leaseTime(trx, clock, leaseMs) };
      if (!(await changeClaimedRollout(trx, claim, { ...changes, ...next }))) return false;
      for (const step of steps) await this.#write(trx, known, step, now);
      await renewHoldOnCatalogs(trx, row.id);
      return true;
    });
    // Somebody has acted meanwhile: what was decided on the older version is not done.
    if (!isDone) return false;
    if (steps.some(({ kind }) => kind !== "wait")) known.connection?.catalogs.updatesChanged();
    if (starts.length > 0) this.#start(known, starts);
    return isWaiting || changes.active === 0;
  }

  async #write(trx: Transaction<Tables>, known: Known, step: RolloutStep, now: Date): Promise<void> {
    const { audit } = this.#options;
    const { row, targets, waves } = known;
    const nameOf = (catalogId: string) => targets.find((one) => one.catalog_id === catalogId)?.catalog_name;
    const say = (kind: string, params: Record<string, unknown> = {}) => note(trx, row.id, now, { kind, params });
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

  /** Starts that fall together share one fresh read of the images. */
  #start({ row, targets, connection }: Known, catalogIds: readonly string[]): void {
    if (connection === undefined) return;
    const images = readImages(connection, "update");
    for (const target of targets.filter(({ catalog_id }) => catalogIds.includes(catalog_id))) {
      const key = keyOfAttempt(target);
      const start = this.#startOne(row, target, { connection, images })
        .catch((error: unknown) =>
          this.#options.log.error({ err: error, rolloutId: row.id }, "what became of a target could not be recorded"),
        )
        .finally(() => this.#starting.delete(key));
      this.#starting.set(key, start);
    }
  }

  async #startOne(row: RolloutRow, target: RolloutTargetRow, read: Parameters<typeof startTarget>[3]): Promise<void> {
    const { store, clock } = this.#options;
    const end = await startTarget(this.#options, row, target, read);
    if (end.kind === "rest") this.#restUntilMs.set(read.connection.id, clock.steadyMs() + end.restMs);
    await store.transaction().execute(async (trx) => {
      const locked = await keepRollout(trx, row.id);
      const which = { rolloutId: row.id, catalogId: target.catalog_id, attempt: target.attempt };
      if (locked === undefined || !(await keepStarting(trx, which))) return;
      await changeRollout(trx, row.id, { next_step_at: leaseTime(trx, clock) });
      await this.#recordEnd(trx, locked, target, end);
    });
    read.connection.catalogs.updatesChanged();
  }

  /** Writes down what became of a start, in a transaction that has the rollout and the target. */
  async #recordEnd(trx: Transaction<Tables>, row: RolloutRow, target: RolloutTargetRow, end: StartEnd): Promise<void> {
    const { clock } = this.#options;
    const now = clock.now();
    const change = (changes: RolloutTargetChanges) =>
      changeTargets(trx, row.id, { catalogIds: [target.catalog_id], states: ["starting"] }, changes);
    const back = { state: row.state === "cancelled" ? "cancelled" : "waiting" };
    const next = { attempt: target.attempt + 1 };
    const about = { catalogId: target.catalog_id, catalogName: target.catalog_name };
    switch (end.kind) {
      case "sent":
        await change({ state: "updating", image_update_id: end.updateId, sent: 1, busy_since: null, not_before: null });
        await note(trx, row.id, now, { kind: "targetStarted", params: { ...about, updateId: end.updateId } });
        break;
      case "busy": {
        const busySince = target.busy_since ?? now.toISOString();
        const notBefore = inFuture(clock, busyAgainMs).toISOString();
        await change({ ...back, ...(end.isUsed ? next : {}), busy_since: busySince, not_before: notBefore });
        await this.#noteWait(trx, row, { reason: "busy", params: about });
        break;
      }
      case "rest": {
        await change({ ...back, ...(end.isUsed ? next : {}) });
        const until = inFuture(clock, end.restMs).toISOString();
        await this.#noteWait(trx, row, { reason: "citrix", params: { code: end.code, until } });
        break;
      }
      case "alreadyOnImage":
        await change({ state: "skipped", skip_reason: JSON.stringify({ reason: "alreadyOnImage", params: {} }) });
        await note(trx, row.id, now, { kind: "targetSkipped", params: { ...about, reason: "alreadyOnImage" } });
        break;
      case "hold":
        await change(back);
        await this.#hold(trx, row, { reason: end.reason, params: end.params, since: now.toISOString() });
        break;
      case "back":
        await change(back);
        break;
    }
    await renewHoldOnCatalogs(trx, row.id);
  }

  async #noteWait(trx: Transaction<Tables>, row: RolloutRow, waits: object): Promise<void> {
    if (row.state === "running") await changeRollout(trx, row.id, { waits: JSON.stringify(waits) });
  }

  /** Starts that fall together may find the same: one hold names all their catalogs. */
  async #hold(trx: Transaction<Tables>, row: RolloutRow, hold: Hold): Promise<void> {
    const before = holdOf(row);
    const isMore = row.state === "held" && before?.reason === hold.reason;
    // Held for something else by now: it is found again once that is released.
    if (row.state !== "running" && !isMore) return;
    const catalogs = [before, hold].flatMap((one) => (isMore || one === hold ? catalogsOf(one) : []));
    const params = catalogs.length > 0 ? { ...hold.params, catalogs } : hold.params;
    const whole = { ...hold, params, since: isMore ? before.since : hold.since };
    await changeRollout(trx, row.id, {
      state: "held",
      hold: JSON.stringify(whole),
      waits: null,
      version: row.version + 1,
    });
    await noteHold(trx, this.#options.audit, row, whole);
  }
}

function catalogsOf(hold: Hold | undefined): unknown[] {
  const catalogs = hold?.params.catalogs;
  return Array.isArray(catalogs) ? catalogs : [];
}

function plannedTarget(target: RolloutTargetRow): PlannedTarget {
  const date = (text: string | null) => (text === null ? undefined : new Date(text));
  return {
    catalogId: target.catalog_id,
    catalogName: target.catalog_name,
    wave: target.wave,
    state: target.state as RolloutTargetState,
    updateId: target.image_update_id ?? undefined,
    wasSent: target.sent === 1,
    failureAccepted: target.failure_accepted === 1,
    busySince: date(target.busy_since),
    notBefore: date(target.not_before),
  };
}

type HoldStep = Extract<RolloutStep, { kind: "hold" }>;

function holdBy({ reason, params }: HoldStep, now: Date): Hold {
  return { reason, params, since: now.toISOString() };
}

/** What steps change of the row. The version changes with state and hold, never with a target's progress. */
function changesBy(row: RolloutRow, steps: readonly RolloutStep[], now: Date): Partial<RolloutRow> {
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

function waitFor(step: RolloutStep | undefined, now: Date): number {
  if (step?.kind !== "wait") return lookEveryMs;
  if (step.until !== undefined) return Math.min(Math.max(step.until.getTime() - now.getTime(), soonestMs), lookEveryMs);
  return step.reason === "person" || step.reason === "startNothing" ? lookEveryMs : followEveryMs;
}

function inFuture(clock: Clock, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}
