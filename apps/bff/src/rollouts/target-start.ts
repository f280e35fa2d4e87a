import { CatalogServiceError } from "@catalog-deck/catalogservice";
import type { HoldReason, ImageUpdateRequest, Problem } from "@catalog-deck/contract";
import { factOfCitrixError } from "../citrix/citrix-problems.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { type Authority, mayStillStart } from "../identity/authority.ts";
import { rolloutKeyPrefix, type StartAnswer } from "../image-updates/idempotency.ts";
import type { SharedImages } from "../image-updates/request-checks.ts";
import type { ImageUpdateStarter } from "../image-updates/starter.ts";
import type { Clock } from "../lib/clock.ts";
import { keepStarting } from "../store/rollout-leases.ts";
import type { RolloutRow, RolloutTargetRow } from "../store/rollouts.ts";
import { responsibleOf } from "./rollout-records.ts";

/** Citrix is asked again so soon at the earliest, and so late at the latest. */
const shortestBackOffMs = 5_000;
const longestBackOffMs = 60 * 60_000;
const backOffMs = 60_000;

/**
 * What became of an attempt to start a target. `isUsed`: the attempt has a record, so that another one needs a key of its
 * own.
 */
export type StartEnd =
  | { kind: "sent"; updateId: string }
  /** The catalog is busy with something else. */
  | { kind: "busy"; isUsed: boolean }
  /** Citrix is away or limits the rate: nothing was sent. */
  | { kind: "backOff"; isUsed: boolean; backOffMs: number; code: string }
  | { kind: "hold"; reason: HoldReason; params: Record<string, unknown> }
  | { kind: "alreadyOnImage" }
  /** Nothing may start any more, or the target was taken from whoever was starting it. Nothing was sent. */
  | { kind: "putBack" };

/** The key of an attempt: it finds the attempt whoever is responsible for the rollout by then. */
export function keyOfAttempt({ rollout_id, catalog_id, attempt }: RolloutTargetRow): string {
  return `${rolloutKeyPrefix}${rollout_id}:${catalog_id}:${attempt}`;
}

/** Starts one target as a single update would be, and says what became of it. Throws only when the database is away. */
export async function startTarget(
  { starter, clock }: { starter: ImageUpdateStarter; clock: Clock },
  row: RolloutRow,
  target: RolloutTargetRow,
  { connection, images }: { connection: CitrixConnection; images: SharedImages },
): Promise<StartEnd> {
  const { id, displayName } = responsibleOf(row);
  let isTaken = false;
  const authority: Authority = {
    async stillHolds(db) {
      const { rollout_id: rolloutId, catalog_id: catalogId, attempt } = target;
      isTaken = !(await keepStarting(db, { rolloutId, catalogId, attempt }));
      return !isTaken && (await mayStillStart(db, responsibleOf(row), clock.now()));
    },
  };
  const lost = (): StartEnd =>
    isTaken ? { kind: "putBack" } : { kind: "hold", reason: "notAllowed", params: { person: { id, displayName } } };
  try {
    const answer = await starter.start({
      connection,
      catalogId: target.catalog_id,
      key: keyOfAttempt(target),
      body: bodyOf(row, target),
      authority,
      actor: { id, displayName, role: "admin" },
      rolloutId: row.id,
      images,
    });
    return answer.kind === "refused" && answer.code === "authority-lost" ? lost() : endOfAnswer(answer);
  } catch (error) {
    if (error instanceof CatalogServiceError) return endOfCitrixError(error, target, clock.now());
    if (!(error instanceof HttpProblem) || error.code === "storage-unavailable") throw error;
    if (error.code === "authority-lost") return lost();
    return await endOfProblem(error, target, connection);
  }
}

/** What Citrix is asked for: what a person would send for this catalog alone. */
function bodyOf(row: RolloutRow, target: RolloutTargetRow): ImageUpdateRequest {
  return {
    imageId: target.to_image_id,
    expectedImageId: target.from_image_id,
    vdaUpdateDelay: row.vda_update_delay,
    acknowledgedWarnings: JSON.parse(target.acknowledged_warnings) as string[],
    ...(row.warning_title === null ? {} : { warningTitle: row.warning_title }),
    ...(row.warning_message === null ? {} : { warningMessage: row.warning_message }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}

/** Refusals after the record was written that say nothing about the catalog: nothing was sent, and another try may be. */
const passing: readonly Problem["code"][] = [
  "citrix-rate-limited",
  "citrix-call-limit",
  "citrix-unavailable",
  "citrix-timed-out",
  "not-sent-in-time",
];

/** What an answer of the starter says, also one that was found after a restart. */
export function endOfAnswer(answer: StartAnswer): StartEnd {
  if (answer.kind === "accepted") return { kind: "sent", updateId: answer.update.id };
  const { code, extras } = answer;
  if (passing.includes(code)) {
    return { kind: "backOff", isUsed: true, backOffMs: backOffWithinLimits(extras.retryAfterMs ?? backOffMs), code };
  }
  if (code === "citrix-conflict") return { kind: "busy", isUsed: true };
  // Refused for good: the update is recorded as rejected, which is a failure.
  if (extras.updateId === undefined) throw new Error(`a refused update without its id: ${code}`);
  return { kind: "sent", updateId: extras.updateId };
}

function endOfCitrixError(error: CatalogServiceError, target: RolloutTargetRow, now: Date): StartEnd {
  if (error.kind === "not-found") return drift(target);
  const { code } = factOfCitrixError(error);
  const askedFor = error.retryAt === undefined ? backOffMs : error.retryAt.getTime() - now.getTime();
  return { kind: "backOff", isUsed: false, backOffMs: backOffWithinLimits(askedFor), code };
}

async function endOfProblem(
  problem: HttpProblem,
  target: RolloutTargetRow,
  connection: CitrixConnection,
): Promise<StartEnd> {
  const { catalog_id: catalogId, catalog_name: catalogName } = target;
  switch (problem.code) {
    case "catalog-busy":
      return { kind: "busy", isUsed: false };
    case "starts-stopped":
      return { kind: "putBack" };
    case "catalog-changed":
      return await whatIsThere(target, connection);
    case "rules-violated": {
      const { rules = [] } = problem.extras;
      return { kind: "hold", reason: "rules", params: { catalogs: [{ catalogId, catalogName, rules }] } };
    }
    case "invalid-request": {
      const { detail: message, fact } = problem;
      const rules = [{ code: "image-unknown", severity: "block", message, fact }];
      return { kind: "hold", reason: "rules", params: { catalogs: [{ catalogId, catalogName, rules }] } };
    }
    default:
      return { kind: "backOff", isUsed: false, backOffMs, code: problem.code };
  }
}

/** The catalog runs another image than was expected: the wanted one, or one that somebody else has put there. */
async function whatIsThere(target: RolloutTargetRow, connection: CitrixConnection): Promise<StartEnd> {
  try {
    const siteId = await connection.siteId();
    const { data } = await connection.client.getCatalog(siteId, target.catalog_id, { purpose: "update" });
    const { imageId, templateImageName } = data;
    if (imageId === target.to_image_id) return { kind: "alreadyOnImage" };
    return drift(target, { id: imageId ?? "", name: templateImageName ?? imageId ?? "" });
  } catch (error) {
    if (!(error instanceof CatalogServiceError)) throw error;
    return { kind: "backOff", isUsed: false, backOffMs, code: factOfCitrixError(error).code };
  }
}

/** Without an image the catalog is gone. */
function drift(target: RolloutTargetRow, image?: { id: string; name: string }): StartEnd {
  const { catalog_id: catalogId, catalog_name: catalogName } = target;
  const found = image === undefined || image.id === "" ? {} : { image };
  return { kind: "hold", reason: "drift", params: { catalogs: [{ catalogId, catalogName, ...found }] } };
}

function backOffWithinLimits(ms: number): number {
  return Math.min(Math.max(ms, shortestBackOffMs), longestBackOffMs);
}
