import * as m from "./i18n/messages.js";
import { type Reader, timeOfDay } from "./local-time.ts";

const msPerMinute = 60_000;

/**
 * What a delay means by the clock, before an update is sent: "If you send this now, everyone is logged off by 15:05
 * (Europe/Berlin)." The offset is named where it differs from that of `now`. `vdaUpdateDelay` in minutes; -1 and 0 have
 * their own sentence (citrix-api.md#update-body). Throws RangeError when the time zone or the locale is not one that
 * Intl knows.
 */
export function clockLine({ now, vdaUpdateDelay, ...reader }: Reader & { now: Date; vdaUpdateDelay: number }): string {
  if (vdaUpdateDelay < 0) return m.clock_natural();
  if (vdaUpdateDelay === 0) return m.clock_now();
  const end = new Date(now.getTime() + vdaUpdateDelay * msPerMinute);
  return m.clock_spread({ end: timeOfDay(end, now, reader, [now]), zone: reader.timeZone });
}
