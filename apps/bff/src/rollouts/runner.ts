import type { RolloutState, RolloutTargetState } from "@catalog-deck/contract";
import {
  nextSteps,
  type PlannedRollout,
  type PlannedTarget,
  type RolloutStep,
  type UpdateOutcome,
} from "@catalog-deck/domain";
import type { FastifyBaseLogger } from "fastify";
import { LRUCache } from "lru-cache";
import type { AuditLog } from "../audit/audit-log.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import type { ConnectionRegistry } from "../citrix/registry.ts";
import type { StartAnswer } from "../image-updates/idempotency.ts";
import { rolloutKeyOwner } from "../image-updates/idempotency.ts";
import { sharedImages } from "../image-updates/request-checks.ts";
import type { ImageUpdateStarter } from "../image-updates/starter.ts";
import type { Background } from "../lib/background.ts";
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
  keepRollout,
  type RolloutRow,
  type RolloutTargetRow,
  type RolloutWaveRow,
  renewHoldOnCatalogs,
  targetsOf,
  wavesOf,
} from "../store/rollouts.ts";
import { findStoppedStarts } from "../store/start-nothing.ts";
import { fromNow, gateOf, holdOf } from "./rollout-records.ts";
import { recordEnd } from "./start-records.ts";
import { changesBy, writeStep } from "./step-records.ts";
import { endOfAnswer, keyOfAttempt, type StartEnd, startTarget } from "./target-start.ts";

/** Short, so that another instance takes over soon, and renewed while this process lives. */
const leaseMs = 10_000;
const renewEveryMs = 3_000;
const followEveryMs = 2_000;
/** For what has come by one clock and not by the other. */
const soonestMs = 1_000;
/** However long nothing is to do: a clock that was set shall be noticed. */
const lookEveryMs = 30_000;
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
  background: Background;
  /** Names this process among those that share the database. */
  instanceId: string;
  /** True when no other process can share the database: then leases found at the start belong to the dead. */
  aloneOnStore: boolean;
  /** Is told of every rollout that this process begins, and by how many milliseconds it was late. */
  onBegun: (lateMs: number) => void;
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
  readonly #backOffUntilMs = new Map<string, number>();
  /** When a moment that was still to come will have come by the steady clock too. */
  readonly #comesAtMs = new LRUCache<string, number>({ max: 5_000 });
  #leaseTimeAheadMs: number | undefined;

  constructor(options: RolloutRunnerOptions) {
    this.#options = options;
    const { store, clock, instanceId, aloneOnStore, log, background } = options;
    const leases = {
      renew: () => renewRolloutLeases(store, instanceId, leaseTime(store, clock, leaseMs)),
      everyMs: renewEveryMs,
      release: () => releaseRolloutLeases(store, instanceId),
    };
    this.#work = new DueWork({
      name: "rollouts",
      stepName: "rollout step",
      log,
      background,
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
      backsOffUntil: connection === undefined ? fromNow(clock, lookEveryMs) : this.#backsOffUntil(connection.id),
    };
    return nextSteps(rollout, targets.map(plannedTarget), updates, clock.now(), (moment) => this.#hasCome(row, moment));
  }

  #backsOffUntil(connectionId: string): Date | undefined {
    const leftMs = (this.#backOffUntilMs.get(connectionId) ?? 0) - this.#options.clock.steadyMs();
    return leftMs > 0 ? fromNow(this.#options.clock, leftMs) : undefined;
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
            ? { kind: "putBack" }
            : recorded.answer === null
              ? { kind: "sent", updateId: recorded.update_id }
              : endOfAnswer(JSON.parse(recorded.answer) as StartAnswer);
        await recordEnd(this.#options, trx, locked, target, end);
      });
    }
    return left.length > 0;
  }

  /** True when there is nothing more to do for now. */
  async #carryOut(known: Known, steps: readonly RolloutStep[]): Promise<boolean> {
    const { store, clock, audit, instanceId, onBegun } = this.#options;
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
      for (const step of steps) await writeStep(trx, audit, known, step, now);
      await renewHoldOnCatalogs(trx, row.id);
      return true;
    });
    // Somebody has acted meanwhile: what was decided on the older version is not done.
    if (!isDone) return false;
    if (steps.some(({ kind }) => kind === "begin")) onBegun(now.getTime() - Date.parse(row.starts_at));
    if (steps.some(({ kind }) => kind !== "wait")) known.connection?.catalogs.updatesChanged();
    if (starts.length > 0) this.#start(known, starts);
    return isWaiting || changes.active === 0;
  }

  /** Starts that fall together share one fresh read of the images. */
  #start({ row, targets, connection }: Known, catalogIds: readonly string[]): void {
    if (connection === undefined) return;
    const images = sharedImages(connection, "update");
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
    if (end.kind === "backOff") this.#backOffUntilMs.set(read.connection.id, clock.steadyMs() + end.backOffMs);
    await store.transaction().execute(async (trx) => {
      const locked = await keepRollout(trx, row.id);
      const which = { rolloutId: row.id, catalogId: target.catalog_id, attempt: target.attempt };
      if (locked === undefined || !(await keepStarting(trx, which))) return;
      await changeRollout(trx, row.id, { next_step_at: leaseTime(trx, clock) });
      await recordEnd(this.#options, trx, locked, target, end);
    });
    read.connection.catalogs.updatesChanged();
  }
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

function waitFor(step: RolloutStep | undefined, now: Date): number {
  if (step?.kind !== "wait") return lookEveryMs;
  if (step.until !== undefined) return Math.min(Math.max(step.until.getTime() - now.getTime(), soonestMs), lookEveryMs);
  return step.reason === "person" || step.reason === "startNothing" ? lookEveryMs : followEveryMs;
}
