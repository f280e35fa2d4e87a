import { setTimeout as pause } from "node:timers/promises";
import type { MovableClock } from "./movable-clock.ts";
import type { SeededRandom } from "./random.ts";
import type { SimulatedCitrix } from "./simulated-citrix.ts";

const minuteMs = 60_000;
/** Each step is shorter than the 30 minutes after which a session that nobody uses ends. */
const longestStepMs = 20 * minuteMs;
const furthestMs = 30 * minuteMs;
const waitAtMostMs = 5_000;
/** Longer than the watcher's second: it has had the chance to take the jump for time that has passed. */
const watcherRoundMs = 1_200;

/**
 * Sets the server's wall clock while the POST to a catalog is out and Citrix has not taken it up yet. Afterwards Citrix
 * takes it up, unless the kill comes first.
 */
export async function setClockWhilePosting({
  catalogId,
  citrix,
  clock,
  random,
}: {
  catalogId: string;
  citrix: SimulatedCitrix;
  clock: MovableClock;
  random: SeededRandom;
}): Promise<void> {
  const { control } = citrix.simulator;
  const until = performance.now() + waitAtMostMs;
  const isOut = async () =>
    (await control.log({ operation: "startImageUpdate" })).some(
      ({ path, status }) => status === 0 && path.includes(catalogId),
    );
  while (!(await isOut()) && performance.now() < until) await pause(10);
  const stepMs = random.pick([-1, 1]) * random.between(15 * minuteMs, longestStepMs);
  const wantedMs = clock.setMs + stepMs;
  await clock.set(Math.abs(wantedMs) > furthestMs ? clock.setMs - stepMs : wantedMs);
  await pause(random.between(0, 2 * watcherRoundMs));
  if (random.chance(0.5)) await control.clearFaults();
  await pause(random.between(0, 300));
}
