import { describe, expect, test } from "vitest";
import { HttpProblem } from "../http/http-problem.ts";
import { startMomentOf } from "./start-time.ts";

const at = (timeZone: string, local: string, occurrence?: "first" | "second") => {
  try {
    return startMomentOf({ kind: "at", local, timeZone, ...(occurrence && { occurrence }) }).toISOString();
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    return `${error.status} ${error.extras.errors?.[0]?.field}`;
  }
};

// Both nights on which the clocks change: what they skip is refused, what they repeat is asked about.
const nights: [
  zone: string,
  skipped: string,
  before: [string, string],
  repeated: string,
  first: string,
  second: string,
][] = [
  [
    "Europe/Berlin",
    "2027-03-28T02:30",
    ["2027-03-28T01:59", "2027-03-28T00:59:00.000Z"],
    "2026-10-25T02:30",
    "2026-10-25T00:30:00.000Z",
    "2026-10-25T01:30:00.000Z",
  ],
  [
    "America/New_York",
    "2027-03-14T02:30",
    ["2027-03-14T03:00", "2027-03-14T07:00:00.000Z"],
    "2026-11-01T01:30",
    "2026-11-01T05:30:00.000Z",
    "2026-11-01T06:30:00.000Z",
  ],
  // By half an hour.
  [
    "Australia/Lord_Howe",
    "2026-10-04T02:15",
    ["2026-10-04T02:30", "2026-10-03T15:30:00.000Z"],
    "2027-04-04T01:45",
    "2027-04-03T14:45:00.000Z",
    "2027-04-03T15:15:00.000Z",
  ],
  // At midnight.
  [
    "Africa/Cairo",
    "2026-04-24T00:30",
    ["2026-04-24T01:00", "2026-04-23T22:00:00.000Z"],
    "2026-10-29T23:30",
    "2026-10-29T20:30:00.000Z",
    "2026-10-29T21:30:00.000Z",
  ],
];

describe.each(nights)("in %s", (zone, skipped, [beside, moment], repeated, first, second) => {
  test("a time that the clocks skip is refused, one beside it is not", () => {
    expect(at(zone, skipped)).toBe("422 start.local");
    expect(at(zone, skipped, "first")).toBe("422 start.local");
    expect(at(zone, beside)).toBe(moment);
  });

  test("of a time that the clocks repeat somebody has to say which", () => {
    expect(at(zone, repeated)).toBe("422 start.occurrence");
    expect(at(zone, repeated, "first")).toBe(first);
    expect(at(zone, repeated, "second")).toBe(second);
  });
});

test("an occurrence that nobody needs to give changes nothing", () => {
  expect(at("Europe/Berlin", "2026-12-05T22:00", "second")).toBe("2026-12-05T21:00:00.000Z");
  expect(at("UTC", "2026-12-05T22:00")).toBe("2026-12-05T22:00:00.000Z");
});

test.each([
  ["Europe/Atlantis", "2026-12-05T22:00", "422 start.timeZone"],
  ["+02:00", "2026-12-05T22:00", "422 start.timeZone"],
  ["Europe/Berlin", "2026-02-30T22:00", "422 start.local"],
  ["Europe/Berlin", "2026-12-05T24:30", "422 start.local"],
])("%s %s is refused: %s", (zone, local, answer) => {
  expect(at(zone, local)).toBe(answer);
});
