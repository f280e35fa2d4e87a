import { setTimeout as pause } from "node:timers/promises";
import { type Fault, operations, type SimulatorControl } from "@catalog-deck/simulator";
import type { SeededRandom } from "../crash/random.ts";
import type { Tally } from "./measurements.ts";

type Spoiled = Omit<Fault, "operation">;

/** A fault for a while, and the good weather before it; in milliseconds. */
interface Front {
  calmMs: number;
  lastsMs: number;
  fault: Fault;
}

const targets = ["any", ...operations] as const;

/** The next fault of the switchboard, and when; `now` in milliseconds since 1970. */
function nextFront(random: SeededRandom, now: number): Front {
  const fault = random.pick(spoilers)(random, now);
  const operation = fault.kind === "refused" ? "any" : random.pick(targets);
  return {
    calmMs: random.between(4_000, 16_000),
    lastsMs: random.between(2_000, 12_000),
    fault: { operation, ...fault },
  };
}

const htmlPage = { body: "<!doctype html><title>Error</title>", contentType: "text/html" };

const spoilers: readonly ((random: SeededRandom, now: number) => Spoiled)[] = [
  (random) => ({ kind: "status", status: random.pick([400, 401, 403, 404, 409, 500, 502, 503, 504]) }),
  (random, now) => ({ kind: "status", status: random.pick([429, 503]), retryAfter: retryAfter(random, now) }),
  () => ({ kind: "status", status: 502, ...htmlPage }),
  () => ({ kind: "status", status: 302, location: "http://127.0.0.2:9/" }),
  () => ({ kind: "refused" }),
  (random) => ({ kind: random.pick(["breakBefore", "breakAfter", "breakMidway"]) }),
  (random) => ({ kind: "delay", delayMs: random.pick([800, 4_000, 12_000, 45_000]) }),
  (random) => ({ kind: random.pick(["dripHead", "dripBody"]), delayMs: 250 }),
  (random) => ({ kind: random.pick(["truncated", "unreadable", "contentType"]) }),
  () => ({ kind: "unreadable", ...htmlPage }),
  (random) => ({
    kind: "location",
    ...random.pick([{}, { location: "https://127.0.0.2:9/" }, { location: "../none" }]),
  }),
  (random) => ({ kind: "older", ageMs: random.between(2_000, 40_000) }),
];

function retryAfter(random: SeededRandom, now: number): string {
  const seconds = random.between(1, 12);
  const at = new Date(now + seconds * 1_000);
  return random.pick([String(seconds), at.toUTCString(), at.toISOString()]);
}

/** Lets faults come and go at the simulator until `untilMs` (milliseconds since 1970), and then clears up. */
export async function makeWeather(
  control: SimulatorControl,
  random: SeededRandom,
  untilMs: number,
  faults: Tally,
): Promise<void> {
  const wait = (ms: number) => pause(Math.max(0, Math.min(ms, untilMs - Date.now())));
  while (Date.now() < untilMs) {
    const { calmMs, lastsMs, fault } = nextFront(random, Date.now());
    await wait(calmMs);
    if (Date.now() >= untilMs) break;
    faults.add(fault.kind === "status" ? `${fault.status}${fault.retryAfter ? " with Retry-After" : ""}` : fault.kind);
    await control.setFault(fault);
    await wait(lastsMs);
    await control.clearFaults();
  }
}
