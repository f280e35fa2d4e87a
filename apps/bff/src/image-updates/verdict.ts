import type { CatalogWarning, ImageUpdateState } from "@catalog-deck/contract";

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

/** What a reading says about an update. `message` is absent when nothing needs saying beyond the state. */
export interface Verdict {
  state: ImageUpdateState;
  message?: string;
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
  if (reading.state === "Error") return { state: "failed", message: errorInWords(reading) };
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
  return { state: "failed", message: "The catalog no longer exists in Citrix Cloud." };
}

function whileProcessing(update: WatchedUpdate): Verdict {
  // The new image is in place already: what runs now is another job of the catalog.
  if (update.state === "waitingForRestart") return { state: "waitingForRestart" };
  if (update.state !== "unknown") return { state: "running" };
  return { state: "running", message: "Citrix's answer was lost, but the catalog is being updated." };
}

function imageInPlace(reading: CatalogReading): Verdict {
  if (!restartsPending(reading)) return { state: "succeeded" };
  return {
    state: "waitingForRestart",
    message: "The new image is in place. Machines that still have users restart as those users log off.",
  };
}

function whileWaitingForRestart(update: WatchedUpdate, reading: CatalogReading): Verdict {
  if (reading.imageId === update.toImageId) return imageInPlace(reading);
  if (hasRollbackWarning(reading)) return { state: "rolledBack", message: rolledBackMessage };
  return {
    state: "failed",
    message: "The image was in place, but it was replaced by another before every machine had restarted.",
  };
}

/** The state is final, and the requested image has not visibly replaced another one. */
function withoutNewImage(update: WatchedUpdate, reading: CatalogReading, now: Date, patience: Patience): Verdict {
  const sameImageAgain = update.fromImageId === update.toImageId;
  const began = update.processingSeenAt !== null;
  if (reading.imageId !== update.fromImageId) {
    return {
      state: "failed",
      message: `The catalog is now on another image (${reading.imageName ?? reading.imageId ?? "none"}): it was changed by someone else.`,
    };
  }
  const quietMs = now.getTime() - update.quietSince.getTime();
  // `updateStatus` may be ahead of the catalog or behind it: while it says that work goes on, nothing has ended. Not for
  // ever, though: in the end the catalog's own state counts.
  const believedMs = (update.estimatedMinutes ?? 0) * 60_000 + patience.statusMs;
  const statusGoesOn = reading.status?.state === "Processing";
  if (statusGoesOn && quietMs < believedMs) return whileProcessing(update);
  if (hasRollbackWarning(reading) && (began || !update.rollbackWarningAtRequest)) {
    return { state: "rolledBack", message: rolledBackMessage };
  }
  if (sameImageAgain && began) return imageInPlace(reading);

  if (update.state === "unknown") return whileUnknown(update, reading, now, patience);
  if (quietMs < (began ? patience.settleMs : patience.beginMs)) return { state: update.state };
  if (hasRollbackWarning(reading) && changedSinceRequest(update, reading)) {
    return { state: "rolledBack", message: rolledBackMessage };
  }
  if (sameImageAgain && changedSinceRequest(update, reading)) return imageInPlace(reading);
  const message = whyNotInPlace(update, { began, statusGoesOn });
  return { state: "failed", message, ...(began ? {} : { guess: true }) };
}

function whyNotInPlace(update: WatchedUpdate, seen: { began: boolean; statusGoesOn: boolean }): string {
  const { toImageName } = update;
  if (toImageName === null)
    return `Citrix ended it, and the catalog is still on ${update.fromImageName ?? "no image"}.`;
  if (seen.statusGoesOn) {
    return `Citrix's status still says that the update runs, but the catalog has long been at rest and is not on ${toImageName}.`;
  }
  if (seen.began) return `Citrix ended the update, but the catalog is not on ${toImageName}. Citrix gave no reason.`;
  if (update.decidedAt !== null) {
    return `An administrator decided that the update had started, but the catalog is not on ${toImageName}.`;
  }
  return `Citrix accepted the update, but the catalog never began it and is not on ${toImageName}.`;
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
      message: `Citrix's answer was lost. The catalog has not changed in the ${minutes} minutes since, so the update did not start.`,
      guess: true,
    };
  }
  return {
    state: "unknown",
    message: `Citrix's answer was lost, and after ${minutes} minutes the catalog does not show whether the update to ${update.toImageName} started. An administrator has to check the catalog in Citrix Cloud and decide.`,
    undecidable: true,
  };
}

const rolledBackMessage = "Citrix could not finish the update and put the previous image back.";

function hasRollbackWarning(reading: CatalogReading): boolean {
  return reading.warnings.some((warning) => warning.type === "ImageRollback");
}

/** The contract lists `PendingVdaUpdate` both as a warning and as a sub-state. */
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

function errorInWords(reading: CatalogReading): string {
  const said = reading.statusMessage ?? reading.status?.errorDetails ?? reading.status?.statusMessage;
  return said === undefined ? "The catalog is in an error state." : `The catalog is in an error state: ${said}`;
}
