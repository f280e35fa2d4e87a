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

/**
 * The time of day, "14:05" (the locale decides between 12 and 24 hours); on another day than `now` with its date,
 * "00:35 on Tue 24 Nov", in another year with the year. A date out of range gives "an unknown time".
 */
export function timeOfDay(at: Date, now: Date, { timeZone, locale }: Reader): string {
  if (!isValid(at)) return m.unknown_time();
  const time = formatOf(locale, { timeZone, timeStyle: "short" }).format(at);
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
