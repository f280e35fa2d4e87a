import * as m from "./i18n/messages.js";

/** The slider of the update form; minutes (interface.md#restart-choices). */
export const delaySlider = {
  min: 5,
  max: 480,
  step: 5,
  pageStep: 30,
  default: 60,
  presets: [15, 30, 60, 120, 240, 480] as readonly number[],
} as const;

/** The number field beside the slider; minutes (interface.md#restart-choices). */
export const delayField = { min: 1, max: 10080 } as const;

const minutesPerHour = 60;
const minutesPerDay = 24 * minutesPerHour;

type DelayUnit = "day" | "hour" | "minute";

const longUnits = { day: m.delay_days, hour: m.delay_hours, minute: m.delay_minutes };
const shortUnits = { day: m.short_days, hour: m.short_hours, minute: m.short_minutes };

/** A number of minutes in full words, "1 hour 30 minutes", "2 days". Never empty; part minutes are rounded. */
export function delayInWords(minutes: number): string {
  return joinParts(minutes, (count, unit) => longUnits[unit]({ count }));
}

/** A number of minutes in short, "1 h 05 min", "2 d". Never empty; part minutes are rounded. */
export function delayInShort(minutes: number): string {
  return joinParts(minutes, (count, unit, isAfterHours) =>
    shortUnits[unit]({ count: isAfterHours ? String(count).padStart(2, "0") : count }),
  );
}

function joinParts(minutes: number, part: (count: number, unit: DelayUnit, isAfterHours: boolean) => string): string {
  if (!Number.isFinite(minutes)) return m.unknown_time();
  const whole = Math.max(0, Math.round(minutes));
  const days = Math.floor(whole / minutesPerDay);
  const hours = Math.floor((whole % minutesPerDay) / minutesPerHour);
  const rest = whole % minutesPerHour;
  const parts: string[] = [];
  if (days > 0) parts.push(part(days, "day", false));
  if (hours > 0) parts.push(part(hours, "hour", false));
  if (rest > 0 || parts.length === 0) parts.push(part(rest, "minute", hours > 0));
  return parts.join(" ");
}

/**
 * When machines restart, in words: "as users log off" (-1), "right now" (0), "spread over 1 h" (n minutes);
 * citrix-api.md#update-body.
 */
export function restartInWords(vdaUpdateDelay: number): string {
  if (vdaUpdateDelay < 0) return m.delay_natural();
  if (vdaUpdateDelay === 0) return m.delay_now();
  return m.delay_spread({ time: delayInShort(vdaUpdateDelay) });
}

/**
 * Reads the number field: whole minutes from 1 to 10080, written in plain digits (spaces around them are allowed).
 * Anything else gives an `error` sentence to show beside the field; nothing is rounded or cut into shape.
 */
export function parseDelayMinutes(text: string): { minutes: number } | { error: string } {
  const trimmed = text.trim();
  if (trimmed === "") return { error: m.delay_enter(delayField) };
  if (!/^[0-9]+$/.test(trimmed)) return { error: m.delay_enter_whole(delayField) };
  const minutes = Number(trimmed);
  if (minutes === 0) return { error: m.delay_enter_more() };
  if (minutes > delayField.max) return { error: m.delay_enter_fewer({ max: delayField.max }) };
  return { minutes };
}

/**
 * The message as users see it: every `%m%` becomes the whole minutes left, 0 at the least (citrix-api.md#update-body).
 */
export function previewMessage(text: string, minutesLeft: number): string {
  const shown = Number.isFinite(minutesLeft) ? Math.max(0, Math.round(minutesLeft)) : 0;
  return text.replaceAll("%m%", String(shown));
}
