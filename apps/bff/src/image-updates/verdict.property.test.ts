import { isEnded } from "@catalog-deck/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CatalogReading, defaultPatience, judgeImageUpdate, type WatchedUpdate } from "./verdict.ts";

/** fast-check reports the seed and the shortest failing sequence; `DECK_SEED` runs that seed again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);
const minuteMs = 60_000;

const images = fc.constantFrom("old", "new", "third", null);
const warning = fc.constantFrom("ImageRollback", "PendingVdaUpdate", "ImageDeprecated").map((type) => ({ type }));
const states = fc.constantFrom("Active", "InputRequired", "Processing", "Error", "Unknown", "Deleting", "Brooding");
const requestedAt = new Date("2026-11-23T14:00:00Z");
const modifiedTimes = fc.constantFrom("2026-11-20T08:00:00Z", "2026-11-23T14:01:00Z", undefined);

const readings: fc.Arbitrary<CatalogReading> = fc.record({
  state: states,
  subState: fc.constantFrom(undefined, "PendingVdaUpdate", "ProcessingVdaCopyingMasterImage"),
  imageId: images,
  warnings: fc.uniqueArray(warning, { selector: ({ type }) => type }),
  lastModifiedTime: modifiedTimes,
  status: fc.option(fc.record({ state: states }), { nil: undefined }),
});

const updates: fc.Arbitrary<WatchedUpdate> = fc.record({
  state: fc.constantFrom("running", "unknown"),
  fromImageId: images,
  toImageId: fc.constant("new"),
  toImageName: fc.constant("Win11-2026-11"),
  fromImageName: fc.constant("Win11-2026-10"),
  quietSince: fc.constant(requestedAt),
  missingSince: fc.constant(null),
  processingSeenAt: fc.constant(null),
  lastModifiedAtRequest: modifiedTimes.map((time) => time ?? null),
  rollbackWarningAtRequest: fc.boolean(),
  decidedAt: fc.constant(null),
  estimatedMinutes: fc.option(fc.integer({ min: 0, max: 300 })),
});

/** A reading and the milliseconds since the one before; null stands for a catalog that is not there. */
const steps = fc.array(fc.tuple(fc.nat(10 * minuteMs), fc.option(readings, { freq: 30 })), { maxLength: 15 });

/** One step of the watcher: what is judged, and what is kept of it for the next one. */
function step(update: WatchedUpdate, reading: CatalogReading | null, now: Date): WatchedUpdate {
  const { state, missing } = judgeImageUpdate(update, reading, now);
  const isTruth = ["Active", "InputRequired"].includes(reading?.state ?? "") && reading?.imageId === update.toImageId;
  if (state === "succeeded" || (state === "waitingForRestart" && update.state !== state)) expect(isTruth).toBe(true);
  if (state === "rejected") expect(update).toMatchObject({ state: "unknown", processingSeenAt: null });
  expect(["running", "unknown", "waitingForRestart"].includes(state) || isEnded(state)).toBe(true);
  if (state !== update.state && !isEnded(state)) expect(state).not.toBe("unknown");
  if (reading === null && update.missingSince === null) expect(state).toBe(update.state);
  const missingSince = missing ? (update.missingSince ?? now) : null;
  const seen = reading?.state === "Processing" ? { processingSeenAt: now, quietSince: now } : {};
  return { ...update, state, missingSince, ...seen };
}

test(`whatever is read in whatever order, success is the requested image in a final state (seed ${seed})`, () => {
  fc.assert(
    fc.property(updates, steps, (first, sequence) => {
      let update = first;
      let nowMs = requestedAt.getTime();
      for (const [waitMs, reading] of sequence) {
        nowMs += waitMs;
        update = step(update, reading, new Date(nowMs));
        if (isEnded(update.state)) return;
      }
    }),
    { seed, numRuns: 5_000 },
  );
});

test(`whatever was read before, an update ends when its catalog has come to rest, or an admin decides (seed ${seed})`, () => {
  const atRest = readings.map((reading) => ({
    ...reading,
    state: "Active",
    subState: undefined,
    warnings: reading.warnings.filter(({ type }) => type !== "PendingVdaUpdate"),
    status: undefined,
  }));
  fc.assert(
    fc.property(updates, steps, atRest, (first, sequence, rest) => {
      let update = first;
      let nowMs = requestedAt.getTime();
      for (const [waitMs, reading] of sequence) {
        nowMs += waitMs;
        update = step(update, reading, new Date(nowMs));
        if (isEnded(update.state)) return;
      }
      nowMs += defaultPatience.reconcileMs;
      const { state, undecidable } = judgeImageUpdate(update, rest, new Date(nowMs));
      if (state === "unknown") expect(undecidable).toBe(true);
      else expect(isEnded(state)).toBe(true);
    }),
    { seed, numRuns: 5_000 },
  );
});
