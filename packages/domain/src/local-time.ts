import * as m from "./i18n/messages.js";

/** Where and how a person reads times: a locale ("en-GB") and an IANA time zone ("Europe/Berlin"). */
export interface Reader {
  timeZone: string;
  locale: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format is kept: to make one takes far longer than to use it, and a line with a time is drawn at every key. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** "UTC+2", "UTC+10:30", "UTC": how far a time zone's clocks are from UTC at that moment. */
export function offsetInWords(at: Date, timeZone: string): string {
  const parts = formatOf("en-US", { timeZone, timeZoneName: "shortOffset" }).formatToParts(at);
  return (parts.find(({ type }) => type === "timeZoneName")?.value ?? "").replace("GMT", "UTC");
}

/**
 * A clock time with its offset, "02:30 (UTC+2)", where another one that it is shown with has a different offset. Without
 * it two times in the night in which the clocks go back could be the same words, or in the wrong order.
 */
export function withOffset(time: string, at: Date, others: readonly Date[], timeZone: string): string {
  if (!isValid(at)) return time;
  const offset = offsetInWords(at, timeZone);
  const differs = others.some((other) => isValid(other) && offsetInWords(other, timeZone) !== offset);
  return differs ? `${time} (${offset})` : time;
}

const dayMs = 24 * 60 * 60_000;

/** A day before and a day after: for a time in a list, whose neighbors nobody knows; together with it they are `others`. */
export function dayAround(at: Date): Date[] {
  return [new Date(at.getTime() - dayMs), new Date(at.getTime() + dayMs)];
}

/**
 * The time of day, "14:05" (the locale decides between 12 and 24 hours); on another day than `now` with its date,
 * "00:35 on Tue 24 Nov", in another year with the year. A date out of range gives "an unknown time".
 * @param others the times that it is shown with: see `withOffset`
 */
export function timeOfDay(at: Date, now: Date, { timeZone, locale }: Reader, others: readonly Date[]): string {
  if (!isValid(at)) return m.unknown_time();
  const time = withOffset(formatOf(locale, { timeZone, timeStyle: "short" }).format(at), at, others, timeZone);
  if (!isValid(now)) return time;
  const day = dayIn(timeZone, at);
  const today = dayIn(timeZone, now);
  if (day.join() === today.join()) return time;
  const date = formatOf(locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(day[0] === today[0] ? {} : { year: "numeric" }),
  }).format(at);
  return m.time_on_day({ time, day: date });
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

function dayIn(timeZone: string, date: Date): [year: string, month: string, day: string] {
  const parts = formatOf("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(date);
  const read = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return [read("year"), read("month"), read("day")];
}
