import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockLine } from "./clock-line.ts";
import {
  delayField,
  delayInShort,
  delayInWords,
  delaySlider,
  parseDelayMinutes,
  previewMessage,
  restartInWords,
} from "./delay.ts";

describe("a delay in words", () => {
  it.each([
    [1, "1 minute", "1 min"],
    [60, "1 hour", "1 h"],
    [90, "1 hour 30 minutes", "1 h 30 min"],
    [480, "8 hours", "8 h"],
    [1441, "1 day 1 minute", "1 d 1 min"],
    [10080, "7 days", "7 d"],
    [0, "0 minutes", "0 min"],
    [2_147_483_647, "1,491,308 days 2 hours 7 minutes", "1491308 d 2 h 07 min"],
    [Number.NaN, "an unknown time", "an unknown time"],
  ])("%d minutes", (minutes, words, short) => {
    expect(delayInWords(minutes)).toBe(words);
    expect(delayInShort(minutes)).toBe(short);
  });

  it("is never empty", () => {
    fc.assert(fc.property(fc.double(), (minutes) => delayInWords(minutes) !== "" && restartInWords(minutes) !== ""));
  });

  it("says when machines restart", () => {
    expect([-1, 0, 60].map(restartInWords)).toEqual(["as users log off", "right now", "spread over 1 h"]);
  });

  it("has presets that the slider can stand on", () => {
    for (const preset of [delaySlider.default, ...delaySlider.presets]) {
      expect(preset % delaySlider.step).toBe(0);
      expect(preset).toBeGreaterThanOrEqual(delaySlider.min);
      expect(preset).toBeLessThanOrEqual(delaySlider.max);
    }
  });
});

describe("the number field", () => {
  it.each(["1", "60", " 90 ", "10080", "0045"])("takes %j", (text) => {
    expect(parseDelayMinutes(text)).toEqual({ minutes: Number(text) });
  });

  it.each([
    "",
    " ",
    "0",
    "-1",
    "10081",
    "1.5",
    "1,5",
    "1e3",
    "0x10",
    "+5",
    "5 min",
    "٣",
    "NaN",
    "Infinity",
    "9".repeat(400),
  ])("refuses %j with a sentence", (text) => {
    expect(parseDelayMinutes(text)).toEqual({ error: expect.stringMatching(/^Enter .+\.$/) });
  });

  it("gives whole minutes in range or an error, whatever is typed", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String)), (text) => {
        const read = parseDelayMinutes(text);
        if ("error" in read) return read.error !== "";
        return Number.isInteger(read.minutes) && read.minutes >= delayField.min && read.minutes <= delayField.max;
      }),
    );
    fc.assert(fc.property(fc.integer({ min: 1, max: 10080 }), (n) => "minutes" in parseDelayMinutes(String(n))));
  });
});

describe("the clock line", () => {
  const now = new Date("2026-11-23T13:05:00Z");
  const berlin = { now, timeZone: "Europe/Berlin", locale: "en-GB" };

  it.each([
    [60, "everyone is logged off by 15:05 (Europe/Berlin)."],
    [630, "everyone is logged off by 00:35 on Tue 24 Nov (Europe/Berlin)."],
    [10080, "everyone is logged off by 14:05 on Mon 30 Nov (Europe/Berlin)."],
    [-1, "each machine restarts once its users have logged off; nobody is interrupted."],
    [0, "all machines restart at once and everyone is logged off."],
  ])("a delay of %d, before anything is sent", (vdaUpdateDelay, line) => {
    const words = clockLine({ ...berlin, vdaUpdateDelay })
      .replace("Tue, 24", "Tue 24")
      .replace("Mon, 30", "Mon 30");
    expect(words).toBe(`If you send this now, ${line}`);
  });

  it.each([
    [60, "If Citrix restarts them all the same, everyone is logged off by 15:05 (Europe/Berlin)."],
    [-1, "If Citrix restarts one all the same, it waits until its users have logged off."],
    [0, "If Citrix restarts them all the same, everyone is logged off at once."],
  ])("a delay of %d where machines keep their disk logs off nobody for certain", (vdaUpdateDelay, line) => {
    const words = clockLine({ ...berlin, vdaUpdateDelay, keepsDisk: true });
    expect(words).toBe(`No existing machine changes. ${line}`);
  });

  it("goes by the reader's own day and clock", () => {
    const tokyo = clockLine({ now, vdaUpdateDelay: 120, timeZone: "Asia/Tokyo", locale: "en-GB" });
    expect(tokyo).toMatch(/ by 00:05 on Tue,? 24 Nov \(Asia\/Tokyo\)\.$/);
    const newYork = clockLine({ now, vdaUpdateDelay: 60, timeZone: "America/New_York", locale: "en-US" });
    expect(newYork).toMatch(/ by 9:05\sAM \(America\/New_York\)\.$/);
  });

  it("counts real minutes over the end of summer time", () => {
    const line = clockLine({ ...berlin, now: new Date("2026-10-25T00:30:00Z"), vdaUpdateDelay: 60 });
    expect(line).toBe("If you send this now, everyone is logged off by 02:30 (UTC+1) (Europe/Berlin).");
  });

  it.each([
    ["Europe/Berlin", "2026-10-25T00:30:00Z", 60, "02:30 (UTC+1)"],
    ["Europe/Berlin", "2026-10-25T00:30:00Z", 15, "02:45"],
    ["Europe/Berlin", "2026-10-25T01:15:00Z", 30, "02:45"],
    ["Europe/Berlin", "2026-03-29T00:30:00Z", 60, "03:30 (UTC+2)"],
    ["Europe/Berlin", "2026-10-24T08:00:00Z", 2880, "09:00 (UTC+1) on Mon 26 Oct"],
    ["America/New_York", "2026-11-01T05:30:00Z", 60, "01:30 (UTC-5)"],
    ["America/New_York", "2026-03-08T06:30:00Z", 60, "03:30 (UTC-4)"],
    ["Australia/Lord_Howe", "2026-04-04T14:45:00Z", 30, "01:45 (UTC+10:30)"],
    ["Australia/Lord_Howe", "2026-10-03T15:15:00Z", 30, "02:45 (UTC+11)"],
    ["Asia/Tokyo", "2026-10-25T00:30:00Z", 60, "10:30"],
    ["UTC", "2026-10-25T00:30:00Z", 60, "01:30"],
  ])("in %s at %s, %d minutes: by %s", (timeZone, sentAt, vdaUpdateDelay, end) => {
    const line = clockLine({ timeZone, locale: "en-GB", now: new Date(sentAt), vdaUpdateDelay });
    expect(line.replaceAll(", ", " ")).toContain(`is logged off by ${end} (${timeZone}).`);
  });

  it("gives the year when it is another one, and survives the longest delay and no date", () => {
    expect(clockLine({ ...berlin, now: new Date("2026-12-31T22:30:00Z"), vdaUpdateDelay: 60 })).toMatch(/1 Jan 2027/);
    expect(clockLine({ ...berlin, vdaUpdateDelay: 2_147_483_647 })).toMatch(/ \d{4} \(Europe\/Berlin\)\.$/);
    expect(clockLine({ ...berlin, now: new Date(Number.NaN), vdaUpdateDelay: 60 })).toContain("an unknown time");
    expect(clockLine({ ...berlin, now: new Date(8.64e15), vdaUpdateDelay: 60 })).toContain("by an unknown time");
  });
});

describe("the message to users", () => {
  it("shows the minutes left wherever %m% stands", () => {
    expect(previewMessage("Restart in %m% min. Save now: %m% min!", 15)).toBe("Restart in 15 min. Save now: 15 min!");
    expect(previewMessage("%m%", -1)).toBe("0");
    expect(previewMessage("100% $& sure", 5)).toBe("100% $& sure");
  });
});
