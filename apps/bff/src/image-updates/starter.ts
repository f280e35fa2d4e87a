import { setTimeout as pause } from "node:timers/promises";
import { CatalogServiceError } from "@catalog-deck/catalogservice";
import type { FastifyBaseLogger } from "fastify";
import type { AuditLog } from "../audit/audit-log.ts";
import { problemFromCitrix } from "../citrix/citrix-problems.ts";
import { HttpProblem, storageUnavailable } from "../http/http-problem.ts";
import { authorityLost, demandAuthority } from "../identity/authority.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { factText } from "../store/fact-text.ts";
import { findIdempotencyKey, freeIdempotencyKey, insertIdempotencyKey, keepAnswer } from "../store/idempotency-keys.ts";
import {
  changeImageUpdate,
  changeSentImageUpdate,
  findImageUpdate,
  type ImageUpdateRow,
  imageUpdateFromRow,
  insertImageUpdate,
} from "../store/image-updates.ts";
import { leaseTime } from "../store/lease-time.ts";
import { imageUpdateAuditEntry } from "./audit-entry.ts";
import { keyReused, requestHash, rolloutKeyOwner, type StartAnswer } from "./idempotency.ts";
import { correctionOf, statesBefore } from "./late-answer.ts";
import type { OnUpdateEnded } from "./metrics.ts";
import { scopeOf } from "./other-site.ts";
import {
  type FreshFacts,
  readFreshFacts,
  refuseUnlessStartable,
  refuseWhileBusy,
  type StartRequest,
} from "./request-checks.ts";
import { type LastCheck, lastCheckOf, leaseWhileSending } from "./sending.ts";
import { demandStartsAllowed } from "./start-nothing.ts";
import {
  answerTrouble,
  appendStep,
  firstWaits,
  type RequestedRow,
  rowOfRequest,
  submittingLeaseMs,
  updateOfRow,
} from "./update-records.ts";

const firstStepAfterMs = 2_000;
/** How long the same request waits for the answer to the first one, which another instance is sending. */
const answerOfOthersWithinMs = 20_000;
const askOthersAgainMs = 200;

export interface ImageUpdateStarterOptions {
  /** Other instances may be sending updates of the same database. */
  othersShareStore?: boolean;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  log: FastifyBaseLogger;
  onEnded: OnUpdateEnded;
}

/**
 * Starts image updates: each at most once, and only after its intent is committed. After that Citrix looks at one request of
 * an update at most, ever: none is sent if the last check says no, and a second only after a 401.
 */
export class ImageUpdateStarter {
  readonly #options: ImageUpdateStarterOptions;
  readonly #underWay = new Map<string, { hash: string; answer: Promise<StartAnswer> }>();

  constructor(options: ImageUpdateStarterOptions) {
    this.#options = options;
  }

  /**
   * Starts an update, or gives the first answer again when the account used this key for the same request before.
   * Throws an `HttpProblem` or the Citrix client's error when nothing was sent.
   */
  async start(request: StartRequest): Promise<StartAnswer> {
    const { connection, catalogId, key, body } = request;
    const hash = requestHash(connection.id, catalogId, body);
    const slot = `${keyOwnerOf(request)} ${key}`;
    const first = this.#underWay.get(slot);
    if (first !== undefined) {
      if (first.hash !== hash) throw keyReused();
      return await first.answer;
    }
    const answer = this.#startOnce(request, hash);
    this.#underWay.set(slot, { hash, answer });
    try {
      return await answer;
    } finally {
      this.#underWay.delete(slot);
    }
  }

  /** Waits until every request under way has its outcome recorded. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#underWay.values()].map(({ answer }) => answer));
  }

  async #startOnce(request: StartRequest, hash: string): Promise<StartAnswer> {
    const earlier = await this.#earlierAnswer(request, hash);
    if (earlier !== undefined) return earlier;
    const { connection, catalogId, body } = request;
    const { store, clock } = this.#options;
    let facts: FreshFacts;
    try {
      facts = await readFreshFacts(connection, catalogId, body.imageId, "update", request.images);
      await refuseUnlessStartable(store, request, facts);
    } catch (error) {
      // What stands in the way may be this very request, which another instance has started meanwhile.
      const meanwhile = await this.#earlierAnswer(request, hash).catch(rethrowProblemsOnly);
      if (meanwhile !== undefined) return meanwhile;
      throw error;
    }
    const row = rowOfRequest(request, facts, clock.now());
    const lastCheck = lastCheckOf({ store, clock }, row, request.authority);
    const replayed = await this.#commitIntent(request, row, hash);
    return replayed ?? (await this.#send(request, row, { siteId: facts.siteId, lastCheck }));
  }

  async #earlierAnswer(request: StartRequest, hash: string): Promise<StartAnswer | undefined> {
    const { store, othersShareStore = false } = this.#options;
    const waitUntilMs = performance.now() + (othersShareStore ? answerOfOthersWithinMs : 0);
    for (;;) {
      const known = await findIdempotencyKey(store, keyOwnerOf(request), request.key);
      if (known === undefined) return undefined;
      if (known.request_hash !== hash) throw keyReused();
      if (known.answer !== null) return JSON.parse(known.answer) as StartAnswer;
      const row = await findImageUpdate(store, known.update_id);
      if (row === undefined) throw new Error(`idempotency key without its update ${known.update_id}`);
      // Another instance may be sending it: its answer is the answer. After a crash there is none: say how it stands.
      const mayBeSending = row.state === "submitting" && performance.now() < waitUntilMs;
      if (!mayBeSending) return { kind: "accepted", update: imageUpdateFromRow(row) };
      await pause(askOthersAgainMs);
    }
  }

  /** Writes update, key and audit entry together. An answer instead when another request with this key was faster. */
  async #commitIntent(request: StartRequest, row: ImageUpdateRow, hash: string): Promise<StartAnswer | undefined> {
    const { store, clock, audit, log } = this.#options;
    const { connection, key, authority } = request;
    try {
      await store.transaction().execute(async (trx) => {
        await insertImageUpdate(trx, { ...row, ...firstWaits(trx, clock, submittingLeaseMs) });
        await insertIdempotencyKey(trx, {
          account_id: keyOwnerOf(request),
          key,
          request_hash: hash,
          update_id: row.id,
          created_at: row.recorded_at,
        });
        await appendStep(trx, row, new Date(row.recorded_at));
        await audit.append(imageUpdateAuditEntry("update-intended", row, request), trx);
        await demandStartsAllowed(trx, connection.id);
        await demandAuthority(authority, trx, "authority-lost-unsent");
      });
      return undefined;
    } catch (error) {
      if (error instanceof HttpProblem && ["authority-lost", "starts-stopped"].includes(error.code)) throw error;
      // Either the database's unique indexes have stopped a second request, or the database is in trouble.
      const mine = await this.#settleUnsent(request, row).catch(rethrowProblemsOnly);
      const earlier = mine ? undefined : await this.#earlierAnswer(request, hash).catch(rethrowProblemsOnly);
      if (earlier !== undefined) return earlier;
      const catalog = { id: row.catalog_id, name: row.catalog_name };
      if (!mine) await refuseWhileBusy(store, scopeOf(row), catalog).catch(rethrowProblemsOnly);
      log.error({ err: error, catalogId: row.catalog_id }, "the intent of an image update could not be stored");
      throw storageUnavailable("update-not-recorded");
    }
  }

  /**
   * When only the answer to the commit was lost, the intent is there although nothing has been sent, nor will be: it
   * ends as rejected, and its key is free for another try. True when that was so. While the database stays away the
   * intent waits for the watcher, which ends it by reading.
   */
  async #settleUnsent(request: StartRequest, row: ImageUpdateRow): Promise<boolean> {
    const { store, clock, audit, onEnded } = this.#options;
    if ((await findImageUpdate(store, row.id)) === undefined) return false;
    const now = clock.now();
    const finishedAt = now.toISOString();
    const fact = factText({ code: "not-recorded", params: {} });
    const changes = { state: "rejected", active: 0, blocks_catalog: 0, fact, finished_at: finishedAt };
    const after = { ...row, ...changes };
    await store.transaction().execute(async (trx) => {
      await changeImageUpdate(trx, row.id, changes);
      await freeIdempotencyKey(trx, row.id);
      await appendStep(trx, after, now);
      await audit.append(imageUpdateAuditEntry("update-outcome", after, request), trx);
    });
    onEnded(after);
    return true;
  }

  /** The one request to Citrix. */
  async #send(
    request: StartRequest,
    row: RequestedRow,
    { siteId, lastCheck }: { siteId: string; lastCheck: LastCheck },
  ): Promise<StartAnswer> {
    const { connection, catalogId } = request;
    const ours = row.citrix_transaction_id === null ? {} : { transactionId: row.citrix_transaction_id };
    const lease = leaseWhileSending(this.#options, row);
    try {
      const options = { ...ours, lastCheck: async () => (await lastCheck.passes()) && lease.begin() };
      const accepted = await connection.client
        .startImageUpdate(siteId, catalogId, updateOfRow(row), options)
        .finally(() => lease.end());
      return await this.#record(request, row, {
        state: "running",
        citrix_transaction_id: accepted.transactionId,
        status_url: accepted.statusUrl,
      });
    } catch (error) {
      return await this.#recordFailure(request, row, error, lastCheck.authorityIsLost());
    } finally {
      connection.catalogs.invalidate();
    }
  }

  async #recordFailure(
    request: StartRequest,
    row: ImageUpdateRow,
    error: unknown,
    authorityIsLost: boolean,
  ): Promise<StartAnswer> {
    const { clock, log } = this.#options;
    if (!(error instanceof CatalogServiceError) || error.mayHaveBeenReceived) {
      log.error({ err: error, updateId: row.id }, "Citrix's answer to an image update was lost");
      const fact = factText({ code: "answer-lost", params: {} });
      const lost = { state: "unknown", fact, answer_trouble: factText(answerTrouble(error)) };
      return await this.#record(request, row, lost, error);
    }
    const about = { updateId: row.id };
    const problem = authorityIsLost
      ? authorityLost("authority-lost-unsent", about)
      : problemFromCitrix(error, about, clock.now());
    const { status, code, fact, extras, headers } = problem;
    const changes = {
      state: "rejected",
      active: 0,
      blocks_catalog: 0,
      fact: factText(fact),
      citrix_transaction_id: error.transactionId,
      finished_at: clock.now().toISOString(),
    };
    return await this.#record(request, row, changes, error, { kind: "refused", status, code, fact, extras, headers });
  }

  /**
   * Writes down how the request ended. When even that fails the watcher finds the update by its lease running out. An
   * answer that comes later than that, to a process that stood still, corrects what was only guessed meanwhile and changes
   * nothing that readings have shown.
   */
  async #record(
    request: StartRequest,
    row: ImageUpdateRow,
    outcome: Partial<ImageUpdateRow>,
    error?: unknown,
    refusal?: StartAnswer,
  ): Promise<StartAnswer> {
    const { store, clock, audit, log, onEnded } = this.#options;
    const now = clock.now();
    let isRecorded = false;
    let after: ImageUpdateRow = { ...row, ...outcome, lease_owner: null };
    const answer = () => refusal ?? { kind: "accepted" as const, update: imageUpdateFromRow(after) };
    const citrix =
      error instanceof CatalogServiceError ? { citrix: { kind: error.kind, status: error.status ?? null } } : {};
    try {
      await store.transaction().execute(async (trx) => {
        const correction = await correctionOf(trx, after);
        after = { ...after, ...correction };
        const changes = {
          ...outcome,
          ...correction,
          lease_owner: null,
          lease_until: null,
          next_step_at: leaseTime(trx, clock, firstStepAfterMs),
          quiet_since: leaseTime(trx, clock),
        };
        isRecorded = await changeSentImageUpdate(trx, row.id, statesBefore(after.state), changes);
        if (isRecorded) await appendStep(trx, after, now);
        else {
          log.warn(
            { updateId: row.id, outcome: after.state },
            "an outcome arrived later than what the catalog had shown",
          );
        }
        const given = answer();
        // Someone who may do it again may send the same request again: it was not looked at to its end.
        if (given.kind === "refused" && given.code === "authority-lost") await freeIdempotencyKey(trx, row.id);
        else await keepAnswer(trx, row.id, JSON.stringify(given));
        await audit.append(imageUpdateAuditEntry("update-outcome", after, request, citrix), trx);
      });
      if (isRecorded && after.active === 0) onEnded(after);
    } catch (storageError) {
      log.error({ err: storageError, updateId: row.id, outcome: after.state }, "an outcome could not be stored");
    }
    return answer();
  }
}

/** A key of a rollout finds the attempt whoever is responsible for the rollout by then. */
function keyOwnerOf({ rolloutId, actor }: StartRequest): string {
  return rolloutId === undefined ? actor.id : rolloutKeyOwner;
}

/** After a failed commit: a problem found by looking again is the answer; trouble with looking is not. */
function rethrowProblemsOnly(error: unknown): undefined {
  if (error instanceof HttpProblem) throw error;
  return undefined;
}
