import type { CatalogWarning, FactOf, ImageUpdateState, UpdateFactCode } from "@catalog-deck/contract";
import { definedFields } from "../lib/defined-fields.ts";

/** What we know about an image update that has not ended, from our own records. */
export interface WatchedUpdate {
  state: ImageUpdateState;
  fromImageId: string | null;
  fromImageName: string | null;
  /** Null while nobody here knows it: an external update shows its image when that is in place. */
  toImageId: string | null;
  toImageName: string | null;
  /**
   * Since when the catalog has shown nothing of it: since the answer to the request, its loss, the last sight of work on
   * it, or the decision that it had started.
   */
  quietSince: Date;
  /** Since when Citrix has not found the catalog, reading for reading; null while it does. */
  missingSince: Date | null;
  /** When the catalog was last seen in `Processing` since the request; null when never. */
  processingSeenAt: Date | null;
  /** The catalog's `lastModifiedTime` in the reading that the request was checked against. */
  lastModifiedAtRequest: string | null;
  /** An `ImageRollback` warning, left by an earlier update, stood on the catalog before this request. */
  rollbackWarningAtRequest: boolean;
  /** When an administrator decided that it had started, its answer being lost; null when nobody did. */
  decidedAt: Date | null;
  /** Citrix's estimate of the whole duration; null when it gave none. */
  estimatedMinutes: number | null;
}

/** One reading of the catalog, with what `updateStatus` said if it could be read. */
export interface CatalogReading {
  state: string;
  subState?: string | undefined;
  statusMessage?: string | undefined;
  imageId: string | null;
  imageName?: string | undefined;
  warnings: readonly CatalogWarning[];
  percent?: number | undefined;
  lastModifiedTime?: string | undefined;
  status?: UpdateStatusReading | undefined;
}

/** What `updateStatus` adds to a reading of the catalog. */
interface UpdateStatusReading {
  state: string;
  subState?: string | undefined;
  statusMessage?: string | undefined;
  errorDetails?: string | undefined;
}

/** How long a catalog may look untouched before we believe it. */
export interface Patience {
  /** After an accepted request: how long a catalog may look as if nothing had been asked of it. */
  beginMs: number;
  /** After `Processing` was last seen: how long a final state with the old image is not believed yet. */
  settleMs: number;
  /** After Citrix first did not find the catalog: how long that is not believed yet. */
  missingMs: number;
  /** After a request whose answer was lost: how long the catalog is read before we say what we think. */
  reconcileMs: number;
  /** How long beyond Citrix's estimate `updateStatus` is believed against a catalog that rests on the old image. */
  statusMs: number;
}

export const defaultPatience: Patience = {
  beginMs: 5 * 60_000,
  settleMs: 2 * 60_000,
  missingMs: 2 * 60_000,
  reconcileMs: 15 * 60_000,
  statusMs: 2 * 60 * 60_000,
};

/** What a reading says about an update. `fact` is absent when nothing needs saying beyond the state. */
export interface Verdict {
  state: ImageUpdateState;
  fact?: FactOf<UpdateFactCode>;
  /** An administrator has to decide whether the update started: the catalog does not tell. */
  undecidable?: true;
  /** It is concluded from time alone: an answer to the request that comes after all says more. */
  guess?: true;
  /** Citrix did not find the catalog, which is not believed yet. */
  missing?: true;
}

/**
 * Says where an update stands, from one reading of its catalog (`null`: Citrix says that there is no such catalog).
 * Success needs a final state AND the requested image (citrix-api.md#progress-and-end-of-an-update). States that
 * nobody knows are never an end. `now`, `quietSince` and `missingSince` are by one clock that nobody sets; Citrix's times
 * are only compared with Citrix's.
 */
export function judgeImageUpdate(
  update: WatchedUpdate,
  reading: CatalogReading | null,
  now: Date,
  patience: Patience = defaultPatience,
): Verdict {
  if (reading === null || reading.state === "NotFound") return whileMissing(update, now, patience);
  if (reading.state === "Processing") return whileProcessing(update);
  if (reading.state === "Error") return { state: "failed", fact: errorSeen(reading) };
  if (reading.state !== "Active" && reading.state !== "InputRequired") {
    return update.state === "unknown" ? whileUnknown(update, reading, now, patience) : { state: update.state };
  }
  if (update.state === "waitingForRestart") return whileWaitingForRestart(update, reading);
  if (hasNewImage(update, reading.imageId)) return imageInPlace(reading);
  return withoutNewImage(update, reading, now, patience);
}

/**
 * Whether an image in use is the one that was asked for, and replaced another. Where nobody here knows which was asked for,
 * any but the old one.
 */
export function hasNewImage(
  { fromImageId, toImageId }: Pick<WatchedUpdate, "fromImageId" | "toImageId">,
  imageId: string | null,
): boolean {
  if (toImageId === null) return imageId !== null && imageId !== fromImageId;
  return imageId === toImageId && fromImageId !== toImageId;
}

/** One reading without the catalog may be Citrix's mistake: it is gone when it has been missing for a while. */
function whileMissing({ state, missingSince }: WatchedUpdate, now: Date, patience: Patience): Verdict {
  const isGone = missingSince !== null && now.getTime() - missingSince.getTime() >= patience.missingMs;
  if (!isGone) return { state, missing: true };
  return { state: "failed", fact: { code: "catalog-gone", params: {} } };
}

function whileProcessing(update: WatchedUpdate): Verdict {
  // The new image is in place already: what runs now is another job of the catalog.
  if (update.state === "waitingForRestart") return { state: "waitingForRestart" };
  if (update.state !== "unknown") return { state: "running" };
  return { state: "running", fact: { code: "runs-after-lost-answer", params: {} } };
}

function imageInPlace(reading: CatalogReading): Verdict {
  if (!restartsPending(reading)) return { state: "succeeded" };
  return { state: "waitingForRestart", fact: { code: "image-in-place", params: {} } };
}

function whileWaitingForRestart(update: WatchedUpdate, reading: CatalogReading): Verdict {
  if (reading.imageId === update.toImageId) return imageInPlace(reading);
  if (hasRollbackWarning(reading)) return { state: "rolledBack", fact: putBack };
  return { state: "failed", fact: { code: "image-replaced", params: {} } };
}

/** The state is final, and the requested image has not visibly replaced another one. */
function withoutNewImage(update: WatchedUpdate, reading: CatalogReading, now: Date, patience: Patience): Verdict {
  const sameImageAgain = update.fromImageId === update.toImageId;
  const began = update.processingSeenAt !== null;
  if (reading.imageId !== update.fromImageId) {
    return { state: "failed", fact: changedByOthers(reading) };
  }
  const quietMs = now.getTime() - update.quietSince.getTime();
  // `updateStatus` may be ahead of the catalog or behind it: while it says that work goes on, nothing has ended. Not for
  // ever, though: in the end the catalog's own state counts.
  const believedMs = (update.estimatedMinutes ?? 0) * 60_000 + patience.statusMs;
  const statusGoesOn = reading.status?.state === "Processing";
  if (statusGoesOn && quietMs < believedMs) return whileProcessing(update);
  if (hasRollbackWarning(reading) && (began || !update.rollbackWarningAtRequest)) {
    return { state: "rolledBack", fact: putBack };
  }
  if (sameImageAgain && began) return imageInPlace(reading);

  if (update.state === "unknown") return whileUnknown(update, reading, now, patience);
  if (quietMs < (began ? patience.settleMs : patience.beginMs)) return { state: update.state };
  if (hasRollbackWarning(reading) && changedSinceRequest(update, reading)) {
    return { state: "rolledBack", fact: putBack };
  }
  if (sameImageAgain && changedSinceRequest(update, reading)) return imageInPlace(reading);
  const fact = whyNotInPlace(update, { began, statusGoesOn });
  return { state: "failed", fact, ...(began ? {} : { guess: true }) };
}

function changedByOthers({ imageId, imageName }: CatalogReading): FactOf<UpdateFactCode> {
  if (imageId === null) return { code: "on-no-image", params: {} };
  return { code: "on-other-image", params: { image: imageName ?? imageId } };
}

function whyNotInPlace(update: WatchedUpdate, seen: { began: boolean; statusGoesOn: boolean }): FactOf<UpdateFactCode> {
  const { toImageName, fromImageName } = update;
  if (toImageName === null) {
    if (fromImageName === null) return { code: "external-without-image", params: {} };
    return { code: "external-not-in-place", params: { image: fromImageName } };
  }
  const params = { image: toImageName };
  if (seen.statusGoesOn) return { code: "status-never-ended", params };
  if (seen.began) return { code: "ended-without-image", params };
  if (update.decidedAt !== null) return { code: "decided-but-not-in-place", params };
  return { code: "never-began", params };
}

/** Citrix's answer to the request was lost, and the catalog does not show whether the update has begun. */
function whileUnknown(update: WatchedUpdate, reading: CatalogReading, now: Date, patience: Patience): Verdict {
  if (now.getTime() - update.quietSince.getTime() < patience.reconcileMs) return { state: "unknown" };
  const minutes = Math.round(patience.reconcileMs / 60_000);
  const certainlyUntouched =
    (reading.state === "Active" || reading.state === "InputRequired") &&
    reading.imageId === update.fromImageId &&
    update.processingSeenAt === null &&
    update.lastModifiedAtRequest !== null &&
    reading.lastModifiedTime === update.lastModifiedAtRequest;
  if (certainlyUntouched) {
    return {
      state: "rejected",
      fact: { code: "did-not-start", params: { minutes } },
      guess: true,
    };
  }
  return {
    state: "unknown",
    fact: { code: "cannot-tell", params: { image: update.toImageName ?? "-", minutes } },
    undecidable: true,
  };
}

const putBack = { code: "put-back", params: {} } as const;

function hasRollbackWarning(reading: CatalogReading): boolean {
  return reading.warnings.some((warning) => warning.type === "ImageRollback");
}

/** Citrix's API lists `PendingVdaUpdate` both as a warning and as a sub-state. */
function restartsPending(reading: CatalogReading): boolean {
  return (
    reading.subState === "PendingVdaUpdate" || reading.warnings.some((warning) => warning.type === "PendingVdaUpdate")
  );
}

function changedSinceRequest(update: WatchedUpdate, reading: CatalogReading): boolean {
  return (
    update.lastModifiedAtRequest !== null &&
    reading.lastModifiedTime !== undefined &&
    reading.lastModifiedTime !== update.lastModifiedAtRequest
  );
}

function errorSeen({ statusMessage, status }: CatalogReading): FactOf<UpdateFactCode> {
  const citrixMessage = statusMessage ?? status?.errorDetails ?? status?.statusMessage;
  return { code: "catalog-in-error", params: {}, ...definedFields({ citrixMessage }) };
}
