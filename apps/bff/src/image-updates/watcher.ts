import { isEnded } from "@catalog-deck/domain";
import type { FastifyBaseLogger } from "fastify";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Clock } from "../clock.ts";
import { afterFailedReading, watchAgainAfterMs } from "../connections/pace.ts";
import type { ConnectionRegistry } from "../connections/registry.ts";
import type { Store } from "../store/database.ts";
import {
  changeClaimedImageUpdate,
  claimImageUpdate,
  dueImageUpdates,
  type ImageUpdateRow,
  releaseAllLeases,
  releaseLeases,
  renewLeases,
} from "../store/image-updates.ts";
import { imageUpdateAuditEntry } from "./audit-entry.ts";
import { readCatalogOf, type StepFacts } from "./catalog-reading.ts";
import { catalogSeen } from "./decision-facts.ts";
import { sentToOtherSite } from "./other-site.ts";
import { factsBeforeOurs, targetSeen } from "./outside-following.ts";
import { outsideAuditEntry } from "./outside-records.ts";
import { judgeOutsideUpdate } from "./outside-verdict.ts";
import { appendStep, watchedUpdate } from "./update-records.ts";
import { defaultPatience, judgeImageUpdate, type Patience, type Verdict } from "./verdict.ts";

const tickMs = 1_000;
/** Short, so that another instance takes over soon, and renewed while this process lives. */
const leaseMs = 10_000;
const renewEveryMs = 3_000;
const stepsAtOnce = 8;
/** An update that nobody asked for here is followed less eagerly. */
const outsideStepMs = 15_000;
const interrupted =
  "Catalog Deck was interrupted while it sent the update, so it is not certain whether Citrix received it. The catalog is being read to find out; the update is not sent again.";

export interface UpdateWatcherOptions {
  store: Store;
  clock: Clock;
  audit: AuditLog;
  connections: ConnectionRegistry;
  log: FastifyBaseLogger;
  /** Names this process among those that share the database. */
  instanceId: string;
  /** True when no other process can share the database: then leases found at the start belong to the dead. */
  aloneOnStore: boolean;
  patience?: Patience;
}

/**
 * Follows every image update to its true end, whether or not a browser is open, and takes up again after a restart what
 * was under way. It only ever reads from Citrix. Each step claims the update for a short while, so that of several
 * instances one watches it, and another takes over when that one dies.
 */
export class UpdateWatcher {
  readonly #options: UpdateWatcherOptions;
  readonly #patience: Patience;
  readonly #steps = new Map<string, Promise<void>>();
  #renewing: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #stopped = false;

  constructor(options: UpdateWatcherOptions) {
    this.#options = options;
    this.#patience = options.patience ?? defaultPatience;
  }

  /** Takes up what was under way when the process before ended. To be called before requests are answered. */
  async takeOver(): Promise<void> {
    if (this.#options.aloneOnStore) await releaseAllLeases(this.#options.store);
  }

  /** Looks every second for updates whose next reading is due. */
  start(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    const tick = () => {
      this.#round = this.runDue()
        .catch((error: unknown) => this.#options.log.error({ err: error }, "updates could not be looked after"))
        .finally(() => {
          if (this.#stopped) return;
          this.#timer = setTimeout(tick, tickMs);
          this.#timer.unref();
        });
    };
    this.#timer = setTimeout(tick, 0);
    this.#timer.unref();
    if (this.#options.aloneOnStore) return;
    this.#renewing = setInterval(() => this.#renewLeases(), renewEveryMs);
    this.#renewing.unref();
  }

  /** Starts no more steps, waits for those under way, and leaves the updates to other instances. */
  async stop(): Promise<void> {
    const { store, instanceId, aloneOnStore, log } = this.#options;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    await Promise.allSettled(this.#steps.values());
    clearInterval(this.#renewing);
    if (aloneOnStore) return;
    await releaseLeases(store, instanceId).catch((error: unknown) =>
      log.warn({ err: error }, "leases run out instead"),
    );
  }

  #renewLeases(): void {
    const { store, clock, instanceId, log } = this.#options;
    const until = new Date(clock.now().getTime() + leaseMs).toISOString();
    renewLeases(store, instanceId, until).catch((error: unknown) =>
      log.warn({ err: error }, "leases were not renewed"),
    );
  }

  /** Takes one step with every update that is due now, and waits for these steps. */
  async runDue(): Promise<void> {
    const { store, clock, instanceId } = this.#options;
    const waiting = await dueImageUpdates(store, instanceId, clock.now().toISOString());
    const worker = async () => {
      for (let id = waiting.shift(); id !== undefined && !this.#stopped; id = waiting.shift()) await this.step(id);
    };
    await Promise.all(Array.from({ length: stepsAtOnce }, worker));
  }

  /** Reads and judges one update, if it is due and nobody else watches it. Never throws. */
  async step(updateId: string): Promise<void> {
    const known = this.#steps.get(updateId);
    if (known !== undefined) return await known;
    const step = this.#step(updateId)
      .catch((error: unknown) => this.#options.log.error({ err: error, updateId }, "an update could not be followed"))
      .finally(() => this.#steps.delete(updateId));
    this.#steps.set(updateId, step);
    await step;
  }

  async #step(id: string): Promise<void> {
    const { store, clock, connections, instanceId, log } = this.#options;
    const now = clock.now();
    const until = new Date(now.getTime() + leaseMs).toISOString();
    const row = await claimImageUpdate(store, { id, owner: instanceId, now: now.toISOString(), until });
    if (row === undefined) return;
    const update = row.state === "submitting" ? await this.#takeForUnknown(row) : row;
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
    const changed = await this.#record(update, facts);
    if (changed === "ended") {
      connection.catalogs.invalidate();
      connection.images.invalidate();
    } else if (changed === "went-on") {
      connection.catalogs.updatesChanged();
    }
  }

  /** The process that was sending has gone: what it sent, if anything, can only be found out by reading. */
  async #takeForUnknown(row: ImageUpdateRow): Promise<ImageUpdateRow> {
    const { store, clock, instanceId, audit } = this.#options;
    const changes = {
      state: "unknown",
      message: interrupted,
      answer_trouble: "Catalog Deck was interrupted before an answer came.",
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
  async #leave(row: ImageUpdateRow, message: string): Promise<void> {
    const { store, clock, instanceId, audit, log } = this.#options;
    const now = clock.now();
    const changes = {
      state: "unknown",
      message,
      active: 0,
      blocks_catalog: 0,
      decision_needed_since: null,
      catalog_seen: null,
      finished_at: now.toISOString(),
    };
    const after = { ...row, ...changes };
    log.warn({ updateId: row.id, connectionId: row.connection_id }, "an update's connection leads to another site now");
    await store.transaction().execute(async (trx) => {
      if (!(await changeClaimedImageUpdate(trx, row.id, instanceId, changes))) return;
      await appendStep(trx, after, now);
      const isOutside = row.origin === "outside";
      await audit.append(isOutside ? outsideAuditEntry(after) : imageUpdateAuditEntry("update-ended", after), trx);
    });
  }

  async #tryLater(row: ImageUpdateRow, error?: unknown): Promise<void> {
    const { store, clock, instanceId } = this.#options;
    const now = clock.now();
    const { failures, waitMs } = afterFailedReading(error, row.read_failures, now);
    await changeClaimedImageUpdate(store, row.id, instanceId, {
      read_failures: failures,
      ...nextStep(now, waitMs),
    });
  }

  async #record(row: ImageUpdateRow, facts: StepFacts): Promise<"ended" | "went-on" | "same"> {
    const { store, clock, instanceId, audit } = this.#options;
    const now = clock.now();
    const isOutside = row.origin === "outside";
    const verdict = isOutside
      ? judgeOutsideUpdate(row, facts.reading, now, facts.isOver ? 0 : this.#patience.settleMs)
      : judgeImageUpdate(watchedUpdate(row), facts.reading, now, this.#patience);
    const ended = isEnded(verdict.state);
    const afterMs = watchAgainAfterMs(now.getTime() - Date.parse(row.requested_at));
    const facesNow = factsOfRow(row, facts, verdict, now);
    const changes = {
      ...facesNow,
      ...(isOutside ? targetSeen(facts, verdict) : {}),
      read_failures: 0,
      ...(ended ? { active: 0, finished_at: now.toISOString() } : {}),
      // The image is in place: while machines wait for their users, the catalog may be moved on.
      blocks_catalog: ended || verdict.state === "waitingForRestart" ? 0 : row.blocks_catalog,
      ...nextStep(now, Math.max(afterMs, isOutside ? outsideStepMs : 0)),
    };
    const after: ImageUpdateRow = { ...row, ...changes };
    const isStep =
      after.state !== row.state || after.sub_state !== row.sub_state || (after.message ?? "") !== (row.message ?? "");
    let recorded = false;
    await store.transaction().execute(async (trx) => {
      recorded = await changeClaimedImageUpdate(trx, row.id, instanceId, changes);
      if (!recorded) return;
      if (isStep) await appendStep(trx, after, now);
      if (ended)
        await audit.append(isOutside ? outsideAuditEntry(after) : imageUpdateAuditEntry("update-ended", after), trx);
    });
    if (!recorded) return "same";
    if (ended) return "ended";
    const shown = ["percent", "started_at", "catalog_seen"] as const;
    return isStep || shown.some((name) => after[name] !== row[name]) ? "went-on" : "same";
  }
}

/** What is shown of the update after this reading. */
function factsOfRow(row: ImageUpdateRow, facts: StepFacts, verdict: Verdict, now: Date) {
  const { reading } = facts;
  const processing = reading?.state === "Processing" && verdict.state === "running";
  const imageInPlace = verdict.state === "succeeded" || verdict.state === "waitingForRestart";
  const keptMessage = verdict.state === row.state ? row.message : null;
  return {
    state: verdict.state,
    message: verdict.message ?? keptMessage,
    sub_state: isEnded(verdict.state) && verdict.state !== "failed" ? null : (reading?.subState ?? null),
    percent: imageInPlace ? 100 : processing ? (reading.percent ?? null) : row.percent,
    started_at: facts.startedAt ?? row.started_at,
    estimated_minutes: facts.estimatedMinutes ?? row.estimated_minutes,
    processing_seen_at: processing ? now.toISOString() : row.processing_seen_at,
    decision_needed_since: verdict.undecidable ? (row.decision_needed_since ?? now.toISOString()) : null,
    catalog_seen: verdict.undecidable && reading !== null ? JSON.stringify(catalogSeen(reading, now)) : null,
  };
}

/** Between two steps the lease runs on, so that the update stays with the instance that watches it. */
function nextStep(now: Date, afterMs: number): { next_step_at: string; lease_until: string } {
  const next = now.getTime() + afterMs;
  return {
    next_step_at: new Date(next).toISOString(),
    lease_until: new Date(now.getTime() + leaseMs).toISOString(),
  };
}
