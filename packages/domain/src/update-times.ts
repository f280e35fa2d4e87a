import type { Catalog, ImageUpdate, UsualDuration } from "@catalog-deck/contract";
import * as m from "./i18n/messages.js";
import { type Reader, timeOfDay } from "./local-time.ts";

const msPerMinute = 60_000;

/** When work on a catalog began; `atLatest`: it was seen at work then, and may have begun before. */
export interface Began {
  at: Date;
  atLatest: boolean;
}

/** Since when, until when, and until when the last session is logged off; what is not known is absent. */
export interface UpdateTimes {
  began?: Began;
  /** From what such updates have taken (95 % of them), else from Citrix's own estimate. */
  end?: { at: Date; from: "usual" | "citrix" };
  /** Whatever end was to be expected has passed. */
  overdue: boolean;
  sessionsEndBy?: Date;
}

/** A time of Citrix's; one without a zone is UTC. Undefined for what is no time. */
export function citrixTime(text: string | null | undefined): Date | undefined {
  if (text === null || text === undefined) return undefined;
  const withZone = /(?:z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  const time = new Date(withZone);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** When an update was asked for here, or an external one was noticed (ISO 8601): the order of the history. */
export function recordedAt({ requestedAt, noticedAt }: Pick<ImageUpdate, "requestedAt" | "noticedAt">): string {
  return requestedAt ?? noticedAt ?? "";
}

type UpdateBegan = Pick<ImageUpdate, "startedAt" | "requestedAt" | "seenRunningSince">;

/** When an update began: by Citrix, else when it was asked for here. When an external one was noticed is never its start. */
export function beganAt({ startedAt, requestedAt, seenRunningSince }: UpdateBegan): Began | undefined {
  const exactly = citrixTime(startedAt ?? requestedAt);
  if (exactly !== undefined) return { at: exactly, atLatest: false };
  const atLatest = citrixTime(seenRunningSince);
  return atLatest && { at: atLatest, atLatest: true };
}

/** How long an update took, in milliseconds: from its request, of an external one from Citrix's own start; else undefined. */
export function tookMs(update: Pick<ImageUpdate, "startedAt" | "requestedAt" | "finishedAt">): number | undefined {
  const ms = Date.parse(update.finishedAt ?? "") - Date.parse(update.requestedAt ?? update.startedAt ?? "");
  return ms > 0 ? ms : undefined;
}

/** The times of an update that runs. `usual`: how long such ones have taken, where enough are known. */
export function timesOfUpdate(update: ImageUpdate, usual: UsualDuration | undefined, now: Date): UpdateTimes {
  const began = beganAt(update);
  const sessionsEndBy = sessionsEnd(update, now);
  return {
    ...(began && { began }),
    ...endOf(update, usual, now),
    ...(sessionsEndBy && { sessionsEndBy }),
  };
}

/** The times of whatever Citrix does to a catalog: of its update, else since its last change at least. */
export function timesOfCatalog(
  catalog: Pick<Catalog, "activeUpdate" | "usualDuration" | "lastModifiedTime">,
  now: Date,
): UpdateTimes {
  const { activeUpdate, usualDuration, lastModifiedTime } = catalog;
  if (activeUpdate !== undefined) return timesOfUpdate(activeUpdate, usualDuration, now);
  const changed = citrixTime(lastModifiedTime);
  return { ...(changed && changed <= now && { began: { at: changed, atLatest: true } }), overdue: false };
}

function endOf(update: ImageUpdate, usual: UsualDuration | undefined, now: Date): Pick<UpdateTimes, "end" | "overdue"> {
  if (update.state !== "running") return { overdue: false };
  // Usual durations count from the request; one that began earlier than the time that is known ends earlier as well.
  const counted = citrixTime(update.requestedAt) ?? beganAt(update)?.at;
  const began = citrixTime(update.startedAt ?? update.requestedAt);
  const estimateMs = (update.estimatedMinutes ?? 0) * msPerMinute;
  const ends = [
    ...(usual && counted ? [{ at: new Date(counted.getTime() + usual.p95Ms), from: "usual" as const }] : []),
    ...(began && estimateMs > 0 ? [{ at: new Date(began.getTime() + estimateMs), from: "citrix" as const }] : []),
  ];
  const end = ends.find(({ at }) => at > now);
  return { ...(end && { end }), overdue: end === undefined && ends.length > 0 };
}

/**
 * Until when the last session is logged off, as the form has said when the update was sent (`clockLine`). Undefined where
 * nobody is logged off at a time of its own, where machines keep their disk, when the update did not go through, and
 * afterwards.
 */
export function sessionsEnd(update: ImageUpdate, now: Date): Date | undefined {
  const { requestedAt, vdaUpdateDelay, state, machinesKeepDisk } = update;
  if (machinesKeepDisk) return undefined;
  const wentWrong = state === "failed" || state === "rejected" || state === "rolledBack";
  if (requestedAt === undefined || vdaUpdateDelay === undefined || vdaUpdateDelay <= 0 || wentWrong) return undefined;
  const end = new Date(Date.parse(requestedAt) + vdaUpdateDelay * msPerMinute);
  return end > now ? end : undefined;
}

/** The same in words, each a part of a line: "since 14:05", "usually done by 15:10", "last session ends by 15:35". */
export interface TimesInWords {
  since?: string;
  until?: string;
  sessions?: string;
}

/**
 * Times as clock times of the reader's own; offsets are named where they differ. Throws RangeError when the time zone or the
 * locale is not one that Intl knows.
 */
export function timesInWords(times: UpdateTimes, now: Date, reader: Reader): TimesInWords {
  const { began, end, overdue, sessionsEndBy } = times;
  const shown = [now, began?.at, end?.at, sessionsEndBy].filter((at) => at !== undefined);
  const clock = (at: Date) => timeOfDay(at, now, reader, shown);
  const until = end && (end.from === "usual" ? m.done_usually : m.done_about)({ time: clock(end.at) });
  return {
    ...(began && { since: m.since_time({ time: sinceClock(began, clock) }) }),
    ...(until ? { until } : overdue ? { until: m.done_overdue() } : {}),
    ...(sessionsEndBy && { sessions: m.sessions_end({ time: clock(sessionsEndBy) }) }),
  };
}

/** "14:05", or "at least 14:05". */
function sinceClock({ at, atLatest }: Began, clock: (at: Date) => string): string {
  return atLatest ? m.at_least_time({ time: clock(at) }) : clock(at);
}
