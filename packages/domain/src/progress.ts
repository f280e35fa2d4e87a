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

/** A duration that ticks, in short: "42 s", "12 min 05 s", "1 h 05 min", "2 d 3 h". Below zero counts as zero. */
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

/**
 * How long something took that has ended, without the seconds of minutes: "40 s", "52 min", "1 h 05 min", "2 d 9 h".
 */
export function tookInWords(ms: number): string {
  const minutes = Math.round(ms / (60 * msPerSecond));
  return minutes >= 1 && minutes < 60 ? m.short_minutes({ count: minutes }) : elapsedInWords(ms);
}

/** How long ago something was: "just now", "4 s ago", "3 min ago", "2 h ago", "5 d ago". */
export function ageInWords(ms: number): string {
  if (!Number.isFinite(ms)) return m.age_unknown();
  const seconds = Math.floor(ms / msPerSecond);
  if (seconds < 1) return m.age_just_now();
  if (seconds < 60) return m.age_seconds({ count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return m.age_minutes({ count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? m.age_hours({ count: hours }) : m.age_days({ count: Math.floor(hours / 24) });
}

/** How old a thing is, in the largest unit that fits: "new", "3 min old", "2 h old", "5 days old", "20 months old". */
export function oldInWords(ms: number): string {
  if (!Number.isFinite(ms)) return m.age_unknown();
  const minutes = Math.floor(ms / msPerMinute);
  if (minutes < 1) return m.old_now();
  if (minutes < 60) return m.old_minutes({ count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return m.old_hours({ count: hours });
  const days = Math.floor(hours / 24);
  if (days < 60) return m.old_days({ count: days });
  const months = Math.floor(days / daysPerMonth);
  return months < 24 ? m.old_months({ count: months }) : m.old_years({ count: Math.floor(months / 12) });
}

function twoDigits(count: number): string {
  return String(count).padStart(2, "0");
}
