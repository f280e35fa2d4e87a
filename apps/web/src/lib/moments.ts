import { offsetInWords } from "@catalog-deck/domain";
import { here } from "./formatting.ts";

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
