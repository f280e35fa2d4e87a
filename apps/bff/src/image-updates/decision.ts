import type { ImageUpdate, UpdateDecision } from "@catalog-deck/contract";
import type { AuditLog } from "../audit/audit-log.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { demandAuthority } from "../identity/authority.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { factText } from "../store/fact-text.ts";
import {
  changeImageUpdate,
  changeUndecidedImageUpdate,
  type ImageUpdateRow,
  imageUpdateFromRow,
  openDecisionOf,
} from "../store/image-updates.ts";
import { leaseTime, readLeaseTime } from "../store/lease-time.ts";
import { imageUpdateAuditEntry } from "./audit-entry.ts";
import { readCatalogOf } from "./catalog-reading.ts";
import { catalogSeen } from "./decision-facts.ts";
import type { OnUpdateEnded } from "./metrics.ts";
import { sentToOtherSite, updateSeenThrough } from "./other-site.ts";
import type { StartRequest } from "./request-checks.ts";
import { appendStep, watchedUpdate } from "./update-records.ts";
import { judgeImageUpdate } from "./verdict.ts";

export interface DecisionRequest
  extends Pick<StartRequest, "connection" | "authority" | "actor" | "requestId" | "address"> {
  updateId: string;
  body: UpdateDecision;
}

/**
 * Takes an administrator's decision on an update whose answer was lost. The catalog is read once more first: a decision
 * on facts that no longer hold is refused (412), and so is one that nobody needs any more (409). Decision and audit entry
 * are written together; nothing is ever sent. Throws the client's error when the catalog cannot be read.
 */
export async function decideImageUpdate(
  { store, clock, audit, onEnded }: { store: Store; clock: Clock; audit: AuditLog; onEnded: OnUpdateEnded },
  request: DecisionRequest,
): Promise<ImageUpdate> {
  const { connection, updateId, body } = request;
  const row = await updateSeenThrough(connection, store, updateId);
  if (openDecisionOf(row) === undefined || sentToOtherSite(connection, row) !== undefined) throw notOpen(row);
  await demandSameFacts(store, clock, { connection, row, body });

  const now = clock.now();
  const changes = changesBy(request, now);
  const after: ImageUpdateRow = { ...row, ...changes, decision_needed_since: null };
  await store.transaction().execute(async (trx) => {
    const waits = { next_step_at: leaseTime(trx, clock), quiet_since: leaseTime(trx, clock) };
    if (!(await changeUndecidedImageUpdate(trx, row.id, { ...changes, ...waits }))) throw notOpen(row);
    await appendStep(trx, after, now);
    const { outcome, reason, seenVersion } = body;
    const details = { outcome, reason, seen: openDecisionOf(row)?.catalog, seenVersion };
    await audit.append(imageUpdateAuditEntry("update-decided", after, request, details), trx);
    await demandAuthority(request.authority, trx, "authority-lost-undecided");
  });
  if (after.active === 0) onEnded(after);
  connection.catalogs.invalidate();
  return imageUpdateFromRow(after);
}

async function demandSameFacts(
  store: Store,
  clock: Clock,
  { connection, row, body }: { connection: CitrixConnection; row: ImageUpdateRow; body: UpdateDecision },
): Promise<void> {
  const { reading } = await readCatalogOf(connection, row);
  const now = clock.now();
  const at = await readLeaseTime(store, clock);
  const undecidable = judgeImageUpdate(watchedUpdate(row, at), reading, at).undecidable === true;
  if (undecidable && reading !== null && catalogSeen(reading, now).version === body.seenVersion) return;
  // Whoever watches the update shall take the news at once.
  await changeImageUpdate(store, row.id, { next_step_at: leaseTime(store, clock) });
  throw new HttpProblem(
    412,
    "catalog-changed",
    { code: "catalog-changed-undecided", params: { catalog: row.catalog_name } },
    { updateId: row.id },
  );
}

function changesBy({ body, actor }: DecisionRequest, now: Date) {
  const at = now.toISOString();
  const params = { name: actor.displayName, reason: body.reason };
  if (body.outcome === "started") {
    const fact = factText({ code: "decided-started", params });
    return { state: "running", fact, decided_at: at, catalog_seen: null };
  }
  return {
    state: "rejected",
    fact: factText({ code: "decided-not-started", params }),
    active: 0,
    blocks_catalog: 0,
    finished_at: at,
    decided_at: at,
    catalog_seen: null,
    guessed: 1,
  };
}

function notOpen(row: ImageUpdateRow): HttpProblem {
  return new HttpProblem(
    409,
    "decision-not-open",
    { code: "decision-not-open", params: { catalog: row.catalog_name } },
    { updateId: row.id },
  );
}
