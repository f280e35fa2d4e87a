import { isFinalState, isImageUpdateStep } from "@catalog-deck/domain";
import type { CatalogSighting } from "../store/catalog-sightings.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";
import type { CatalogReading } from "./verdict.ts";

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

/** An answer of Citrix may be this much older than the end of an update that another answer told. */
const oldAnswersForMs = 2 * 60_000;

/**
 * Says whether a catalog has changed externally since `before`. An old copy of it tells nothing: work that Citrix itself
 * dates before what was seen, or any difference shortly after the end of an update, whoever started it; it is looked at
 * again then. `updates`: those of `comparableSince` on, oldest first. While one is under way the
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
    updates.some((update) => endedWithin(oldAnswersForMs, update, now));
  return isOldCopy ? { kind: "nothing" } : happened;
}

function isOlder(changedAt: string | undefined, seenChangedAt: string | null): boolean {
  return changedAt !== undefined && seenChangedAt !== null && Date.parse(changedAt) < Date.parse(seenChangedAt);
}

function endedWithin(limitMs: number, { finished_at: end }: ImageUpdateRow, now: Date): boolean {
  return end !== null && !isAheadOfClock(end, now) && now.getTime() - Date.parse(end) < limitMs;
}

function differenceBetween(
  before: CatalogSighting,
  after: SeenCatalog,
  updates: readonly ImageUpdateRow[],
  now: Date,
): Happening {
  let from: ImageInUse = { id: before.image_id, name: before.image_name };
  const last = updates
    .filter((update) => isInPlace(update) && inPlaceSince(update) >= explainableSince(before, now))
    .sort((a, b) => (inPlaceSince(a) < inPlaceSince(b) ? -1 : 1))
    .at(-1);
  if (last !== undefined) from = { id: last.to_image_id, name: last.to_image_name };
  const wasUpdating = before.updating === 1;
  if (isImageUpdateStep(after)) return wasUpdating ? { kind: "nothing" } : { kind: "began", from };
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
export function isAheadOfClock(time: string, now: Date): boolean {
  return Date.parse(time) > now.getTime() + clocksDifferMs;
}

/**
 * From when on updates may explain what a catalog looks like after this sighting: at any time when the clock was put back
 * since, for then the sighting's own time says nothing.
 */
export function explainableSince(before: CatalogSighting, now: Date): string {
  const atMs = isAheadOfClock(before.seen_at, now) ? 0 : Date.parse(before.seen_at) - clocksDifferMs;
  return new Date(atMs).toISOString();
}

/** From when on updates have to be known to compare with this sighting: those that have ended lately as well. */
export function comparableSince(before: CatalogSighting, now: Date): string {
  const endedLately = new Date(now.getTime() - oldAnswersForMs).toISOString();
  const sinceSeen = explainableSince(before, now);
  return sinceSeen < endedLately ? sinceSeen : endedLately;
}

function isUnderWay({ active, state }: ImageUpdateRow): boolean {
  return active === 1 && state !== "waitingForRestart";
}

function isInPlace({ state, to_image_id }: ImageUpdateRow): boolean {
  return to_image_id !== null && (state === "succeeded" || state === "waitingForRestart");
}

/** The end of an update, or its beginning here while machines still wait for their restart. */
function inPlaceSince({ finished_at, recorded_at }: ImageUpdateRow): string {
  return finished_at ?? recorded_at;
}
