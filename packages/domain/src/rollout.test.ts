import type { ImageUpdateState } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { nextSteps, type PlannedRollout, type PlannedTarget, type RolloutStep, type UpdateOutcome } from "./rollout.ts";
import { estimatedEnd } from "./rollout-estimate.ts";

const now = new Date("2026-12-05T20:00:00.000Z");
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

const running: PlannedRollout = {
  state: "running",
  startsAt: minutes(-30),
  gate: { kind: "none" },
  stopAfterFailures: 1,
  maxParallel: 5,
  gates: new Map(),
  seenAt: now,
};

/**
 * Targets from words such as "1:waiting 1:running 2:failed": the wave, and the state of the target or of its update.
 * `ok` marks an accepted failure.
 */
function plan(words: string): { targets: PlannedTarget[]; updates: Map<string, UpdateOutcome> } {
  const updates = new Map<string, UpdateOutcome>();
  const targets = words.split(" ").map((word, place): PlannedTarget => {
    const [wave = "", what = "", ...marks] = word.split(":");
    const catalogId = String.fromCharCode(97 + place);
    const base = { catalogId, catalogName: catalogId.toUpperCase(), wave: Number(wave) };
    const plain = ["waiting", "starting", "skipped", "cancelled"].find((state) => state === what);
    if (plain !== undefined) return { ...base, state: plain as PlannedTarget["state"] };
    const update: UpdateOutcome = { state: (what === "asks" ? "unknown" : what) as ImageUpdateState };
    updates.set(catalogId, what === "asks" ? { ...update, asksToDecide: true } : update);
    const state = {
      succeeded: "succeeded",
      waitingForRestart: "succeeded",
      failed: "failed",
      rolledBack: "failed",
      rejected: "failed",
    }[what] as PlannedTarget["state"] | undefined;
    return { ...base, updateId: catalogId, state: state ?? "updating", failureAccepted: marks.includes("ok") };
  });
  return { targets, updates };
}

/** The steps as words: "start a b", "hold failures", "wait gate +10". */
function inWords(steps: readonly RolloutStep[]): string {
  return steps
    .map((step) => {
      switch (step.kind) {
        case "start":
          return `start ${step.catalogIds.join(" ")}`;
        case "hold":
          return `hold ${step.reason}`;
        case "outcome":
          return `${step.catalogId} ${step.state}`;
        case "endWave":
        case "passGate":
          return `${step.kind} ${step.wave}`;
        case "finish":
          return `finish ${step.state}`;
        case "wait":
          return `wait ${step.reason}${step.until === undefined ? "" : ` +${(step.until.getTime() - now.getTime()) / 60_000}`}`;
        default:
          return step.kind;
      }
    })
    .join(", ");
}

const passed = (at = -5) => new Map([[1, { endedAt: minutes(at), passed: true }]]);
const ended = (at = -5) => new Map([[1, { endedAt: minutes(at), passed: false }]]);
const byPerson = { gate: { kind: "person" } } as const;
const tenMinutes = { gate: { kind: "minutes", minutes: 10 } } as const;

const cases: [what: string, targets: string, changes: Partial<PlannedRollout>, steps: string][] = [
  // the start
  ["before its time it waits", "1:waiting", { state: "scheduled", startsAt: minutes(5) }, "wait start +5"],
  ["at its time it begins", "1:waiting", { state: "scheduled", startsAt: now }, "begin"],
  ["a start that comes 15 minutes late begins", "1:waiting", { state: "scheduled", startsAt: minutes(-15) }, "begin"],
  ["a later one was missed", "1:waiting", { state: "scheduled", startsAt: minutes(-16) }, "hold missed"],
  [
    "nothing begins while nothing may",
    "1:waiting",
    { state: "scheduled", startsAt: now, startNothing: true },
    "wait startNothing",
  ],
  [
    "what is all there already waits for its time too",
    "1:skipped",
    { state: "scheduled", startsAt: minutes(1) },
    "wait start +1",
  ],
  // starts
  ["the first wave starts", "1:waiting 1:waiting 2:waiting", {}, "start a b"],
  ["not more at once than may be", "1:running 1:waiting 1:waiting 1:waiting", { maxParallel: 2 }, "start b"],
  ["one that is being started takes a place", "1:starting 1:waiting", { maxParallel: 1 }, "wait updates"],
  ["machines that wait for their users take none", "1:waitingForRestart 1:waiting", { maxParallel: 1 }, "start b"],
  ["Citrix is left alone", "1:waiting", { backsOffUntil: minutes(2) }, "wait citrix +2"],
  ["nothing starts while nothing may", "1:running 1:waiting", { startNothing: true }, "wait startNothing"],
  // outcomes
  ["an image in place is a success", "1:waitingForRestart 2:waiting", {}, "endWave 1, start b"],
  ["a failure stops it", "1:failed 1:waiting", {}, "hold failures"],
  ["so does an update that was rolled back", "1:rolledBack 1:waiting", {}, "hold failures"],
  ["and one that was refused", "1:rejected 1:waiting", {}, "hold failures"],
  ["as many failures as may be do not", "1:failed 1:waiting", { stopAfterFailures: 2 }, "start b"],
  ["one more does", "1:failed 1:failed 1:waiting", { stopAfterFailures: 2 }, "hold failures"],
  ["accepted ones do not count", "1:failed:ok 1:waiting", {}, "start b"],
  [
    "a wave with an undecided failure is not over",
    "1:failed 1:succeeded 2:waiting",
    { stopAfterFailures: 3 },
    "hold failures",
  ],
  ["one with an accepted failure is", "1:failed:ok 2:waiting", {}, "endWave 1, start b"],
  ["nothing more starts while an outcome is unknown", "1:unknown 1:waiting", {}, "wait unknown"],
  ["it holds when a person has to decide", "1:asks 1:waiting", {}, "hold unknownOutcome"],
  ["until then", "1:asks 1:waiting", { state: "held", holdReason: "unknownOutcome" }, "wait person"],
  [
    "that hold ends with the decision",
    "1:running 1:waiting",
    { state: "held", holdReason: "unknownOutcome" },
    "release",
  ],
  // gates
  ["without a gate the next wave follows", "1:succeeded 2:waiting", {}, "endWave 1, start b"],
  ["a person's gate holds", "1:succeeded 2:waiting", byPerson, "endWave 1, hold gate"],
  ["until it is passed", "1:succeeded 2:waiting", { ...byPerson, gates: passed() }, "start b"],
  ["minutes are counted from the end of the wave", "1:succeeded 2:waiting", tenMinutes, "endWave 1, wait gate +10"],
  ["they run on", "1:succeeded 2:waiting", { ...tenMinutes, gates: ended(-4) }, "wait gate +6"],
  ["then the gate is open", "1:succeeded 2:waiting", { ...tenMinutes, gates: ended(-10) }, "passGate 1, start b"],
  ["or a person has opened it sooner", "1:succeeded 2:waiting", { ...tenMinutes, gates: passed(-1) }, "start b"],
  ["a wave in which nothing was sent passes its gate at once", "1:skipped 2:waiting", byPerson, "endWave 1, start b"],
  ["two of them, too", "1:skipped 2:skipped 3:waiting", byPerson, "endWave 1, endWave 2, start c"],
  ["a retry in an earlier wave comes before all later ones", "1:waiting 2:waiting", { gates: passed() }, "start a"],
  // holds
  ["nothing starts while it is held", "1:waiting", { state: "held", holdReason: "paused" }, "wait person"],
  ["outcomes are seen all the same", "1:succeeded 1:waiting", { state: "held", holdReason: "paused" }, "wait person"],
  [
    "with nothing left to start it completes, even when paused",
    "1:succeeded",
    { state: "held", holdReason: "paused" },
    "endWave 1, finish completed",
  ],
  ["but not past a failure", "1:failed", { state: "held", holdReason: "paused" }, "hold failures"],
  ["which holds", "1:failed", { state: "held", holdReason: "failures" }, "wait person"],
  ["a clock that was set back by 6 minutes is not believed", "1:waiting", { seenAt: minutes(6) }, "hold clock"],
  ["one that was set back by 5 is", "1:waiting", { seenAt: minutes(5) }, "start a"],
  ["before the start, too", "1:waiting", { state: "scheduled", startsAt: now, seenAt: minutes(6) }, "hold clock"],
  // the end
  ["all there: completed", "1:succeeded 2:skipped", {}, "endWave 1, endWave 2, finish completed"],
  [
    "an accepted failure: completed with failures",
    "1:succeeded 2:failed:ok",
    {},
    "endWave 1, endWave 2, finish completedWithFailures",
  ],
  ["a cancelled one waits for what runs", "1:running 2:cancelled", { state: "cancelled" }, "wait updates"],
  ["then it has ended", "1:succeeded 2:cancelled", { state: "cancelled" }, "endWave 1, endWave 2, finish cancelled"],
  ["after the end there is nothing to do", "1:failed:ok", { state: "completedWithFailures" }, ""],
];

test.each(cases)("%s: %s", (_what, words, changes, steps) => {
  const { targets, updates } = plan(words);
  expect(inWords(nextSteps({ ...running, ...changes }, targets, updates, now))).toBe(steps);
});

describe("what a target's update says", () => {
  const starting: PlannedTarget = { catalogId: "a", catalogName: "A", wave: 1, state: "starting", updateId: "u" };

  test.each([
    ["submitting", undefined, "updating"],
    ["running", undefined, "updating"],
    ["unknown", undefined, "updating"],
    ["waitingForRestart", undefined, "succeeded"],
    ["succeeded", now.toISOString(), "succeeded"],
    ["failed", now.toISOString(), "failed"],
    ["rolledBack", now.toISOString(), "failed"],
    ["rejected", now.toISOString(), "failed"],
    // Its connection leads elsewhere now: nobody will ever know.
    ["unknown", now.toISOString(), "failed"],
  ] as const)("%s: %s", (state, finishedAt, expected) => {
    const steps = nextSteps(running, [starting], new Map([["u", { state, finishedAt }]]), now);
    expect(steps[0]).toEqual({ kind: "outcome", catalogId: "a", state: expected });
  });

  test("a late answer that corrects a failure counts", () => {
    const failed: PlannedTarget = { ...starting, state: "failed" };
    const steps = nextSteps(
      { ...running, state: "held", holdReason: "failures" },
      [failed],
      new Map([["u", { state: "running" }]]),
      now,
    );
    expect(inWords(steps)).toBe("a updating, wait person");
  });
});

describe("a busy catalog", () => {
  const busy = (since: number, tryIn: number): PlannedTarget => ({
    catalogId: "a",
    catalogName: "A",
    wave: 1,
    state: "waiting",
    busySince: minutes(since),
    notBefore: minutes(tryIn),
  });
  const decide = (...targets: PlannedTarget[]) => inWords(nextSteps(running, targets, new Map(), now));

  test("is waited for, others of its wave are not kept", () => {
    expect(decide(busy(-10, 1))).toBe("wait busy +1");
    expect(decide(busy(-10, 0))).toBe("start a");
    expect(decide(busy(-10, 1), { catalogId: "b", catalogName: "B", wave: 1, state: "waiting" })).toBe("start b");
  });

  test("holds after an hour", () => {
    expect(decide(busy(-60, 1))).toBe("hold busy");
  });
});

describe("the estimated end", () => {
  const plain = { gate: { kind: "none" }, maxParallel: 2, vdaUpdateDelay: -1 } as const;
  const waiting = (wave: number, p95: number | undefined) => ({
    wave,
    state: "waiting" as const,
    p95Ms: p95 === undefined ? undefined : p95 * 60_000,
  });

  test.each([
    ["one after the other where places are few", plain, [waiting(1, 30), waiting(1, 20), waiting(1, 20)], 40],
    ["wave after wave", plain, [waiting(1, 30), waiting(2, 20)], 50],
    [
      "with the gate between",
      { ...plain, gate: { kind: "minutes", minutes: 15 } as const },
      [waiting(1, 30), waiting(2, 20)],
      65,
    ],
    ["never shorter than the restarts are spread", { ...plain, vdaUpdateDelay: 120 }, [waiting(1, 30)], 120],
    ["not known where a figure is missing", plain, [waiting(1, 30), waiting(2, undefined)], undefined],
    [
      "not known where it waits for a person",
      { ...plain, gate: { kind: "person" } as const },
      [waiting(1, 30), waiting(2, 20)],
      undefined,
    ],
  ])("%s", (_what, rollout, targets, expected) => {
    expect(estimatedEnd(rollout, targets, now)).toEqual(expected === undefined ? undefined : minutes(expected));
  });

  test("what runs counts from its beginning, and never ends in the past", () => {
    const one = { wave: 1, state: "updating" as const, p95Ms: 30 * 60_000 };
    expect(estimatedEnd(plain, [{ ...one, requestedAt: minutes(-10) }], now)).toEqual(minutes(20));
    expect(estimatedEnd(plain, [{ ...one, requestedAt: minutes(-50) }], now)).toEqual(now);
  });
});
