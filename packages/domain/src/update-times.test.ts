import { describe, expect, it } from "vitest";
import { externalUpdateWith, updateWith } from "./testing/fixtures.ts";
import { beganAt, citrixTime, recordedAt, timesInWords, timesOfUpdate, tookMs } from "./update-times.ts";

const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);
const reader = { timeZone: "Europe/Berlin", locale: "en-GB" };
const usual = { pace: "notKnown", scope: "connection", updates: 30, p50Ms: 1_200_000, p95Ms: 3_000_000 } as const;

describe("the times of an image update", () => {
  it("begin with Citrix's own start, else with the request; never with the time at which it was noticed", () => {
    expect(beganAt(updateWith({ startedAt: at("13:06").toISOString() }))).toEqual({ at: at("13:06"), atLatest: false });
    expect(beganAt(updateWith())).toEqual({ at: at("13:05"), atLatest: false });
    const noticed = externalUpdateWith({ startedAt: undefined });
    expect(beganAt(noticed)).toBeUndefined();
    expect(beganAt({ ...noticed, seenRunningSince: at("13:10").toISOString() })).toEqual({
      at: at("13:10"),
      atLatest: true,
    });
    expect(recordedAt(noticed)).toBe("2026-11-23T13:20:00.000Z");
  });

  it("took as long as is known, and nothing where the start is not known", () => {
    const finishedAt = at("13:45").toISOString();
    expect(tookMs(updateWith({ finishedAt }))).toBe(40 * 60_000);
    expect(tookMs(externalUpdateWith({ finishedAt }))).toBe(40 * 60_000);
    expect(tookMs(externalUpdateWith({ finishedAt, startedAt: undefined }))).toBeUndefined();
    expect(tookMs(externalUpdateWith({ finishedAt: at("13:05").toISOString() }))).toBeUndefined();
    expect(tookMs(updateWith())).toBeUndefined();
  });

  it.each([
    ["usual", { estimatedMinutes: 90 }, usual, "13:25", { since: "since 14:05", until: "usually done by 14:55" }],
    ["the estimate when the usual is over", { estimatedMinutes: 90 }, usual, "14:00", { until: "done about 15:35" }],
    ["the estimate alone", { estimatedMinutes: 90 }, undefined, "13:25", { until: "done about 15:35" }],
    ["longer than all of them", { estimatedMinutes: 30 }, usual, "15:00", { until: "taking longer than expected" }],
    ["an estimate of nothing", { estimatedMinutes: 0 }, undefined, "13:25", { since: "since 14:05" }],
  ])("end by %s", (_, fields, usualDuration, now, words) => {
    const times = timesOfUpdate(externalUpdateWith(fields), usualDuration, at(now));
    expect(timesInWords(times, at(now), reader)).toMatchObject(words);
  });

  it("bound from above what began before it was seen", () => {
    const seen = externalUpdateWith({
      startedAt: undefined,
      seenRunningSince: at("13:14").toISOString(),
      estimatedMinutes: 5,
    });
    const words = (now: string, figures = usual) =>
      timesInWords(timesOfUpdate(seen, figures, at(now)), at(now), reader);
    expect(words("13:25")).toEqual({ since: "since at least 14:14", until: "usually done by 15:04" });
    const unknown = timesOfUpdate(seen, undefined, at("13:25"));
    expect(timesInWords(unknown, at("13:25"), reader)).toEqual({ since: "since at least 14:14" });
  });

  it("keep what the form promised: until when the last session is logged off", () => {
    const sessions = (fields: Parameters<typeof updateWith>[0], now = "13:25") =>
      timesInWords(timesOfUpdate(updateWith(fields), undefined, at(now)), at(now), reader).sessions;
    expect(sessions({ vdaUpdateDelay: 90 })).toBe("last session ends by 15:35");
    expect(sessions({ vdaUpdateDelay: 90, state: "succeeded" })).toBe("last session ends by 15:35");
    expect(sessions({ vdaUpdateDelay: 90, state: "rolledBack" })).toBeUndefined();
    expect(sessions({ vdaUpdateDelay: 90 }, "14:40")).toBeUndefined();
    // No existing machine changes.
    expect(sessions({ vdaUpdateDelay: 90, machinesKeepDisk: true })).toBeUndefined();
    expect([-1, 0].map((vdaUpdateDelay) => sessions({ vdaUpdateDelay }))).toEqual([undefined, undefined]);
  });

  it.each([
    ["2026-11-23T13:14:00Z", "13:14"],
    ["2026-11-23T14:14:00+01:00", "13:14"],
    ["2026-11-23T13:14:00", "13:14"],
  ])("take %s for UTC where it names no zone", (text, time) => {
    expect(citrixTime(text)).toEqual(at(time));
    expect(citrixTime("recently")).toBeUndefined();
  });
});
