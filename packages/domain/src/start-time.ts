import type { RolloutStart } from "@catalog-deck/contract";
import { Temporal } from "temporal-polyfill";

/** A local date and time in a zone. `local` as `2026-12-05T22:00`; `timeZone` is an IANA name. */
export type StartAt = Extract<RolloutStart, { kind: "at" }>;

/** What a local time means in its zone. Times of day are `02:30`, offsets `+02:00`. */
export type StartMoment =
  | { kind: "moment"; at: Date }
  /** A day that the calendar lacks, or no time at all. */
  | { kind: "noTime" }
  | { kind: "unknownZone" }
  /** The clocks jump over it: the same span after `before` they show `after`. */
  | { kind: "skipped"; before: string; after: string }
  /** The clocks show it twice, and nobody has said which is meant; the offset of each, and when it is. */
  | { kind: "repeated"; first: { offset: string; at: Date }; second: { offset: string; at: Date } };

/** The moment of a local time in its zone, or why it is none. An occurrence that nobody needs to give changes nothing. */
export function startMoment({ local, timeZone, occurrence }: StartAt): StartMoment {
  const wanted = orUndefined(() => Temporal.PlainDateTime.from(local, { overflow: "reject" }));
  if (wanted === undefined) return { kind: "noTime" };
  const earlier = inZone(wanted, timeZone, "earlier");
  const later = inZone(wanted, timeZone, "later");
  if (earlier === undefined || later === undefined) return { kind: "unknownZone" };
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: "moment", at: dateOf(earlier) };
  if (!earlier.toPlainDateTime().equals(wanted)) {
    return { kind: "skipped", before: clock(earlier), after: clock(later) };
  }
  if (occurrence !== undefined) return { kind: "moment", at: dateOf(occurrence === "first" ? earlier : later) };
  const reading = (time: Temporal.ZonedDateTime) => ({ offset: time.offset, at: dateOf(time) });
  return { kind: "repeated", first: reading(earlier), second: reading(later) };
}

function inZone(wanted: Temporal.PlainDateTime, timeZone: string, disambiguation: "earlier" | "later") {
  // An offset is no zone: it would not follow the clocks.
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  return orUndefined(() => wanted.toZonedDateTime(timeZone, { disambiguation }));
}

function orUndefined<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function clock(time: Temporal.ZonedDateTime): string {
  return time.toPlainTime().toString({ smallestUnit: "minute" });
}

function dateOf(time: Temporal.ZonedDateTime): Date {
  return new Date(time.epochMilliseconds);
}
