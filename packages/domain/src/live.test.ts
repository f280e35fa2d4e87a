import type { CatalogRollout } from "@catalog-deck/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { helpdeskSentence } from "./helpdesk-sentence.ts";
import { pollAfterMs } from "./polling.ts";
import { ageInWords, elapsedInWords, oldInWords, progressOf } from "./progress.ts";
import { catalogWith, externalUpdateWith, updateWith } from "./testing/fixtures.ts";

const dayMs = 86_400_000;
const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);

describe("the pace of polling", () => {
  const running = catalogWith({ state: "Processing", activeUpdate: updateWith() });

  it("is 30 s at rest", () => {
    expect(pollAfterMs([], at("13:10"))).toBe(30_000);
    expect(pollAfterMs([catalogWith(), catalogWith({ state: "Error" })], at("13:10"))).toBe(30_000);
    const waiting = catalogWith({ activeUpdate: updateWith({ state: "waitingForRestart" }) });
    expect(pollAfterMs([waiting], at("13:10"))).toBe(30_000);
  });

  it("is 5 s while something updates, and 15 s from its tenth minute", () => {
    expect(pollAfterMs([catalogWith(), running], at("13:14"))).toBe(5_000);
    expect(pollAfterMs([catalogWith(), running], at("13:15"))).toBe(15_000);
  });

  it("stays at 5 s when one of several is young, or its age is not known", () => {
    const young = catalogWith({
      activeUpdate: updateWith({ state: "submitting", requestedAt: "2026-11-23T13:50:00Z" }),
    });
    expect(pollAfterMs([running, young], at("13:55"))).toBe(5_000);
    expect(pollAfterMs([catalogWith({ state: "Processing" })], at("13:55"))).toBe(5_000);
    expect(pollAfterMs([catalogWith({ state: "Processing", lastModifiedTime: "nonsense" })], at("13:55"))).toBe(5_000);
  });
});

describe("progress", () => {
  const startedAt = at("13:05").toISOString();

  it("counts from the start and says how many minutes are left", () => {
    expect(progressOf({ percent: 40, startedAt, estimatedMinutes: 65 }, at("13:25"))).toEqual({
      percent: 40,
      elapsedMs: 20 * 60_000,
      minutesLeft: 45,
      overdue: false,
    });
  });

  it("is indeterminate when the estimate is overdue", () => {
    expect(progressOf({ percent: 99, startedAt, estimatedMinutes: 20 }, at("13:25"))).toEqual({
      percent: null,
      elapsedMs: 20 * 60_000,
      minutesLeft: null,
      overdue: true,
    });
  });

  it("counts figures that make no sense as absent", () => {
    const none = { percent: null, elapsedMs: 0, minutesLeft: null, overdue: false };
    expect(progressOf({}, at("13:25"))).toEqual(none);
    expect(progressOf({ percent: Number.NaN, startedAt: "soon", estimatedMinutes: 5 }, at("13:25"))).toEqual(none);
    expect(progressOf({ requestedAt: startedAt, estimatedMinutes: 0 }, at("13:00"))).toEqual(none);
  });

  it("keeps percent from 0 to 100 and never goes below zero", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.date({ noInvalidDate: true }), (percent, estimatedMinutes, now) => {
        const progress = progressOf({ percent, startedAt, estimatedMinutes }, now);
        expect(progress.percent ?? 0).toBeGreaterThanOrEqual(0);
        expect(progress.percent ?? 0).toBeLessThanOrEqual(100);
        expect(progress.elapsedMs).toBeGreaterThanOrEqual(0);
        expect(progress.minutesLeft ?? 1).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it.each([
    [-5, "0 s"],
    [42_900, "42 s"],
    [725_000, "12 min 05 s"],
    [3_900_000, "1 h 05 min"],
    [183_600_000, "2 d 3 h"],
    [Number.NaN, "unknown"],
  ])("%d ms elapsed is %s", (ms, words) => {
    expect(elapsedInWords(ms)).toBe(words);
  });

  it.each([
    [-5, "just now"],
    [4_100, "4 s ago"],
    [180_000, "3 min ago"],
    [7_200_000, "2 h ago"],
    [432_000_000, "5 d ago"],
    [610 * dayMs, "20 months ago"],
    [800 * dayMs, "2 years ago"],
    [Number.NaN, "at an unknown time"],
  ])("%d ms old is %s", (ms, words) => {
    expect(ageInWords(ms)).toBe(words);
  });

  it.each([
    [20_000, "new"],
    [180_000, "3 min old"],
    [7_200_000, "2 h old"],
    [3 * dayMs, "3 days old"],
    [59 * dayMs, "59 days old"],
    [610 * dayMs, "20 months old"],
    [800 * dayMs, "2 years old"],
    [Number.NaN, "at an unknown time"],
  ])("a thing made %d ms ago is %s", (ms, words) => {
    expect(oldInWords(ms)).toBe(words);
  });
});

describe("the sentence for the phone", () => {
  const say = (fields: Parameters<typeof catalogWith>[0], now = at("13:25")) =>
    helpdeskSentence({ catalog: catalogWith(fields), now, timeZone: "Europe/Berlin", locale: "en-GB" });
  const activeUpdate = updateWith({ startedAt: at("13:05").toISOString(), estimatedMinutes: 65 });

  it("says to what, by whom, since when, until when and the transaction", () => {
    expect(say({ state: "Processing", activeUpdate })).toBe(
      "Sales-EU is being updated to Win11-2026-11 by Ada since 14:05, done about 15:10, last session ends by 15:05 (transaction 1f3c-0001).",
    );
  });

  it("names the offsets in the night in which the clocks change", () => {
    const startedAt = "2026-10-25T00:30:00Z";
    const inTheNight = updateWith({ startedAt, requestedAt: startedAt, estimatedMinutes: 60 });
    const words = (now: string) => say({ state: "Processing", activeUpdate: inTheNight }, new Date(now));
    expect(words("2026-10-25T00:40:00Z")).toContain("since 02:30 (UTC+2), done about 02:30 (UTC+1)");
    expect(words("2026-10-25T02:40:00Z")).toContain("since 02:30 (UTC+2), taking longer than expected");
    const submitting = { ...inTheNight, state: "submitting" as const };
    expect(say({ activeUpdate: submitting }, new Date("2026-10-25T01:10:00Z"))).toContain("02:30 (UTC+2)");
    const lastUpdate = updateWith({ state: "succeeded", finishedAt: "2026-10-25T01:30:00Z" });
    expect(say({ lastUpdate }, new Date("2026-10-25T09:00:00Z"))).toContain("at 02:30 (UTC+1)");
  });

  it("promises no end that is overdue or not known", () => {
    expect(say({ state: "Processing", activeUpdate }, at("14:30"))).toContain("taking longer than expected");
    const asUsersLogOff = updateWith({ vdaUpdateDelay: -1 });
    expect(say({ state: "Processing", activeUpdate: asUsersLogOff })).toBe(
      "Sales-EU is being updated to Win11-2026-11 by Ada since 14:05 (transaction 1f3c-0001).",
    );
  });

  it("says what such updates usually take, where it is known, and what the form has promised, until that is over", () => {
    const usualDuration = {
      pace: "withinAnHour",
      scope: "catalog",
      updates: 24,
      p50Ms: 1_200_000,
      p95Ms: 2_400_000,
    } as const;
    expect(say({ state: "Processing", activeUpdate, usualDuration })).toContain(
      "since 14:05, usually done by 14:45, last session ends by 15:05 (transaction",
    );
    expect(say({ state: "Processing", activeUpdate, usualDuration }, at("13:50"))).toContain("done about 15:10");
    const lastUpdate = updateWith({ state: "succeeded", finishedAt: at("13:20").toISOString() });
    expect(say({ lastUpdate })).toContain("succeeded at 14:20, last session ends by 15:05 (");
    expect(say({ lastUpdate }, at("14:30"))).toContain("succeeded at 14:20 (");
    expect(say({ lastUpdate: { ...lastUpdate, state: "failed" } })).toContain("failed at 14:20 (");
  });

  it("says since when and until when an update runs that was started in Citrix Cloud, and to what as soon as that is known", () => {
    const subState = "ProcessingVdaUpdatingCitrixServers";
    const external = externalUpdateWith({ estimatedMinutes: 40, subState });
    expect(say({ state: "Processing", subState, activeUpdate: external })).toBe(
      "Sales-EU is being updated since 14:05 (started in Citrix Cloud: Restarting machines), done about 14:45 (transaction 1f3c-0001). Citrix names the new image only when it is in place.",
    );
    const statusMessage = "Updating the catalog to Win11-2026-11.";
    expect(say({ state: "Processing", statusMessage, activeUpdate: external })).toContain(
      'Citrix says: "Updating the catalog to Win11-2026-11."',
    );
    const lowerBound = externalUpdateWith({ startedAt: undefined, seenRunningSince: at("13:14").toISOString() });
    expect(say({ state: "Processing", activeUpdate: lowerBound })).toContain("updated since at least 14:14 (");
    const unread = { state: "Processing", subState, lastModifiedTime: "2026-11-23T13:14:00" };
    expect(say(unread)).toContain("updated since at least 14:14 (started in Citrix Cloud");
  });

  it("says what a catalog that waits in a rollout moves to, and what it waits for", () => {
    const rollout: CatalogRollout = {
      id: "r-1",
      name: "December",
      wave: 2,
      waves: 3,
      currentWave: 1,
      targetState: "waiting",
      toImage: { id: "i-2", name: "Win11-2026-12" },
      rolloutState: "running",
    };
    const moves = "Sales-EU moves to Win11-2026-12 in rollout December (wave 2 of 3), ";
    expect(say({ state: "Active", rollout })).toBe(
      `Sales-EU isn't being updated; it runs Win11-2026-10. ${moves}once wave 1 is done.`,
    );
    expect(say({ rollout: { ...rollout, waveStartsAt: at("19:40").toISOString() } })).toContain(
      `${moves}once wave 1 is done, about 20:40.`,
    );
    expect(say({ rollout: { ...rollout, currentWave: 2 } })).toContain(`${moves}when its turn comes.`);
    expect(say({ rollout: { ...rollout, rolloutState: "held" } })).toContain(
      `${moves}once the rollout is no longer on hold.`,
    );
    const scheduled = { ...rollout, rolloutState: "scheduled", startsAt: at("20:40").toISOString() } as const;
    expect(say({ rollout: scheduled })).toContain(`${moves}once wave 1 is done; the rollout starts at 21:40.`);
    expect(say({ rollout: { ...rollout, waves: 1, wave: 1 } })).toContain("in rollout December, when its turn comes.");
    expect(say({ state: "Processing", activeUpdate, rollout: { ...rollout, targetState: "updating" } })).not.toContain(
      "December",
    );
  });

  it("never calls other work of Citrix an update", () => {
    const words = say({
      state: "Processing",
      subState: "ProcessingAddMachines",
      lastModifiedTime: at("13:14").toISOString(),
    });
    expect(words).toBe("Citrix is working on Sales-EU: Add machines, since at least 14:14.");
  });

  it("does not say more than is known of an update that is being sent or whose answer was lost", () => {
    expect(say({ activeUpdate: updateWith({ state: "submitting" }) })).toContain("Citrix has not confirmed it yet");
    expect(say({ activeUpdate: updateWith({ state: "unknown" }) })).toContain("is being checked");
  });

  it("does not call an update done while machines wait", () => {
    expect(say({ activeUpdate: updateWith({ state: "waitingForRestart" }) })).toContain("still wait for their restart");
  });

  it("says how the last update ended", () => {
    const ended = (state: "succeeded" | "rolledBack" | "failed" | "rejected") =>
      say({ lastUpdate: updateWith({ state, vdaUpdateDelay: -1, finishedAt: at("14:00").toISOString() }) });
    expect(ended("succeeded")).toBe(
      "Sales-EU isn't being updated; it runs Win11-2026-10. Its last update, to Win11-2026-11, succeeded at 15:00 (transaction 1f3c-0001).",
    );
    expect(ended("rolledBack")).toContain("was rolled back at 15:00");
    expect(ended("failed")).toContain("failed at 15:00");
    expect(ended("rejected")).toContain("was refused by Citrix at 15:00");
    expect(say({})).toBe("Sales-EU isn't being updated; it runs Win11-2026-10.");
  });

  it("names a state only where it says more than the sentence does", () => {
    const words = "Sales-EU isn't being updated; it runs Win11-2026-10";
    expect(say({ state: "InputRequired" })).toBe(`${words} (state: Input required).`);
    expect(say({ state: "PreDeployment", templateImageName: undefined })).toBe(
      "Sales-EU isn't being updated (state: Not deployed yet).",
    );
    const warnings = [{ type: "ImageRollback", isError: true }];
    const lastUpdate = updateWith({ state: "rolledBack", finishedAt: at("14:00").toISOString() });
    expect(say({ warnings, lastUpdate })).toContain(`${words}. Its last update, to Win11-2026-11, was rolled back`);
    expect(say({ warnings })).toBe(`${words} (state: Rolled back).`);
  });

  it("does not say that Citrix refused what has never started", () => {
    const answerTrouble = "No answer came in time.";
    const lastUpdate = updateWith({ state: "rejected", answerTrouble, finishedAt: at("14:00").toISOString() });
    expect(say({ lastUpdate })).toContain("Its last update, to Win11-2026-11, did not start (transaction 1f3c-0001).");
  });

  it("says that nobody knows how an update ended that is not followed any more", () => {
    const lastUpdate = updateWith({ state: "unknown", finishedAt: at("14:00").toISOString() });
    expect(say({ lastUpdate })).toContain("How its last update, to Win11-2026-11, ended is not known (");
  });

  it("says that a catalog is being rolled back, and that it was", () => {
    const back = updateWith({ rollsBack: "u0", vdaUpdateDelay: -1, toImage: { id: "i-9", name: "Win11-2026-09" } });
    expect(say({ state: "Processing", activeUpdate: back })).toBe(
      "Sales-EU is being rolled back to Win11-2026-09 by Ada since 14:05 (transaction 1f3c-0001).",
    );
    const lastUpdate = { ...back, state: "succeeded" as const, finishedAt: at("14:00").toISOString() };
    expect(say({ lastUpdate })).toContain("It was rolled back to Win11-2026-09 at 15:00 (");
    expect(say({ lastUpdate: { ...lastUpdate, state: "failed" } })).toContain(
      "Its last update, to Win11-2026-09, failed",
    );
  });

  it("says what is wrong with a catalog in error", () => {
    expect(say({ state: "Error", subState: "ErrorDomainNotReachable", transactionId: "t9" })).toBe(
      "Sales-EU has an error: Domain not reachable (transaction t9).",
    );
    expect(say({ state: "Error", statusMessage: "Quota reached." })).toBe("Sales-EU has an error: Quota reached.");
    expect(say({ state: "Error" })).toBe("Sales-EU has an error.");
  });
});
