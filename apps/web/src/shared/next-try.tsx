import * as m from "../i18n/messages.js";
import { timeInWords } from "../lib/formatting.ts";
import { useNow } from "../lib/now.ts";

const countedDownMs = 120_000;

/**
 * When Citrix is asked again: counted down in seconds, from two minutes on as a time of day. A timer is not read out at
 * every tick; who listens to the page finds it there.
 */
export function NextTry({ at }: { at: string }) {
  const now = useNow();
  const leftMs = Date.parse(at) - now.getTime();
  const words =
    leftMs <= 0
      ? m.next_try_now()
      : leftMs < countedDownMs
        ? m.next_try_in({ seconds: Math.ceil(leftMs / 1_000) })
        : m.next_try_at({ time: timeInWords(at, now) });
  return (
    <span role="timer" aria-live="off">
      {words}
    </span>
  );
}
