import * as m from "./i18n/messages.js";
import { type Reader, timeOfDay } from "./local-time.ts";

const msPerMinute = 60_000;

/**
 * What a delay means by the clock, before an update is sent: "If you send this now, everyone is logged off by 15:05
 * (Europe/Berlin)." The offset is named where it differs from that of `now`. `vdaUpdateDelay` in minutes; -1 and 0 have
 * their own sentence (citrix-api.md#update-body). Throws RangeError when the time zone or the locale is not one that
 * Intl knows. `keepsDisk`: no existing machine changes (`machinesKeepDisk`), and Citrix does not tell whether it restarts
 * them all the same.
 */
export function clockLine(asked: Reader & { now: Date; vdaUpdateDelay: number; keepsDisk?: boolean }): string {
  const { now, vdaUpdateDelay, keepsDisk = false, ...reader } = asked;
  if (vdaUpdateDelay < 0) return keepsDisk ? m.clock_natural_kept() : m.clock_natural();
  if (vdaUpdateDelay === 0) return keepsDisk ? m.clock_now_kept() : m.clock_now();
  const end = timeOfDay(new Date(now.getTime() + vdaUpdateDelay * msPerMinute), now, reader, [now]);
  return (keepsDisk ? m.clock_spread_kept : m.clock_spread)({ end, zone: reader.timeZone });
}
