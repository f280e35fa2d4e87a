import * as m from "./i18n/messages.js";
import { type Reader, timeOfDay } from "./local-time.ts";

const msPerMinute = 60_000;

/**
 * What a delay means by the clock, for an update that is sent at `now`: "Sent 14:05. Last active session logged off by
 * 15:05 (Europe/Berlin)." Offsets are named where they differ. `vdaUpdateDelay` in minutes; -1 and 0 have their own
 * sentence (citrix-api.md#update-body). Throws RangeError when the time zone or the locale is not one that Intl knows.
 */
export function clockLine({ now, vdaUpdateDelay, ...reader }: Reader & { now: Date; vdaUpdateDelay: number }): string {
  const end = new Date(now.getTime() + Math.max(0, vdaUpdateDelay) * msPerMinute);
  const sent = timeOfDay(now, now, reader, [end]);
  if (vdaUpdateDelay < 0) {
    return m.clock_natural({ sent, zone: reader.timeZone });
  }
  if (vdaUpdateDelay === 0) {
    return m.clock_now({ sent, zone: reader.timeZone });
  }
  return m.clock_spread({ sent, end: timeOfDay(end, now, reader, [now]), zone: reader.timeZone });
}
