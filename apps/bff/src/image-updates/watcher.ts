import type { FactOf, UpdateFactCode } from "@catalog-deck/contract";
import { isEnded } from "@catalog-deck/domain";
import type { FastifyBaseLogger } from "fastify";
import { LRUCache } from "lru-cache";
import type { AuditLog } from "../audit/audit-log.ts";
import { afterFailedRead, externalAgainAfterMs, watchAgainAfterMs } from "../citrix/pace.ts";
import type { ConnectionRegistry } from "../citrix/registry.ts";
import type { Background } from "../lib/background.ts";
import type { Clock } from "../lib/clock.ts";
import { DueWork } from "../lib/due-work.ts";
import type { Store } from "../store/database.ts";
import { factText } from "../store/fact-text.ts";
import {
  changeClaimedImageUpdate,
  claimImageUpdate,
  dueImageUpdates,
  releaseAllLeases,
  releaseLeases,
  renewLeases,
  restartWaits,
} from "../store/image-update-leases.ts";
import { countExternal, type ImageUpdateRow, isExternal } from "../store/image-updates.ts";
import { leaseTime, readLeaseTime } from "../store/lease-time.ts";
import { imageUpdateAuditEntry } from "./audit-entry.ts";
import { readCatalogOf, type StepFacts } from "./catalog-reading.ts";
import type { OnUpdateEnded } from "./metrics.ts";
import { sentToOtherSite } from "./other-site.ts";
import { factsOfRow, nextStep, quietAndMissingSince, watchLeaseMs } from "./step-changes.ts";
import { factsBeforeOurs } from "./superseded-update.ts";
import { appendStep, submittingLeaseMs, watchedUpdate } from "./update-records.ts";
import { defaultPatience, judgeImageUpdate, type Patience } from "./verdict.ts";

const renewEveryMs = 3_000;
/** By how much the clock of leases and the steady one may come apart before that clock counts as set. */
const jumpMs = 10_000;
/** How many updates' ages are remembered; one that is forgotten is read as eagerly as a new one. */
const agesKept = 5_000;

export interface UpdateWatcherOptions {
  store: Store;
  clock: Clock;
  audit: AuditLog;
  connections: ConnectionRegistry;
  log: FastifyBaseLogger;
  background: Background;
  /** Names this process among those that share the database. */
  instanceId: string;
  /** True when no other process can share the database: then leases found at the start belong to the dead. */
  aloneOnStore: boolean;
  patience?: Patience;
  onEnded: OnUpdateEnded;
}

/**
 * Follows every image update to its true end, whether or not a browser is open, and takes up again after a restart what
 * was under way. It only ever reads from Citrix. Each step claims the update for a short while, so that of several
 * instances one watches it, and another takes over when that one dies.
 */
export class UpdateWatcher {
  readonly #options: UpdateWatcherOptions;
  readonly #patience: Patience;
  readonly #work: DueWork;
  /** How far the clock of leases was ahead of the steady one when it was last looked at. */
  #leaseTimeAheadMs: number | undefined;
  /** When each update was first seen here, by the steady clock. */
  readonly #firstSeenMs = new LRUCache<string, number>({
    max: agesKept,
    memoMethod: () => this.#options.clock.steadyMs(),
  });

  constructor(options: UpdateWatcherOptions) {
    this.#options = options;
    this.#patience = options.patience ?? defaultPatience;
    const { store, clock, instanceId, aloneOnStore, log, background } = options;
    const leases = {
      renew: () => renewLeases(store, instanceId, leaseTime(store, clock, watchLeaseMs)),
      everyMs: renewEveryMs,
      release: () => releaseLeases(store, instanceId),
    };
    this.#work = new DueWork({
      name: "image updates",
      stepName: "image update step",
      log,
      background,
      due: () => this.#due(),
      step: (id) => this.#step(id),
      ...(aloneOnStore ? {} : { leases }),
    });
  }

  /** Takes up what was under way when the process before ended. To be called before requests are answered. */
  async takeOver(): Promise<void> {
    if (this.#options.aloneOnStore) await releaseAllLeases(this.#options.store);
    // What the clocks did while nobody was here is not known.
    await this.#restartWaits();
  }

  /** Looks every second for updates whose next reading is due. */
  start(): void {
    this.#work.start();
  }

  /** Starts no more steps, waits for those under way, and leaves the updates to other instances. */
  async stop(): Promise<void> {
    await this.#work.stop();
  }

  /** Takes one step with every update that is due now, and waits for these steps. */
  async runDue(): Promise<void> {
    await this.#work.runDue();
  }

  async #due(): Promise<string[]> {
    const { store, clock, instanceId } = this.#options;
    await this.#noticeJump(await readLeaseTime(store, clock));
    return await dueImageUpdates(store, instanceId, leaseTime(store, clock));
  }

  /**
   * Someone may set the database server's clock: then no wait that was counted by it means anything. True when that has
   * happened. A machine that slept looks the same, and its waits begin again too.
   */
  async #noticeJump(at: Date): Promise<boolean> {
    const aheadMs = at.getTime() - this.#options.clock.steadyMs();
    const byMs = aheadMs - (this.#leaseTimeAheadMs ?? aheadMs);
    this.#leaseTimeAheadMs = aheadMs;
    if (Math.abs(byMs) < jumpMs) return false;
    this.#options.log.warn({ byMs: Math.round(byMs) }, "the clock for leases was set: waits start again");
    await this.#restartWaits();
    return true;
  }

  /** Milliseconds since the update was first seen here: how long ago it was asked for, another clock may have said. */
  #knownForMs(id: string): number {
    const firstSeenMs = this.#firstSeenMs.memo(id);
    return this.#options.clock.steadyMs() - firstSeenMs;
  }

  async #restartWaits(): Promise<void> {
    const { store, clock } = this.#options;
    const waits = { now: leaseTime(store, clock), leaseUntil: leaseTime(store, clock, submittingLeaseMs) };
    await restartWaits(store, waits);
  }

  /** Reads and judges one update, if it is due and nobody else watches it. */
  async #step(id: string): Promise<void> {
    const { store, clock, connections, instanceId, log } = this.#options;
    const lease = { now: leaseTime(store, clock), until: leaseTime(store, clock, watchLeaseMs) };
    const claim = await claimImageUpdate(store, { id, owner: instanceId, ...lease });
    if (claim === undefined) return;
    const { claimed_at, ...row } = claim;
    const at = new Date(claimed_at);
    if (await this.#noticeJump(at)) return;
    const update = row.state === "submitting" ? await this.#takeForUnknown(row, at) : row;
    const sentTo = { customerId: update.customer_id, siteId: update.site_id };
    const connection = connections.following(update.connection_id, sentTo);
    const otherSite = connection === undefined ? undefined : sentToOtherSite(connection, update);
    if (otherSite !== undefined) return await this.#leave(update, otherSite);
    if (connection === undefined) {
      log.warn({ updateId: id, connectionId: update.connection_id }, "an update's connection is no longer configured");
      return await this.#tryLater(update);
    }
    let facts: StepFacts;
    try {
      facts = (await factsBeforeOurs(store, update)) ?? (await readCatalogOf(connection, update));
    } catch (error) {
      log.warn({ err: error, updateId: id }, "the catalog of an update could not be read");
      return await this.#tryLater(update, error);
    }
    const changed = await this.#record(update, facts, at);
    if (changed === "ended") {
      connection.catalogs.invalidate();
      connection.images.invalidate();
    } else if (changed === "went-on") {
      connection.catalogs.updatesChanged();
    }
  }

  /** The process that was sending has gone: what it sent, if anything, can only be found out by reading. */
  async #takeForUnknown(row: ImageUpdateRow, at: Date): Promise<ImageUpdateRow> {
    const { store, clock, instanceId, audit } = this.#options;
    const changes = {
      state: "unknown",
      fact: factText({ code: "interrupted", params: {} }),
      answer_trouble: factText({ code: "answer-interrupted", params: {} }),
      quiet_since: at.toISOString(),
    };
    const after = { ...row, ...changes };
    await store.transaction().execute(async (trx) => {
      if (!(await changeClaimedImageUpdate(trx, row.id, instanceId, changes))) return;
      await appendStep(trx, after, clock.now());
      await audit.append(imageUpdateAuditEntry("update-outcome", after), trx);
    });
    return after;
  }

  /** Nobody can read any more how it ends: it has ended for us, as unknown. */
  async #leave(row: ImageUpdateRow, fact: FactOf<UpdateFactCode>): Promise<void> {
    const { store, clock, instanceId, audit, log, onEnded } = this.#options;
    const now = clock.now();
    const changes = {
      state: "unknown",
      fact: factText(fact),
      active: 0,
      blocks_catalog: 0,
      decision_needed_since: null,
      catalog_seen: null,
      finished_at: now.toISOString(),
    };
    const after = { ...row, ...changes };
    log.warn({ updateId: row.id, connectionId: row.connection_id }, "an update's connection now leads to another site");
    const isRecorded = await store.transaction().execute(async (trx) => {
      if (!(await changeClaimedImageUpdate(trx, row.id, instanceId, changes))) return false;
      await appendStep(trx, after, now);
      await audit.append(imageUpdateAuditEntry("update-ended", after), trx);
      return true;
    });
    if (isRecorded) onEnded(after);
  }

  async #tryLater(row: ImageUpdateRow, error?: unknown): Promise<void> {
    const { store, clock, instanceId } = this.#options;
    const { failures, waitMs } = afterFailedRead(error, row.read_failures, clock.now());
    await changeClaimedImageUpdate(store, row.id, instanceId, {
      read_failures: failures,
      ...nextStep(store, clock, waitMs),
    });
  }

  /** `at`: when the update was claimed for this step, by the clock of leases. */
  async #record(row: ImageUpdateRow, facts: StepFacts, at: Date): Promise<"ended" | "went-on" | "same"> {
    const { store, clock, instanceId, audit, onEnded } = this.#options;
    const now = clock.now();
    const patience = facts.isOver ? { ...this.#patience, settleMs: 0 } : this.#patience;
    const verdict = judgeImageUpdate(watchedUpdate(row, at), facts.reading, at, patience);
    const ended = isEnded(verdict.state);
    const afterMs = Math.max(
      watchAgainAfterMs(this.#knownForMs(row.id)),
      isExternal(row) ? externalAgainAfterMs(await countExternal(store)) : 0,
    );
    const waits = quietAndMissingSince(row, { verdict, processing: facts.reading?.state === "Processing", at });
    const changes = {
      ...factsOfRow(row, facts, verdict, now),
      ...waits,
      read_failures: 0,
      ...(ended ? { active: 0, finished_at: now.toISOString() } : {}),
      // The image is in place: while machines wait for their users, the catalog may be moved on.
      blocks_catalog: ended || verdict.state === "waitingForRestart" ? 0 : row.blocks_catalog,
      guessed: verdict.guess === true ? 1 : 0,
    };
    const next = nextStep(store, clock, afterMs);
    const after: ImageUpdateRow = { ...row, ...changes };
    const isStep = after.state !== row.state || after.sub_state !== row.sub_state || after.fact !== row.fact;
    let recorded = false;
    await store.transaction().execute(async (trx) => {
      recorded = await changeClaimedImageUpdate(trx, row.id, instanceId, { ...changes, ...next });
      if (!recorded) return;
      if (isStep) await appendStep(trx, after, now);
      if (ended) await audit.append(imageUpdateAuditEntry("update-ended", after), trx);
    });
    if (!recorded) return "same";
    if (ended) {
      onEnded(after);
      return "ended";
    }
    const shown = ["percent", "started_at", "estimated_minutes", "catalog_seen"] as const;
    return isStep || shown.some((name) => after[name] !== row[name]) ? "went-on" : "same";
  }
}
