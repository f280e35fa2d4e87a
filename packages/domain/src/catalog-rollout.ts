import type { CatalogRollout } from "@catalog-deck/contract";
import * as m from "./i18n/messages.js";
import { type Reader, timeOfDay } from "./local-time.ts";

/** What a catalog in an open rollout waits for: "waits for wave 1". Undefined while its update runs, which says more. */
export function waitInRollout(rollout: CatalogRollout, now: Date, reader: Reader): string | undefined {
  const { targetState, rolloutState, wave, currentWave, startsAt, waveStartsAt } = rollout;
  if (targetState === "failed") return m.rollout_failure_open();
  if (targetState === "starting") return m.rollout_starts_now();
  if (targetState !== "waiting") return undefined;
  if (rolloutState === "held") return m.rollout_is_held();
  if (startsAt !== undefined) return m.rollout_begins_at({ time: clock(startsAt, now, reader) });
  if (currentWave >= wave) return m.rollout_waits_for_place();
  return aboutAt(m.rollout_waits_for_wave({ wave: currentWave }), waveStartsAt, now, reader);
}

/** "waits for wave 1, about 20:40"; without the time where it is not known. */
function aboutAt(what: string, at: string | undefined, now: Date, reader: Reader): string {
  return at === undefined ? what : m.rollout_about_at({ what, time: clock(at, now, reader) });
}

/** "wave 2 of 3"; undefined where there is one wave. */
export function waveInWords({ wave, waves }: Pick<CatalogRollout, "wave" | "waves">): string | undefined {
  return waves > 1 ? m.rollout_wave({ wave, waves }) : undefined;
}

/**
 * The sentence about a catalog that waits in a rollout: "Sales-EU moves to Win11-2026-12 in rollout December (wave 2 of 3), once
 * wave 1 is done." Undefined where it does not wait.
 */
export function rolloutSentence(
  catalog: string,
  rollout: CatalogRollout,
  now: Date,
  reader: Reader,
): string | undefined {
  if (rollout.targetState !== "waiting" && rollout.targetState !== "starting") return undefined;
  const wave = waveInWords(rollout);
  return m.say_in_rollout({
    catalog,
    image: rollout.toImage.name,
    rollout: rollout.name,
    wave: wave === undefined ? "" : ` (${wave})`,
    when: whenInWords(rollout, now, reader),
  });
}

function whenInWords(rollout: CatalogRollout, now: Date, reader: Reader): string {
  const { rolloutState, startsAt, wave, currentWave, waveStartsAt } = rollout;
  if (rolloutState === "held") return m.say_when_released();
  if (startsAt !== undefined) {
    const time = clock(startsAt, now, reader);
    return currentWave < wave ? m.say_when_wave_ends_after({ wave: currentWave, time }) : m.say_when_at({ time });
  }
  if (currentWave >= wave) return m.say_when_its_turn();
  return aboutAt(m.say_when_wave_ends({ wave: currentWave }), waveStartsAt, now, reader);
}

function clock(time: string, now: Date, reader: Reader): string {
  const at = new Date(time);
  return timeOfDay(at, now, reader, [at, now]);
}
