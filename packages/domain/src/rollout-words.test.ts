import {
  HoldReason,
  RolloutDetail,
  type RolloutEvent,
  type RolloutState,
  RolloutTargetState,
} from "@catalog-deck/contract";
import fc from "fast-check";
import { describe, expect, it, test, vi } from "vitest";
import {
  catalogsOfHold,
  eventInWords,
  gateInWords,
  holdInWords,
  noteOfEvent,
  skipReasonInWords,
  waitsInWords,
  wordsForRolloutState,
  wordsForRolloutTarget,
} from "./rollout-words.ts";

const timeInWords = (iso: string) => iso.slice(11, 16);
const sales = { catalogId: "c-1", catalogName: "Sales-EU" };
const legal = { catalogId: "c-2", catalogName: "Legal" };
const hold = (reason: HoldReason, params: Record<string, unknown> = {}) => holdInWords({ reason, params }, timeInWords);
const sentence = /^[A-Z“].*\.$/;

describe("states in words", () => {
  it.each<[RolloutState, string]>([
    ["scheduled", "Scheduled"],
    ["running", "Running"],
    ["held", "On hold"],
    ["completed", "Completed"],
    ["completedWithFailures", "Completed with failures"],
    ["cancelled", "Canceled"],
  ])("a rollout that is %s is %s", (state, label) => {
    expect(wordsForRolloutState(state).label).toBe(label);
  });

  it("what a person paused is paused, and a hold for failures is red", () => {
    expect(wordsForRolloutState("held", { reason: "paused" })).toMatchObject({ label: "Paused", tone: "warn" });
    expect(wordsForRolloutState("held", { reason: "failures" })).toMatchObject({ label: "On hold", tone: "bad" });
  });

  it.each(RolloutTargetState.options)("a catalog that is %s has a label", (state) => {
    expect(wordsForRolloutTarget(state).label).toMatch(/^[A-Z]/);
  });

  it("a state that a later version adds is told by its name", () => {
    expect(wordsForRolloutState("awaitingApproval")).toMatchObject({ label: "Awaiting approval", icon: "unknown" });
    fc.assert(fc.property(fc.string(), (name) => wordsForRolloutTarget(name).label.trim().length > 0));
  });
});

describe("holds in words", () => {
  it.each<[HoldReason, Record<string, unknown>, string]>([
    ["paused", { by: "Alex Admin" }, "Alex Admin paused it."],
    ["gate", { wave: 1, next: 2 }, "Wave 1 is over. Wave 2 waits for an administrator to look and continue."],
    ["failures", { catalogs: [sales] }, "Sales-EU failed."],
    ["failures", { catalogs: [sales, legal] }, "2 catalogs failed: Sales-EU, Legal."],
    ["unknownOutcome", { catalogs: [sales] }, "Nobody can tell whether the update of Sales-EU started."],
    [
      "drift",
      { catalogs: [{ ...sales, image: { id: "img-9", name: "Win11-Hotfix" } }] },
      "Sales-EU runs Win11-Hotfix, which is not the image that was expected.",
    ],
    ["drift", { catalogs: [sales] }, "Sales-EU is gone: Citrix does not know it any more."],
    ["drift", { catalogs: [sales, legal] }, "2 catalogs do not run the image that was expected: Sales-EU, Legal."],
    [
      "notAllowed",
      { person: { id: "u-1", displayName: "Alex Admin" } },
      "Alex Admin, who is responsible for it, may no longer start updates.",
    ],
    ["rules", { catalogs: [sales] }, "Sales-EU can't be updated as planned."],
    ["busy", { catalogs: [sales] }, "Sales-EU has been busy with something else for an hour."],
    ["missed", { startsAt: "2026-12-05T21:00:00Z" }, "It missed its start at 21:00 by more than 15 minutes."],
    [
      "clock",
      { seenAt: "2026-12-05T21:00:00Z", now: "2026-12-05T20:00:00Z" },
      "The server's clock was set back from 21:00 to 20:00.",
    ],
    ["restored", {}, "The database was restored from a backup."],
  ])("%s with %j", (reason, params, words) => {
    expect(hold(reason, params)).toEqual({ sentence: words, release: expect.stringMatching(sentence) });
  });

  it.each(HoldReason.options)("%s says something, whatever its params are, and who releases it", (reason) => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("by", "wave", "catalogs", "person", "now"), fc.anything()),
        (params) => {
          const words = hold(reason, params);
          expect(words.release).toMatch(/administrator/);
          expect(words.sentence).not.toMatch(/undefined|\[object/);
        },
      ),
    );
  });

  it("a reason that a later version adds is told by its name", () => {
    expect(hold("windowClosed" as HoldReason)).toEqual({
      sentence: "It is held: Window closed.",
      release: "Any administrator can resume it.",
    });
  });

  it("of many catalogs the first three are named", () => {
    const catalogs = ["A", "B", "C", "D", "E"].map((catalogName) => ({ catalogId: catalogName, catalogName }));
    expect(hold("failures", { catalogs }).sentence).toBe("5 catalogs failed: A, B, C and 2 others.");
    expect(catalogsOfHold({ params: { catalogs } })).toHaveLength(5);
  });

  it("the catalogs of a hold come with what was found of each", () => {
    const rules = [{ code: "rule-region", severity: "warn", message: "Another region." }];
    const image = { id: "img-9", name: "Win11-Hotfix" };
    expect(
      catalogsOfHold({
        params: {
          catalogs: [
            { ...sales, image },
            { ...legal, rules },
          ],
        },
      }),
    ).toEqual([
      { ...sales, image, rules: [] },
      { ...legal, rules },
    ]);
    expect(catalogsOfHold({ params: {} })).toEqual([]);
  });
});

test.each([
  [{ reason: "busy", params: sales }, "Sales-EU is busy with something else. It is tried again every minute."],
  [
    { reason: "citrix", params: { code: "citrix-rate-limited", until: "2026-11-23T10:05:00Z" } },
    "Citrix limits the rate of requests. Nothing is lost. Next try: 10:05.",
  ],
  [{ reason: "citrix", params: {} }, "Citrix does not take anything at the moment. Nothing is lost."],
  [{ reason: "startNothing", params: {} }, "“Start nothing” is on for this connection."],
  [{ reason: "unknown", params: {} }, "The outcome of an update is not known yet. Nothing more starts until it is."],
] as const)("it waits: %j", (waits, words) => {
  expect(waitsInWords(waits, timeInWords)).toBe(words);
});

test.each([
  [{ reason: "alreadyOnImage", params: {} }, "Already on the image"],
  [
    { reason: "drift", params: { image: { id: "i", name: "Win11-Hotfix" } } },
    "Ran Win11-Hotfix, not the expected image",
  ],
  [{ reason: "drift", params: {} }, "The catalog was gone"],
  [{ reason: "person", params: { by: "Alex Admin" } }, "Skipped by Alex Admin"],
] as const)("skipped: %j", (reason, words) => {
  expect(skipReasonInWords(reason)).toBe(words);
});

test("gates in words, in general and behind a wave", () => {
  expect(gateInWords({ kind: "none" })).toBe("right after the wave before");
  expect(gateInWords({ kind: "minutes", minutes: 90 }, 1)).toBe("1 hour 30 minutes after wave 1");
  expect(gateInWords({ kind: "person" }, 2)).toBe("After wave 2, when an administrator continues");
});

describe("the log in words", () => {
  const nameOf = (id: string) => (id === "c-1" ? "Sales-EU" : undefined);
  const alex = { id: "u-1", displayName: "Alex Admin" };
  const told = (event: Partial<RolloutEvent>) =>
    eventInWords({ at: "2026-11-23T10:00:00Z", kind: "created", params: {}, ...event }, { nameOf, timeInWords });

  it.each<[Partial<RolloutEvent>, { text: string; detail?: string }]>([
    [{ kind: "created", actor: alex }, { text: "Planned" }],
    [{ kind: "waveStarted", params: { wave: 2 } }, { text: "Wave 2 started" }],
    [{ kind: "gatePassed", params: { wave: 1 } }, { text: "Wave 2 opened" }],
    [{ kind: "targetStarted", params: sales }, { text: "Sales-EU sent" }],
    [
      { kind: "targetSkipped", params: { ...sales, reason: "alreadyOnImage" } },
      { text: "Sales-EU skipped", detail: "Already on the image" },
    ],
    [{ kind: "targetSkipped", actor: alex, params: { targets: ["c-1"] } }, { text: "Sales-EU skipped" }],
    [
      { kind: "retried", actor: alex, params: { targets: ["c-1", "c-9"] } },
      { text: "Retried", detail: "Sales-EU, c-9" },
    ],
    [
      { kind: "held", params: { reason: "failures", catalogs: [sales] } },
      { text: "On hold", detail: "Sales-EU failed." },
    ],
    [
      { kind: "finished", params: { state: "completed" } },
      { text: "Finished", detail: "Completed" },
    ],
    [
      { kind: "cancelled", params: { rolledBack: true } },
      { text: "Canceled", detail: "because it is rolled back" },
    ],
    [{ kind: "windowOpened" }, { text: "Window opened" }],
  ])("%j", (event, words) => {
    expect(told(event)).toEqual(words);
  });

  it("every kind that the server sends has words of its own", () => {
    const kinds = RolloutDetail.shape.events.element.shape.kind.description?.split(";")[0]?.split(", ") ?? [];
    expect(kinds).toContain("released");
    for (const kind of kinds) expect(told({ kind, params: { ...sales, wave: 1 } }).text).toMatch(/^[A-Z]/);
  });

  it("what a person wrote is their note; the server's reason is none", () => {
    const event = { at: "2026-11-23T10:00:00Z", kind: "continued", params: { reason: "looks fine" } };
    expect(noteOfEvent({ ...event, actor: alex })).toBe("looks fine");
    expect(noteOfEvent(event)).toBeUndefined();
  });
});

test("on a German page the rollouts speak German", async () => {
  vi.resetModules();
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  const german = await import("./rollout-words.ts");
  expect(german.wordsForRolloutState("held").label).toBe("Angehalten");
  expect(german.holdInWords({ reason: "failures", params: { catalogs: [sales, legal] } }, timeInWords).sentence).toBe(
    "2 Kataloge sind fehlgeschlagen: Sales-EU, Legal.",
  );
  expect(german.gateInWords({ kind: "minutes", minutes: 30 }, 1)).toBe("30 Minuten nach Welle 1");
});
