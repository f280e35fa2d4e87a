import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { isEnded } from "@catalog-deck/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findImageUpdate, type ImageUpdateRow } from "../store/image-updates.ts";
import { type Deck, readyToUpdate, startDeck } from "../testing/deck.ts";
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
  requestedAt: fc.constant(requestedAt),
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
  const { state } = judgeImageUpdate(update, reading, now);
  const isTruth = ["Active", "InputRequired"].includes(reading?.state ?? "") && reading?.imageId === update.toImageId;
  if (state === "succeeded" || (state === "waitingForRestart" && update.state !== state)) expect(isTruth).toBe(true);
  if (state === "rejected") expect(update).toMatchObject({ state: "unknown", processingSeenAt: null });
  expect(["running", "unknown", "waitingForRestart"].includes(state) || isEnded(state)).toBe(true);
  if (state !== update.state && !isEnded(state)) expect(state).not.toBe("unknown");
  return { ...update, state, processingSeenAt: reading?.state === "Processing" ? now : update.processingSeenAt };
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

type Happening = (deck: Deck, catalogId: string, target: string) => Promise<unknown>;

const happenings: Record<string, Happening> = {
  "5 seconds": (deck) => deck.pass(5_000),
  "40 seconds": (deck) => deck.pass(40_000),
  "10 minutes": (deck) => deck.pass(10 * minuteMs),
  "a restart": async (deck) => {
    await deck.stop();
    await deck.start();
  },
  "the catalog cannot be read": (deck) =>
    deck.control.setFault({ operation: "getCatalog", kind: "status", status: 403 }),
  "the catalog is not found once": (deck) =>
    deck.control.setFault({ operation: "getCatalog", kind: "status", status: 404, times: 1 }),
  "the status cannot be read": (deck) => deck.control.setFault({ operation: "getUpdateStatus", kind: "unreadable" }),
  "Citrix is well again": (deck) => deck.control.clearFaults(),
  "someone else's image": (deck, id) => deck.control.patchCatalog(id, { state: "Active", imageId: "third" }),
  "the image is there, restarts wait": (deck, id, imageId) =>
    deck.control.patchCatalog(id, { state: "Active", imageId, warnings: [{ type: "PendingVdaUpdate" }] }),
  "a rollback": (deck, id) => deck.control.patchCatalog(id, { state: "Active", warnings: [{ type: "ImageRollback" }] }),
  "work again": (deck, id) => deck.control.patchCatalog(id, { state: "Processing" }),
  "a state that nobody knows": (deck, id) => deck.control.patchCatalog(id, { state: "Brooding" }),
};

test(`an update never leaves its end, is sent once and is never stuck (seed ${seed})`, {
  timeout: 60_000,
}, async () => {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const { catalog, body } = await readyToUpdate(deck, await deck.signIn("admin"));
  const answers = fc.constantFrom("breakBefore", "breakAfter", "breakMidway", "unreadable", undefined);
  const sequences = fc.array(fc.constantFrom(...Object.keys(happenings)), { maxLength: 12 });
  let runs = 0;

  /** Tells how the update stands: in success only with the image at Citrix, and after its end only what it was then. */
  async function look(id: string, end: ImageUpdateRow | undefined): Promise<ImageUpdateRow> {
    const update = await findImageUpdate(deck.store, id);
    if (update === undefined) throw new Error("the update is forgotten");
    if (end !== undefined) expect(update).toEqual(end);
    else if (update.state === "succeeded") {
      const atCitrix = (await deck.control.catalogs()).find((one) => one.id === catalog.id);
      expect(atCitrix).toMatchObject({ state: "Active", imageId: body.imageId });
    }
    return update;
  }

  await fc.assert(
    fc.asyncProperty(answers, sequences, async (lost, sequence) => {
      runs += 1;
      await deck.control.clearFaults();
      await deck.control.clearLog();
      const before = { state: "Active", subState: null, imageId: body.expectedImageId, warnings: [] };
      await deck.control.patchCatalog(catalog.id, { ...before, lastModifiedTime: deck.clock.now().toISOString() });
      const admin = await deck.signIn("admin");
      if (lost !== undefined) await deck.control.setFault({ operation: "startImageUpdate", kind: lost, times: 1 });
      const sent = await deck.startUpdate(admin, catalog.id, body, `key-of-run-${runs}`);
      expect(sent.statusCode).toBe(202);
      const { id } = sent.json<ImageUpdate>();

      let end: ImageUpdateRow | undefined;
      const atRest = (imageId: string | null) => deck.control.patchCatalog(catalog.id, { ...before, imageId });
      const wellAgain = [
        () => deck.control.clearFaults(),
        () => deck.pass(10 * minuteMs),
        () => deck.pass(5_000),
        () => atRest(body.expectedImageId),
        () => deck.pass(20 * minuteMs),
      ];
      const all = sequence.map((name) => () => happenings[name]?.(deck, catalog.id, body.imageId));
      for (const happen of [...all, ...wellAgain]) {
        await happen();
        const update = await look(id, end);
        if (isEnded(update.state as ImageUpdateState)) end = update;
      }
      if (end === undefined) {
        // It may never have begun, or may have been undone since: an admin decides, and only looking can end it.
        expect(await look(id, end)).toMatchObject({
          state: "unknown",
          decision_needed_since: expect.any(String),
        });
        await atRest(body.imageId);
        await deck.pass(5 * minuteMs);
        expect(await look(id, end)).toMatchObject({ state: "succeeded" });
      }
      expect(await deck.posts()).toBe(1);
    }),
    { seed, numRuns: 40 },
  );
});
