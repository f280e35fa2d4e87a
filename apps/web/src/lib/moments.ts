import { here } from "./places.ts";

const moment = new Intl.DateTimeFormat(here.locale, { dateStyle: "medium", timeStyle: "medium" });
const zone = new Intl.DateTimeFormat(here.locale, { timeZoneName: "longOffset" });

/** "3 Nov 2026, 14:05:32": for what is kept on paper. What is no date comes back as it is. */
export function momentInWords(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : moment.format(date);
}

/** "Europe/Berlin, GMT+01:00": the zone in which all times are shown, with its offset at a moment. */
export function zoneInWords(at: Date): string {
  const offset = zone.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
  return [here.timeZone, offset].filter(Boolean).join(", ");
}
