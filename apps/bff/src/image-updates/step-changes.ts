import { isEnded } from "@catalog-deck/domain";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { factText } from "../store/fact-text.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";
import { leaseTime } from "../store/lease-time.ts";
import type { StepFacts } from "./catalog-reading.ts";
import { catalogSeen } from "./decision-facts.ts";
import type { Verdict } from "./verdict.ts";

/** Short, so that another instance takes over soon, and renewed while this process lives. */
export const watchLeaseMs = 10_000;

/** What is shown of the update after this reading. */
export function factsOfRow(row: ImageUpdateRow, facts: StepFacts, verdict: Verdict, now: Date) {
  const { reading } = facts;
  const processing = reading?.state === "Processing" && verdict.state === "running";
  const imageInPlace = verdict.state === "succeeded" || verdict.state === "waitingForRestart";
  const keptFact = verdict.state === row.state ? row.fact : null;
  return {
    ...(imageInPlace && row.to_image_id === null ? imageSeen(reading) : {}),
    state: verdict.state,
    fact: verdict.fact === undefined ? keptFact : factText(verdict.fact),
    sub_state: isEnded(verdict.state) && verdict.state !== "failed" ? null : (reading?.subState ?? null),
    percent: imageInPlace ? 100 : processing ? (reading.percent ?? null) : row.percent,
    started_at: facts.startedAt ?? row.started_at,
    estimated_minutes: facts.estimatedMinutes ?? row.estimated_minutes,
    processing_seen_at: processing ? now.toISOString() : row.processing_seen_at,
    decision_needed_since: verdict.undecidable ? (row.decision_needed_since ?? now.toISOString()) : null,
    catalog_seen: verdict.undecidable && reading !== null ? JSON.stringify(catalogSeen(reading, now)) : null,
  };
}

/** An external update shows its image when that is in place. */
function imageSeen(reading: StepFacts["reading"]): Partial<Pick<ImageUpdateRow, "to_image_id" | "to_image_name">> {
  if (reading === null || reading.imageId === null) return {};
  return { to_image_id: reading.imageId, to_image_name: reading.imageName ?? reading.imageId };
}

/** From when on the update is quiet, and its catalog missing, after this reading. */
export function quietAndMissingSince(
  row: ImageUpdateRow,
  { verdict, processing, at }: { verdict: Verdict; processing: boolean; at: Date },
): Pick<ImageUpdateRow, "quiet_since" | "missing_since"> {
  const seenNow = processing && verdict.state === "running";
  return {
    quiet_since: seenNow ? at.toISOString() : (row.quiet_since ?? at.toISOString()),
    missing_since: verdict.missing === true ? (row.missing_since ?? at.toISOString()) : null,
  };
}

/** Between two steps the lease runs on, so that the update stays with the instance that watches it. */
export function nextStep(store: Store, clock: Clock, afterMs: number) {
  return { next_step_at: leaseTime(store, clock, afterMs), lease_until: leaseTime(store, clock, watchLeaseMs) };
}
