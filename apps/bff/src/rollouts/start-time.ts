import type { RolloutStart } from "@catalog-deck/contract";
import { Temporal } from "temporal-polyfill";
import type { HttpProblem } from "../http/http-problem.ts";
import { invalid } from "./rollout-records.ts";

type StartAt = Extract<RolloutStart, { kind: "at" }>;

/**
 * The moment that a local time means in its zone. Throws 422 naming the field for a zone that nobody knows, a day that the
 * calendar lacks, a time that the clocks skip there, and one that they repeat while nobody has said which is meant.
 */
export function momentOf({ local, timeZone, occurrence }: StartAt): Date {
  const wanted = plainTime(local);
  const [earlier, later] = (["earlier", "later"] as const).map((disambiguation) =>
    inZone(wanted, timeZone, disambiguation),
  );
  if (earlier === undefined || later === undefined) throw new Error("two readings of a time were asked for");
  if (earlier.epochMilliseconds === later.epochMilliseconds) return new Date(earlier.epochMilliseconds);
  if (!earlier.toPlainDateTime().equals(wanted)) {
    const params = { timeZone, before: clock(earlier), after: clock(later) };
    throw invalid("start.local", { code: "start-skipped", params });
  }
  if (occurrence === undefined) {
    const params = { timeZone, first: earlier.offset, second: later.offset };
    throw invalid("start.occurrence", { code: "start-repeated", params });
  }
  return new Date((occurrence === "first" ? earlier : later).epochMilliseconds);
}

function plainTime(local: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(local, { overflow: "reject" });
  } catch (error) {
    if (error instanceof RangeError) throw invalid("start.local", "start-no-time");
    throw error;
  }
}

function inZone(
  wanted: Temporal.PlainDateTime,
  timeZone: string,
  disambiguation: "earlier" | "later",
): Temporal.ZonedDateTime {
  // An offset is no zone: it would not follow the clocks.
  if (!/^[A-Za-z]/.test(timeZone)) throw unknownZone();
  try {
    return wanted.toZonedDateTime(timeZone, { disambiguation });
  } catch (error) {
    if (error instanceof RangeError) throw unknownZone();
    throw error;
  }
}

function clock(time: Temporal.ZonedDateTime): string {
  return time.toPlainTime().toString({ smallestUnit: "minute" });
}

function unknownZone(): HttpProblem {
  return invalid("start.timeZone", "time-zone-unknown");
}
