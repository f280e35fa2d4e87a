const hourMs = 60 * 60_000;

/** The spans of time that lists offer, back from now. */
export const periods = ["24h", "7d", "30d"] as const;
export type Period = (typeof periods)[number];

const lengthMs = { "24h": 24 * hourMs, "7d": 7 * 24 * hourMs, "30d": 30 * 24 * hourMs } satisfies Record<
  Period,
  number
>;

/** When a period that ends now began, as ISO 8601 in UTC. */
export function startOfPeriod(period: Period, nowMs: number): string {
  return new Date(nowMs - lengthMs[period]).toISOString();
}

/** What of an address sets a time. A period, which means "until now" whenever it is opened, is stronger than a time to begin. */
export interface TimeSearch {
  period?: Period;
  /** ISO 8601 in UTC, so that a pasted link means the same everywhere. */
  from?: string;
  to?: string;
}

/** Takes a chosen time back. */
export const noTime = { period: undefined, from: undefined, to: undefined };

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

/** A period of an address; undefined for what is none. */
export function periodIn(value: unknown): Period | undefined {
  return periods.find((period) => period === value);
}

/** A moment of an address; undefined for what is none. */
export function instantIn(value: unknown): string | undefined {
  return typeof value === "string" && instant.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}
