import { isFinalState } from "@catalog-deck/domain";
import type { CatalogSighting } from "../store/catalog-sightings.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";
import {
  type CatalogReading,
  defaultPatience,
  errorSeen,
  type Verdict,
  type WatchedUpdate,
  whileMissing,
} from "./verdict.ts";

/** The steps that only an image update goes through (citrix-api.md#catalog-states). */
const imageUpdateSteps = new Set([
  "ProcessingProvisioningMasterImage",
  "ProcessingVerifyingMasterImage",
  "ProcessingVdaCopyingMasterImage",
  "ProcessingVdaUpdatingCitrixServers",
  "ProcessingConfiguringCatalogMachines",
]);

/** An image in use; an id of null stands for none. */
export interface ImageInUse {
  id: string | null;
  name: string | null;
}

/** What a new look at a catalog means beside what it looked like before. */
export type Happening =
  | { kind: "nothing" }
  /** Nothing that is not known already: the memory is brought up to date. */
  | { kind: "remember"; image: ImageInUse }
  /** Citrix is at work on the catalog's image, and nobody asked for it here. */
  | { kind: "began"; from: ImageInUse }
  /** The catalog is on another image, and nobody asked for it here. */
  | { kind: "changed"; from: ImageInUse };

/** What one look at a catalog shows. */
type SeenCatalog = Pick<CatalogReading, "state" | "subState" | "imageId" | "imageName"> & {
  lastModifiedTime?: string | undefined;
};

/** True while Citrix is at work on a catalog's image. */
export function isImageUpdate({ state, subState }: { state: string; subState?: string | undefined }): boolean {
  return state === "Processing" && subState !== undefined && imageUpdateSteps.has(subState);
}

/** An answer of Citrix may be this much older than the end of an update of ours that another answer told. */
const oldAnswersForMs = 2 * 60_000;

/**
 * Says whether a catalog has changed from outside since `before`. An old copy of it tells nothing: work that Citrix
 * itself dates before what was seen, or any difference shortly after the end of an update of ours; it is looked at
 * again then. `updates`: those that have not ended or were asked for since, oldest first. While one is under way the
 * memory stands still, so that its end is compared with its beginning; an update that has put its image in place
 * explains that image.
 */
export function happeningBetween(
  before: CatalogSighting,
  after: SeenCatalog,
  updates: readonly ImageUpdateRow[],
  now: Date,
): Happening {
  if (updates.some(isUnderWay)) return { kind: "nothing" };
  const happened = differenceBetween(before, after, updates, now);
  if (happened.kind !== "began" && happened.kind !== "changed") return happened;
  const isOldCopy =
    (happened.kind === "began" && isOlder(after.lastModifiedTime, before.last_modified_at)) ||
    updates.some((update) => update.origin === "catalog-deck" && endedWithin(oldAnswersForMs, update, now));
  return isOldCopy ? { kind: "nothing" } : happened;
}

function isOlder(changedAt: string | undefined, seenChangedAt: string | null): boolean {
  return changedAt !== undefined && seenChangedAt !== null && Date.parse(changedAt) < Date.parse(seenChangedAt);
}

function endedWithin(limitMs: number, { finished_at: end }: ImageUpdateRow, now: Date): boolean {
  return end !== null && !isAhead(end, now) && now.getTime() - Date.parse(end) < limitMs;
}

function differenceBetween(
  before: CatalogSighting,
  after: SeenCatalog,
  updates: readonly ImageUpdateRow[],
  now: Date,
): Happening {
  let from: ImageInUse = { id: before.image_id, name: before.image_name };
  const last = updates
    .filter((update) => isInPlace(update) && update.requested_at >= since(before, now))
    .sort((a, b) => (inPlaceSince(a) < inPlaceSince(b) ? -1 : 1))
    .at(-1);
  if (last !== undefined) from = { id: last.to_image_id, name: last.to_image_name };
  const wasUpdating = before.updating === 1;
  if (isImageUpdate(after)) return wasUpdating ? { kind: "nothing" } : { kind: "began", from };
  if (!isFinalState(after.state)) {
    return wasUpdating && after.state !== "Processing" ? { kind: "remember", image: from } : { kind: "nothing" };
  }
  if (after.imageId === null) return { kind: "nothing" };
  if (after.imageId !== from.id) return { kind: "changed", from };
  const isNews = wasUpdating || before.image_id !== after.imageId;
  return isNews
    ? { kind: "remember", image: { id: after.imageId, name: after.imageName ?? from.name } }
    : { kind: "nothing" };
}

// Two instances may be apart by this much in what they take for the database's time.
const clocksDifferMs = 5_000;

/** Whether a time of ours was written down before the clock was put back. */
export function isAhead(time: string, now: Date): boolean {
  return Date.parse(time) > now.getTime() + clocksDifferMs;
}

/**
 * From when on updates may explain what a catalog looks like after this sighting: at any time when the clock was put back
 * since, for then the sighting's own time says nothing.
 */
export function since(before: CatalogSighting, now: Date): string {
  const atMs = isAhead(before.seen_at, now) ? 0 : Date.parse(before.seen_at) - clocksDifferMs;
  return new Date(atMs).toISOString();
}

function isUnderWay({ active, state }: ImageUpdateRow): boolean {
  return active === 1 && state !== "waitingForRestart";
}

function isInPlace({ state }: ImageUpdateRow): boolean {
  return state === "succeeded" || state === "waitingForRestart";
}

/** The end of an update, or its request while machines still wait for their restart. */
function inPlaceSince({ finished_at, requested_at }: ImageUpdateRow): string {
  return finished_at ?? requested_at;
}

/**
 * Says where an update from outside stands. It has succeeded only on another image than the one it began on; its target
 * is not known before. `settleMs`: how long a catalog at rest on the old image is not believed yet.
 */
export function judgeOutsideUpdate(
  update: Pick<WatchedUpdate, "state" | "fromImageId" | "fromImageName" | "quietSince" | "missingSince">,
  reading: CatalogReading | null,
  now: Date,
  settleMs = defaultPatience.settleMs,
): Verdict {
  if (reading === null || reading.state === "NotFound") return whileMissing(update, now);
  if (reading.state === "Error") {
    return { state: "failed", fact: errorSeen(reading) };
  }
  if (!isFinalState(reading.state)) return { state: "running" };
  const has = (type: string) => reading.warnings.some((warning) => warning.type === type);
  if (reading.imageId !== null && reading.imageId !== update.fromImageId) {
    return has("PendingVdaUpdate")
      ? { state: "succeeded", fact: { code: "restarts-pending", params: {} } }
      : { state: "succeeded" };
  }
  if (has("ImageRollback")) {
    return { state: "rolledBack", fact: { code: "put-back", params: {} } };
  }
  if (now.getTime() - update.quietSince.getTime() < settleMs) return { state: "running" };
  const { fromImageName: image } = update;
  if (image === null) return { state: "failed", fact: { code: "external-without-image", params: {} } };
  return { state: "failed", fact: { code: "external-not-in-place", params: { image } } };
}
