import { afterAll, beforeAll, expect, test } from "vitest";

const zoneBefore = process.env.TZ;
let words: Pick<typeof import("./formatting.ts"), "timeInWords" | "dateTimeInWords">;
let moments: Pick<typeof import("./formatting.ts"), "momentInWords" | "zoneInWords">;

beforeAll(async () => {
  process.env.TZ = "Europe/Berlin";
  words = await import("./formatting.ts");
  moments = await import("./formatting.ts");
});

afterAll(() => {
  process.env.TZ = zoneBefore;
});

test.each([
  ["2026-10-25T00:30:00Z", "(UTC+2)"],
  ["2026-10-25T01:30:00Z", "(UTC+1)"],
  ["2026-10-24T06:00:00Z", "(UTC+2)"],
  ["2026-03-29T00:30:00Z", "(UTC+1)"],
  ["2026-03-29T01:30:00Z", "(UTC+2)"],
])("%s, around a change of the clocks, is told with its offset", (iso, offset) => {
  const now = new Date(iso);
  expect(words.timeInWords(iso, now)).toContain(offset);
  expect(words.timeInWords(iso, new Date("2026-12-01T00:00:00Z"))).toContain(offset);
  expect(words.dateTimeInWords(iso)).toContain(offset);
});

test("on other days a time is told without", () => {
  const iso = "2026-07-03T12:05:00Z";
  expect(words.timeInWords(iso, new Date(iso))).not.toContain("UTC");
  expect(words.timeInWords(iso, new Date("2026-12-01T00:00:00Z"))).not.toContain("UTC");
  expect(words.dateTimeInWords(iso)).not.toContain("UTC");
});

test("on paper every time has its offset", () => {
  expect(moments.momentInWords("2026-07-03T12:05:32Z")).toMatch(/05:32.*\(UTC\+2\)$/);
  expect(moments.momentInWords("2026-12-03T12:05:32Z")).toMatch(/05:32.*\(UTC\+1\)$/);
  expect(moments.zoneInWords(new Date("2026-12-03T12:05:32Z"))).toBe("Europe/Berlin, UTC+1");
});
