import type { ImageUpdateState } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { type CatalogReading, judgeImageUpdate, type WatchedUpdate } from "./verdict.ts";

const requestedAt = new Date("2026-11-23T14:00:00Z");
const minutesLater = (minutes: number) => new Date(requestedAt.getTime() + minutes * 60_000);
const changedBefore = "2026-11-20T08:00:00Z";

const running: WatchedUpdate = {
  state: "running",
  fromImageId: "old",
  fromImageName: "Win11-2026-10",
  toImageId: "new",
  toImageName: "Win11-2026-11",
  quietSince: requestedAt,
  missingSince: null,
  processingSeenAt: null,
  lastModifiedAtRequest: changedBefore,
  rollbackWarningAtRequest: false,
  decidedAt: null,
  estimatedMinutes: null,
};
const begun: WatchedUpdate = { ...running, processingSeenAt: minutesLater(1), quietSince: minutesLater(1) };
const unknown: WatchedUpdate = { ...running, state: "unknown" };
const waiting: WatchedUpdate = { ...begun, state: "waitingForRestart" };

const untouched: CatalogReading = { state: "Active", imageId: "old", warnings: [], lastModifiedTime: changedBefore };
const processing: CatalogReading = { ...untouched, state: "Processing" };
const onNewImage: CatalogReading = { ...untouched, imageId: "new", lastModifiedTime: "2026-11-23T14:30:00Z" };
const rolledBack: CatalogReading = { ...untouched, warnings: [{ type: "ImageRollback" }] };
const putBack = { code: "put-back", params: {} };
const restartsPending: CatalogReading = { ...onNewImage, warnings: [{ type: "PendingVdaUpdate" }] };

describe("an update that Citrix accepted", () => {
  test("runs while the catalog is Processing", () => {
    expect(judgeImageUpdate(running, processing, minutesLater(1))).toEqual({ state: "running" });
  });

  test.each(["Active", "InputRequired"])("has succeeded in %s with the requested image", (state) => {
    expect(judgeImageUpdate(begun, { ...onNewImage, state }, minutesLater(30))).toEqual({ state: "succeeded" });
  });

  test("has not succeeded while the requested image is shown by a catalog that is still Processing", () => {
    expect(judgeImageUpdate(begun, { ...onNewImage, state: "Processing" }, minutesLater(30)).state).toBe("running");
  });

  test("waits for restarts while machines have not restarted, as a warning or as a sub-state", () => {
    expect(judgeImageUpdate(begun, restartsPending, minutesLater(30))).toEqual({
      state: "waitingForRestart",
      fact: { code: "image-in-place", params: {} },
    });
    const bySubState = { ...onNewImage, subState: "PendingVdaUpdate" };
    expect(judgeImageUpdate(begun, bySubState, minutesLater(30)).state).toBe("waitingForRestart");
  });

  test("waits for nothing and was not rolled back because of other warnings", () => {
    const warnings = [{ type: "CitrixImageDeprecated" }];
    expect(judgeImageUpdate(begun, { ...onNewImage, warnings }, minutesLater(30))).toEqual({ state: "succeeded" });
    expect(judgeImageUpdate(begun, { ...untouched, warnings }, minutesLater(30)).state).toBe("failed");
    expect(judgeImageUpdate(running, { ...untouched, warnings }, minutesLater(1))).toEqual({ state: "running" });
  });

  test("was rolled back when the old image stands there with the warning", () => {
    const verdict = { state: "rolledBack", fact: putBack };
    expect(judgeImageUpdate(begun, rolledBack, minutesLater(30))).toEqual(verdict);
    expect(judgeImageUpdate(running, rolledBack, minutesLater(1)).state).toBe("rolledBack");
  });

  test("is not taken for rolled back by a warning that stood there before it", () => {
    const update = { ...running, rollbackWarningAtRequest: true };
    expect(judgeImageUpdate(update, rolledBack, minutesLater(4)).state).toBe("running");
    expect(judgeImageUpdate(update, rolledBack, minutesLater(5)).state).toBe("failed");
    const changedSince = { ...rolledBack, lastModifiedTime: "2026-11-23T14:01:00Z" };
    expect(judgeImageUpdate(update, changedSince, minutesLater(5)).state).toBe("rolledBack");
    const withoutTime = { ...rolledBack, lastModifiedTime: undefined };
    expect(judgeImageUpdate(update, withoutTime, minutesLater(5)).state).toBe("failed");
    const neverTold = { ...update, lastModifiedAtRequest: null };
    for (const reading of [changedSince, withoutTime]) {
      expect(judgeImageUpdate(neverTold, reading, minutesLater(5)).state).toBe("failed");
    }
    expect(judgeImageUpdate({ ...begun, rollbackWarningAtRequest: true }, rolledBack, minutesLater(2)).state).toBe(
      "rolledBack",
    );
  });

  test("has failed in Error, with what Citrix says apart from our own words", () => {
    const error = { ...untouched, state: "Error", statusMessage: "No VDA was found on the image." };
    expect(judgeImageUpdate(begun, error, minutesLater(5))).toEqual({
      state: "failed",
      fact: { code: "catalog-in-error", params: {}, citrixMessage: "No VDA was found on the image." },
    });
  });

  test.each([
    [
      "updateStatus's details",
      { errorDetails: "Disk full.", statusMessage: "Failed." },
      { citrixMessage: "Disk full." },
    ],
    ["updateStatus's message", { statusMessage: "Failed." }, { citrixMessage: "Failed." }],
    ["no reason", {}, {}],
  ])("has failed in Error, with %s where the catalog itself gives no reason", (_, said, citrix) => {
    const error = { ...untouched, state: "Error", status: { state: "Error", ...said } };
    expect(judgeImageUpdate(begun, error, minutesLater(5))).toEqual({
      state: "failed",
      fact: { code: "catalog-in-error", params: {}, ...citrix },
    });
  });

  test("may take five minutes to begin, and has failed when it has not by then", () => {
    expect(judgeImageUpdate(running, untouched, minutesLater(4)).state).toBe("running");
    const verdict = judgeImageUpdate(running, untouched, minutesLater(5));
    expect(verdict.state).toBe("failed");
    expect(verdict).toMatchObject({ guess: true, fact: { code: "never-began" } });
  });

  test("is not ended by a final state with the old image while updateStatus says that work goes on", () => {
    const reading = { ...untouched, status: { state: "Processing" } };
    expect(judgeImageUpdate(running, reading, minutesLater(60)).state).toBe("running");
  });

  test("is ended by the catalog when updateStatus alone says for hours that work goes on", () => {
    const stuck = { ...untouched, status: { state: "Processing" } };
    const estimated = { ...running, estimatedMinutes: 90 };
    expect(judgeImageUpdate(estimated, stuck, minutesLater(209)).state).toBe("running");
    const verdict = judgeImageUpdate(estimated, stuck, minutesLater(210));
    expect(verdict.state).toBe("failed");
    expect(verdict.fact?.code).toBe("status-never-ended");
    expect(judgeImageUpdate(running, { ...rolledBack, status: { state: "Processing" } }, minutesLater(120)).state).toBe(
      "rolledBack",
    );
  });

  test("has failed when it ended on the old image and no reason came within two minutes", () => {
    expect(judgeImageUpdate(begun, untouched, minutesLater(2)).state).toBe("running");
    expect(judgeImageUpdate(begun, untouched, minutesLater(3))).toEqual({
      state: "failed",
      fact: { code: "ended-without-image", params: { image: "Win11-2026-11" } },
    });
  });

  test("has failed when the catalog is on a third image", () => {
    const verdict = judgeImageUpdate(begun, { ...untouched, imageId: "third", imageName: "Other" }, minutesLater(5));
    expect(verdict).toEqual({
      state: "failed",
      fact: { code: "on-other-image", params: { image: "Other" } },
    });
    const nameless = judgeImageUpdate(begun, { ...untouched, imageId: "third" }, minutesLater(5));
    expect(nameless.fact).toEqual({ code: "on-other-image", params: { image: "third" } });
    expect(judgeImageUpdate(begun, { ...untouched, imageId: null }, minutesLater(5)).fact?.code).toBe("on-no-image");
  });

  test.each([
    ["does not find it", null],
    ["says NotFound", { ...untouched, state: "NotFound" }],
  ])("has failed when its catalog has been gone for two minutes, not when Citrix %s once", (_, reading) => {
    for (const update of [running, begun, unknown, waiting]) {
      const missing = { state: update.state, missing: true };
      expect(judgeImageUpdate(update, reading, minutesLater(50))).toEqual(missing);
      const since = { ...update, missingSince: minutesLater(50) };
      expect(judgeImageUpdate(since, reading, minutesLater(51.9))).toEqual(missing);
      expect(judgeImageUpdate(since, reading, minutesLater(52))).toEqual({
        state: "failed",
        fact: { code: "catalog-gone", params: {} },
      });
    }
  });

  test.each(["Unknown", "PreDeployment", "Deleting", "SomethingNew"])("is not ended by %s", (state) => {
    expect(judgeImageUpdate(begun, { ...onNewImage, state }, minutesLater(500))).toEqual({ state: "running" });
  });

  test("of a catalog that had no image succeeds and fails like any other", () => {
    const first = { ...begun, fromImageId: null };
    expect(judgeImageUpdate(first, onNewImage, minutesLater(5)).state).toBe("succeeded");
    expect(judgeImageUpdate(first, { ...untouched, imageId: null }, minutesLater(5)).state).toBe("failed");
  });
});

describe("an update to the image in use already", () => {
  const again: WatchedUpdate = { ...running, fromImageId: "new" };

  test("has not succeeded before it began", () => {
    const before = { ...onNewImage, lastModifiedTime: changedBefore };
    expect(judgeImageUpdate(again, before, minutesLater(1)).state).toBe("running");
    expect(judgeImageUpdate(again, before, minutesLater(5)).state).toBe("failed");
  });

  test("has succeeded once it was seen at work, or the catalog has changed since", () => {
    expect(judgeImageUpdate({ ...again, processingSeenAt: minutesLater(1) }, onNewImage, minutesLater(2)).state).toBe(
      "succeeded",
    );
    const unchanged = { ...onNewImage, lastModifiedTime: changedBefore };
    const seenAtWork = { ...again, processingSeenAt: minutesLater(1), quietSince: minutesLater(1) };
    expect(judgeImageUpdate(seenAtWork, unchanged, minutesLater(2)).state).toBe("succeeded");
    expect(judgeImageUpdate(again, onNewImage, minutesLater(5)).state).toBe("succeeded");
  });

  test("has failed when nothing tells whether the catalog has changed since", () => {
    const withoutTime = { ...onNewImage, lastModifiedTime: undefined };
    expect(judgeImageUpdate(again, withoutTime, minutesLater(5)).state).toBe("failed");
    expect(judgeImageUpdate({ ...again, lastModifiedAtRequest: null }, onNewImage, minutesLater(5)).state).toBe(
      "failed",
    );
  });
});

describe("an update that waits for restarts", () => {
  test("has succeeded when no machine waits any more", () => {
    expect(judgeImageUpdate(waiting, restartsPending, minutesLater(90)).state).toBe("waitingForRestart");
    expect(judgeImageUpdate(waiting, onNewImage, minutesLater(90))).toEqual({ state: "succeeded" });
  });

  test("is left alone by other work on the catalog", () => {
    expect(judgeImageUpdate(waiting, processing, minutesLater(90)).state).toBe("waitingForRestart");
  });

  test("has not succeeded when another image replaces it before every machine has restarted", () => {
    expect(judgeImageUpdate(waiting, { ...untouched, imageId: "third" }, minutesLater(90))).toEqual({
      state: "failed",
      fact: { code: "image-replaced", params: {} },
    });
    expect(judgeImageUpdate(waiting, rolledBack, minutesLater(90)).state).toBe("rolledBack");
  });
});

describe("an update whose answer was lost", () => {
  test("runs once the catalog is Processing", () => {
    const atWork = { state: "running", fact: { code: "runs-after-lost-answer", params: {} } };
    expect(judgeImageUpdate(unknown, processing, minutesLater(1))).toEqual(atWork);
    const byStatus = { ...untouched, status: { state: "Processing" } };
    expect(judgeImageUpdate(unknown, byStatus, minutesLater(1))).toEqual(atWork);
  });

  test("has succeeded, was rolled back or failed when the catalog says so", () => {
    expect(judgeImageUpdate(unknown, onNewImage, minutesLater(1)).state).toBe("succeeded");
    expect(judgeImageUpdate(unknown, rolledBack, minutesLater(1)).state).toBe("rolledBack");
    expect(judgeImageUpdate(unknown, { ...untouched, state: "Error" }, minutesLater(1)).state).toBe("failed");
  });

  test("stays unknown while the catalog looks as before", () => {
    expect(judgeImageUpdate(unknown, untouched, minutesLater(14))).toEqual({ state: "unknown" });
  });

  test.each(["Active", "InputRequired"])(
    "did not start when the catalog is certainly unchanged after 15 minutes, %s",
    (state) => {
      expect(judgeImageUpdate(unknown, { ...untouched, state }, minutesLater(15))).toEqual({
        state: "rejected",
        fact: { code: "did-not-start", params: { minutes: 15 } },
        guess: true,
      });
    },
  );

  test.each<[string, Partial<WatchedUpdate>, CatalogReading]>([
    ["the catalog has changed", {}, { ...untouched, lastModifiedTime: "2026-11-23T14:01:00Z" }],
    ["the catalog says nothing of changes", {}, { ...untouched, lastModifiedTime: undefined }],
    ["the catalog said nothing of changes before", { lastModifiedAtRequest: null }, untouched],
    [
      "the catalog never said anything of changes",
      { lastModifiedAtRequest: null },
      { ...untouched, lastModifiedTime: undefined },
    ],
    ["the catalog was seen at work", { processingSeenAt: minutesLater(1) }, untouched],
  ])("stays unknown and asks for a look when %s", (_, seen, reading) => {
    const verdict = judgeImageUpdate({ ...unknown, ...seen }, reading, minutesLater(20));
    expect(verdict).toMatchObject({ state: "unknown", undecidable: true });
    expect(verdict.fact).toEqual({ code: "cannot-tell", params: { image: "Win11-2026-11", minutes: 15 } });
  });
});

test.each(["Unknown", "PreDeployment", "SomethingNew"])(
  "an update whose answer was lost is asked about when its catalog stays %s",
  (state) => {
    expect(judgeImageUpdate(unknown, { ...untouched, state }, minutesLater(14))).toEqual({ state: "unknown" });
    expect(judgeImageUpdate(unknown, { ...untouched, state }, minutesLater(15))).toMatchObject({
      state: "unknown",
      undecidable: true,
    });
  },
);

test("an update that was decided to have started gets time to begin from then on", () => {
  const decided = { ...running, decidedAt: minutesLater(100), quietSince: minutesLater(100) };
  expect(judgeImageUpdate(decided, untouched, minutesLater(104))).toEqual({ state: "running" });
  const verdict = judgeImageUpdate(decided, untouched, minutesLater(105));
  expect(verdict).toEqual({
    state: "failed",
    fact: { code: "decided-but-not-in-place", params: { image: "Win11-2026-11" } },
    guess: true,
  });
  expect(judgeImageUpdate(decided, onNewImage, minutesLater(101))).toEqual({ state: "succeeded" });
});

describe("an update of which nobody here knows the image", () => {
  const external: WatchedUpdate = { ...running, toImageId: null, toImageName: null, processingSeenAt: requestedAt };

  test.each<[string, Partial<CatalogReading>, number, ImageUpdateState]>([
    ["at work", { state: "Processing" }, 1, "running"],
    ["in a state that nobody knows", { state: "SomethingNew" }, 1, "running"],
    ["at rest on another image", { imageId: "other" }, 1, "succeeded"],
    [
      "on another image, with machines that wait",
      { imageId: "other", warnings: [{ type: "PendingVdaUpdate" }] },
      1,
      "waitingForRestart",
    ],
    ["back on its image", { warnings: [{ type: "ImageRollback" }] }, 1, "rolledBack"],
    ["at rest on its image for a moment", {}, 1, "running"],
    ["at rest on its image for long", {}, 3, "failed"],
    ["in error", { state: "Error" }, 1, "failed"],
  ])("%s is judged like any other", (_, fields, minutes, state) => {
    const verdict = judgeImageUpdate(external, { ...untouched, ...fields }, minutesLater(minutes));
    expect(verdict.state).toBe(state);
  });
});
