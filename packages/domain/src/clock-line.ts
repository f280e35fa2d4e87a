import { type Reader, timeOfDay } from "./local-time.ts";

const msPerMinute = 60_000;

/**
 * What a delay means by the clock, for an update that is sent at `now`: "Sent 14:05. Last active session logged off
 * by 15:05 (Europe/Berlin)." `vdaUpdateDelay` in minutes; -1 and 0 have their own sentence (catalogservice.md,
 * "Update body"). Throws RangeError when the time zone or the locale is not one that Intl knows.
 */
export function clockLine({ now, vdaUpdateDelay, ...reader }: Reader & { now: Date; vdaUpdateDelay: number }): string {
  const sent = timeOfDay(now, now, reader);
  if (vdaUpdateDelay < 0) {
    return `Sent ${sent} (${reader.timeZone}). Each machine restarts when its users have left; nobody is logged off.`;
  }
  if (vdaUpdateDelay === 0) {
    return `Sent ${sent} (${reader.timeZone}). All machines restart at once and active sessions are logged off.`;
  }
  const end = new Date(now.getTime() + vdaUpdateDelay * msPerMinute);
  return `Sent ${sent}. Last active session logged off by ${timeOfDay(end, now, reader)} (${reader.timeZone}).`;
}
