import { setTimeout as pause } from "node:timers/promises";
import { setClockWhilePosting } from "./clock-moment.ts";
import { committed } from "./database-copy.ts";
import type { MovableClock } from "./movable-clock.ts";
import type { SeededRandom } from "./random.ts";
import type { SimulatedCitrix } from "./simulated-citrix.ts";

/** Where a kill is aimed at. What it hit is found out afterwards. */
export const aims = [
  "before",
  "intent",
  "posting",
  "answer",
  "reply",
  "anywhere",
  "watching",
  "starting",
  "clock",
] as const;
export type Aim = (typeof aims)[number];

/** How long the simulator holds an answer back while a kill is aimed at the wait for it. */
const heldMs = 900;
const waitAtMostMs = 5_000;

export interface Shot {
  aim: Aim;
  key: string;
  catalogId: string;
  dataDir: string;
  citrix: SimulatedCitrix;
  random: SeededRandom;
  clock: MovableClock;
  /** Resolves when every request of the round has been answered. */
  answered: Promise<unknown>;
}

/** Switches on what a kill needs to be aimed well; to be called before the request is sent. */
export async function prepareMoment({ aim, catalogId, citrix, random }: Shot): Promise<void> {
  const { control } = citrix.simulator;
  await control.clearFaults();
  if (aim === "before") {
    await control.setFault({ operation: "getCatalog", kind: "delay", delayMs: heldMs, catalogId, times: 1 });
  } else if (aim === "posting") {
    await control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: heldMs, catalogId, times: 1 });
  } else if (aim === "clock") {
    await control.setFault({ operation: "startImageUpdate", kind: "hold", catalogId, times: 1 });
  } else if (aim === "answer") {
    const delayMs = random.between(0, 30);
    await control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs, catalogId, times: 1 });
  }
}

/** Waits until it is time to kill. */
export async function momentToKill({
  aim,
  key,
  catalogId,
  dataDir,
  citrix,
  random,
  clock,
  answered,
}: Shot): Promise<void> {
  switch (aim) {
    case "before":
      return await pause(random.between(5, heldMs / 2));
    case "intent":
      return await committed(dataDir, key, "intent", waitAtMostMs);
    case "posting":
      await postSeen(citrix, key, () => true);
      return await pause(random.between(0, heldMs / 2));
    case "answer":
      return await postSeen(citrix, key, ({ status }) => status === 202);
    case "reply":
      return await committed(dataDir, key, "outcome", waitAtMostMs);
    case "clock":
      return await setClockWhilePosting({ catalogId, citrix, clock, random });
    case "anywhere":
      return await pause(random.between(0, 60));
    case "watching":
    case "starting":
      await answered;
      return await pause(random.between(0, aim === "watching" ? 4_000 : 500));
  }
}

async function postSeen(
  citrix: SimulatedCitrix,
  key: string,
  isIt: (post: { status: number }) => boolean,
): Promise<void> {
  const until = performance.now() + waitAtMostMs;
  while (performance.now() < until) {
    const post = await citrix.postOf(key);
    if (post !== undefined && isIt(post)) return;
  }
}
