import * as m from "./i18n/messages.js";

const msPerSecond = 1000;
const msPerMinute = 60_000;
const daysPerMonth = 30.44;

/** How far an update is, from Citrix's own figures. */
export interface Progress {
  /** 0 to 100; null when Citrix gives none or its estimate is overdue: the bar is indeterminate then */
  percent: number | null;
  /** since Citrix started it, or since it was asked for; 0 when neither is known */
  elapsedMs: number;
  /** whole minutes, rounded up; null without an estimate or when it is overdue */
  minutesLeft: number | null;
  overdue: boolean;
}

/**
 * The progress of an update at `now`. `estimatedMinutes` is Citrix's estimate of the total duration
 * (citrix-api.md#update-status). Figures that make no sense (not a number, an estimate of 0, a start in the future)
 * count as absent.
 */
export function progressOf(
  update: {
    percent?: number | undefined;
    startedAt?: string | undefined;
    requestedAt?: string | undefined;
    estimatedMinutes?: number | undefined;
  },
  now: Date,
): Progress {
  const sinceMs = now.getTime() - Date.parse(update.startedAt ?? update.requestedAt ?? "");
  const elapsedMs = Number.isFinite(sinceMs) ? Math.max(0, sinceMs) : 0;
  const estimateMs = (update.estimatedMinutes ?? 0) * msPerMinute;
  const hasEstimate = Number.isFinite(estimateMs) && estimateMs > 0 && Number.isFinite(sinceMs);
  const overdue = hasEstimate && elapsedMs >= estimateMs;
  return {
    percent: overdue ? null : percentOf(update.percent),
    elapsedMs,
    minutesLeft: hasEstimate && !overdue ? Math.ceil((estimateMs - elapsedMs) / msPerMinute) : null,
    overdue,
  };
}

function percentOf(percent: number | undefined): number | null {
  if (percent === undefined || !Number.isFinite(percent)) return null;
  return Math.min(100, Math.max(0, percent));
}

/** A duration, ticking or over, in short: "42 s", "12 min 05 s", "1 h 05 min", "2 d 3 h". Below zero counts as zero. */
export function elapsedInWords(ms: number): string {
  if (!Number.isFinite(ms)) return m.unknown_duration();
  const seconds = Math.floor(Math.max(0, ms) / msPerSecond);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${m.short_days({ count: days })} ${m.short_hours({ count: hours % 24 })}`;
  if (hours > 0) return `${m.short_hours({ count: hours })} ${m.short_minutes({ count: twoDigits(minutes % 60) })}`;
  if (minutes > 0)
    return `${m.short_minutes({ count: minutes })} ${m.short_seconds({ count: twoDigits(seconds % 60) })}`;
  return m.short_seconds({ count: seconds });
}

/** How long ago something was, in the largest unit that fits: "just now", "4 s ago", "3 min ago", "5 d ago", "20 months ago". */
export function ageInWords(ms: number): string {
  return inLargestUnit(ms, { now: m.age_just_now, ...agoUnits });
}

/** How old a thing is, in the same units: "new", "3 min old", "2 h old", "5 days old", "20 months old". */
export function oldInWords(ms: number): string {
  return inLargestUnit(ms, { now: m.old_now, ...oldUnits });
}

type Counted = (inputs: { count: number }) => string;

const agoUnits = {
  second: m.age_seconds,
  minute: m.age_minutes,
  hour: m.age_hours,
  day: m.age_days,
  month: m.age_months,
  year: m.age_years,
} satisfies Record<string, Counted>;

const oldUnits = {
  // A thing that is not a minute old is new.
  second: m.old_now,
  minute: m.old_minutes,
  hour: m.old_hours,
  day: m.old_days,
  month: m.old_months,
  year: m.old_years,
} satisfies Record<string, Counted>;

function inLargestUnit(ms: number, words: Record<keyof typeof agoUnits, Counted> & { now: () => string }): string {
  if (!Number.isFinite(ms)) return m.age_unknown();
  const seconds = Math.floor(ms / msPerSecond);
  if (seconds < 1) return words.now();
  if (seconds < 60) return words.second({ count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return words.minute({ count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return words.hour({ count: hours });
  const days = Math.floor(hours / 24);
  if (days < 60) return words.day({ count: days });
  const months = Math.floor(days / daysPerMonth);
  return months < 24 ? words.month({ count: months }) : words.year({ count: Math.floor(months / 12) });
}

function twoDigits(count: number): string {
  return String(count).padStart(2, "0");
}
