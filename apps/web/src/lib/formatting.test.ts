import { afterEach, expect, test, vi } from "vitest";
import * as m from "../i18n/messages.js";
import { dateTimeInWords, momentInWords, timeInWords, zoneInWords } from "./formatting.ts";

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["2026-10-25T00:30:00Z", "(UTC+2)"],
  ["2026-10-25T01:30:00Z", "(UTC+1)"],
  ["2026-10-24T06:00:00Z", "(UTC+2)"],
  ["2026-03-29T00:30:00Z", "(UTC+1)"],
  ["2026-03-29T01:30:00Z", "(UTC+2)"],
])("%s, around a change of the clocks, is told with its offset", (iso, offset) => {
  const now = new Date(iso);
  expect(timeInWords(iso, now)).toContain(offset);
  expect(timeInWords(iso, new Date("2026-12-01T00:00:00Z"))).toContain(offset);
  expect(dateTimeInWords(iso)).toContain(offset);
});

test("on other days a time is told without", () => {
  const iso = "2026-07-03T12:05:00Z";
  expect(timeInWords(iso, new Date(iso))).not.toContain("UTC");
  expect(timeInWords(iso, new Date("2026-12-01T00:00:00Z"))).not.toContain("UTC");
  expect(dateTimeInWords(iso)).not.toContain("UTC");
});

test("on paper every time has its offset", () => {
  expect(momentInWords("2026-07-03T12:05:32Z")).toMatch(/05:32.*\(UTC\+2\)$/);
  expect(momentInWords("2026-12-03T12:05:32Z")).toMatch(/05:32.*\(UTC\+1\)$/);
  expect(zoneInWords(new Date("2026-12-03T12:05:32Z"))).toBe("Europe/Berlin, UTC+1");
});

test("a count is written as its language writes it, and one thing in the singular", () => {
  expect(m.machines_count({ count: 1_200 })).toBe("1,200 machines");
  expect(m.catalogs_count({ count: 1 })).toBe("1 catalog");
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  expect(m.machines_count({ count: 1_200 })).toBe("1.200 Maschinen");
  expect([1, 3].map((count) => m.count_under_way({ count }))).toEqual(["1 läuft", "3 laufen"]);
  expect([1, 3].map((count) => m.wall_more_active({ count }))).toEqual([
    "und 1 weiterer, aktiv",
    "und 3 weitere, alle aktiv",
  ]);
  expect(m.ended_many_more({ names: "Legal, Sales-EU", count: 1 })).toBe("Legal, Sales-EU und 1 weiterer");
});
