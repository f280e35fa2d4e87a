import { dayAround, offsetInWords, withOffset } from "@catalog-deck/domain";
import { language } from "./language.ts";

/** The first of the browser's locales in the page's language that Intl knows: some systems name `en-US@posix`. */
function knownLocale(locales: readonly string[]): string {
  const known = locales.find((locale) => {
    try {
      return locale.startsWith(language) && Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  });
  return known ?? language;
}

/** The person's own language and time zone, for dates, numbers and clock lines. */
export const here = {
  locale: knownLocale(navigator.languages),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

const time = new Intl.DateTimeFormat(here.locale, { hour: "2-digit", minute: "2-digit" });
const dateTime = new Intl.DateTimeFormat(here.locale, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(here.locale, { dateStyle: "medium" });
const month = new Intl.DateTimeFormat(here.locale, { month: "long", year: "numeric" });
const dayAndMonth = new Intl.DateTimeFormat(here.locale, { day: "numeric", month: "short" });

function parse(iso: string): Date | undefined {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A time among others, with its offset around the nights in which the clocks change. */
export function timeWithOffset(format: Intl.DateTimeFormat, date: Date): string {
  return withOffset(format.format(date), date, dayAround(date), here.timeZone);
}

// In the page's language, as the counts in its messages.
const number = new Intl.NumberFormat(language);

/** "1,000": a count as the page's language writes it. */
export function numberInWords(count: number): string {
  return number.format(count);
}

/** "14:05", or "3 Nov, 14:05" when it is not the day of `now`. What is no date comes back as it is. */
export function timeInWords(iso: string, now: Date): string {
  const date = parse(iso);
  if (!date) return iso;
  return date.toDateString() === now.toDateString() ? timeWithOffset(time, date) : dayAndTime(date);
}

/** "3 Nov, 14:05", also today: for a list that covers days. What is no date comes back as it is. */
export function dayAndTimeInWords(iso: string): string {
  const date = parse(iso);
  return date ? dayAndTime(date) : iso;
}

function dayAndTime(date: Date): string {
  return `${dayAndMonth.format(date)}, ${timeWithOffset(time, date)}`;
}

/** "3 Nov 2026, 14:05". What is no date comes back as it is. */
export function dateTimeInWords(iso: string): string {
  const date = parse(iso);
  return date ? timeWithOffset(dateTime, date) : iso;
}

/** "3 Nov 2026". What is no date comes back as it is. */
export function dateInWords(iso: string): string {
  const date = parse(iso);
  return date ? day.format(date) : iso;
}

/** "November 2026". What is no date comes back as it is. */
export function monthInWords(iso: string): string {
  const date = parse(iso);
  return date ? month.format(date) : iso;
}

/** For an axis: "3 Nov" at midnight, else "14:05". */
export function dayOrTimeInWords(date: Date): string {
  return date.getHours() === 0 && date.getMinutes() === 0 ? dayAndMonth.format(date) : timeWithOffset(time, date);
}

const moment = new Intl.DateTimeFormat(here.locale, { dateStyle: "medium", timeStyle: "medium" });

/** "3 Nov 2026, 14:05:32 (UTC+1)": for what is kept on paper, and read in another season. What is no date comes back as it is. */
export function momentInWords(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${moment.format(date)} (${offsetInWords(date, here.timeZone)})`;
}

/** "Europe/Berlin, UTC+1": the zone in which all times are shown, with its offset at a moment. */
export function zoneInWords(at: Date): string {
  return `${here.timeZone}, ${offsetInWords(at, here.timeZone)}`;
}

/**
 * What separates the cells of CSV files for whoever reads this page. A German Excel puts a line with commas into one cell,
 * because there the comma is the decimal sign; a first line `sep=,` would help it and spoil the file for others.
 */
export const csvSeparator = language === "de" ? ";" : ",";
