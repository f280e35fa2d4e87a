import { delaySlider, parseDelayMinutes } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { keepInput, keptInput } from "../../lib/kept-input.ts";

/**
 * The three ways in which machines restart; the middle one is the only one with minutes (interface.md#restart-choices).
 */
export type RestartChoice = "asUsersLogOff" | "spread" | "rightNow";

/** When machines restart, and what their users are told before. */
export interface Pace {
  restart: RestartChoice;
  /** As typed; may be no number at all. */
  minutesText: string;
  warningTitle: string;
  warningMessage: string;
  /** A typed message stays as it is; the default one follows `restart`. */
  isMessageTyped: boolean;
}

export type PaceAction =
  | { kind: "restartChosen"; restart: RestartChoice }
  | { kind: "minutesSet"; minutes: number }
  | { kind: "typed"; field: "minutesText" | "warningTitle" | "warningMessage"; text: string };

/** Limits of the request's texts, in characters (contract, ImageUpdateRequest). */
export const textLimits = { warningTitle: 200, warningMessage: 2000, reason: 1000 } as const;

/** The message for a pace that nobody has typed one for. Only machines with minutes to wait can promise minutes. */
function defaultMessageFor(restart: RestartChoice): string {
  return restart === "asUsersLogOff" ? m.users_default_message_natural() : m.users_default_message();
}

/** The pace of a form that opens: spread over one hour. */
export function openedPace(): Pace {
  return {
    restart: "spread",
    minutesText: String(delaySlider.default),
    warningTitle: m.users_default_title(),
    warningMessage: defaultMessageFor("spread"),
    isMessageTyped: false,
  };
}

/** What one change makes of the pace. */
export function changedPace(pace: Pace, action: PaceAction): Partial<Pace> {
  switch (action.kind) {
    case "restartChosen":
      return {
        restart: action.restart,
        ...(pace.isMessageTyped ? {} : { warningMessage: defaultMessageFor(action.restart) }),
      };
    case "minutesSet":
      return { minutesText: String(action.minutes) };
    case "typed":
      return {
        [action.field]: action.text,
        ...(action.field === "warningMessage" ? { isMessageTyped: true } : {}),
      };
  }
}

/** Whether two paces are the same to whoever reads them. */
export function isSamePace(a: Pace, b: Pace): boolean {
  return (
    a.restart === b.restart &&
    a.minutesText === b.minutesText &&
    a.warningTitle === b.warningTitle &&
    a.warningMessage === b.warningMessage
  );
}

/** Citrix's `VdaUpdateDelay` in minutes for what is chosen, or null while the minutes cannot be read. */
export function vdaUpdateDelayOf(state: Pick<Pace, "restart" | "minutesText">): number | null {
  if (state.restart === "asUsersLogOff") return -1;
  if (state.restart === "rightNow") return 0;
  const parsed = parseDelayMinutes(state.minutesText);
  return "minutes" in parsed ? parsed.minutes : null;
}

/** The pace that was chosen for a delay and a message. `vdaUpdateDelay` in minutes; -1 as users log off, 0 at once. */
export function paceOf(sent: {
  vdaUpdateDelay: number;
  warningTitle?: string | undefined;
  warningMessage?: string | undefined;
}): Pace {
  const { vdaUpdateDelay, warningTitle = "", warningMessage = "" } = sent;
  const opened = openedPace();
  if (vdaUpdateDelay === 0) return { ...opened, restart: "rightNow" };
  return {
    restart: vdaUpdateDelay < 0 ? "asUsersLogOff" : "spread",
    minutesText: vdaUpdateDelay < 0 ? opened.minutesText : String(vdaUpdateDelay),
    warningTitle,
    warningMessage,
    isMessageTyped: true,
  };
}

/** The part of a request that pace and message make. Throws while the minutes cannot be read. */
export function requestOfPace(pace: Pace): {
  vdaUpdateDelay: number;
  warningTitle?: string;
  warningMessage?: string;
} {
  const vdaUpdateDelay = vdaUpdateDelayOf(pace);
  if (vdaUpdateDelay === null) throw new Error("the minutes of a pace cannot be read");
  const tellsUsers = pace.restart !== "rightNow";
  const warningTitle = pace.warningTitle.trim();
  const warningMessage = pace.warningMessage.trim();
  return {
    vdaUpdateDelay,
    ...(tellsUsers && warningTitle !== "" ? { warningTitle } : {}),
    ...(tellsUsers && warningMessage !== "" ? { warningMessage } : {}),
  };
}

export interface PaceProblem {
  field: "minutes" | "warningTitle" | "warningMessage";
  message: string;
}

/** What is wrong with the pace and the message, in focus order. */
export function problemsOfPace(pace: Pace): PaceProblem[] {
  const problems: PaceProblem[] = [];
  if (pace.restart === "spread") {
    const parsed = parseDelayMinutes(pace.minutesText);
    if ("error" in parsed) problems.push({ field: "minutes", message: parsed.error });
  }
  if (pace.restart === "rightNow") return problems;
  for (const field of ["warningTitle", "warningMessage"] as const) {
    const message = tooLong(field, pace[field]);
    if (message !== undefined) problems.push({ field, message });
  }
  return problems;
}

const tooLongMessages = {
  warningTitle: m.form_title_too_long,
  warningMessage: m.form_message_too_long,
  reason: m.form_reason_too_long,
};

/** What is wrong with a text that is longer than the server takes; undefined for any other. */
export function tooLong(field: keyof typeof textLimits, text: string): string | undefined {
  const excess = text.trim().length - textLimits[field];
  return excess > 0 ? tooLongMessages[field]({ excess, max: textLimits[field] }) : undefined;
}

/** The preview shows the users' box as it looks shortly before the restart, or earlier where there is less time. */
const previewMinutesLeft = 15;

/**
 * The minutes left that the preview of the users' box says, or null where there is no countdown.
 * @param vdaUpdateDelay as `vdaUpdateDelayOf` gives it
 */
export function previewedMinutes(vdaUpdateDelay: number | null): number | null {
  if (vdaUpdateDelay === null) return previewMinutesLeft;
  return vdaUpdateDelay > 0 ? Math.min(previewMinutesLeft, vdaUpdateDelay) : null;
}

/** The keys of the slider. "Right now" is no value of it, so no key can reach it. */
export function minutesAfterKey(minutes: number, key: string): number | null {
  const { min, max, step, pageStep } = delaySlider;
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return clamp((Math.floor(minutes / step) + 1) * step);
    case "ArrowLeft":
    case "ArrowDown":
      return clamp((Math.ceil(minutes / step) - 1) * step);
    case "PageUp":
      return clamp(minutes + pageStep);
    case "PageDown":
      return clamp(minutes - pageStep);
    case "Home":
      return min;
    case "End":
      return max;
    default:
      return null;
  }
}

/** Whose pace is kept, and of which connection. */
export interface PaceOwner {
  personId: string;
  connectionId: string;
}

const lastUsedName = ({ personId, connectionId }: PaceOwner) => JSON.stringify(["last-used", personId, connectionId]);

/** The pace and the message that this person sent last through this connection, in this browser. */
export function lastUsedBy(owner: PaceOwner): Pace | null {
  const kept = keptInput("browser", lastUsedName(owner));
  return isFields(kept) && hasPace(kept) ? kept : null;
}

/** Keeps pace and message for the next form. "Right now" is nothing to offer again. */
export function keepLastUsed(owner: PaceOwner, pace: Pace): void {
  if (pace.restart === "rightNow") return;
  const { restart, minutesText, warningTitle, warningMessage, isMessageTyped } = pace;
  const used: Pace = { restart, minutesText, warningTitle, warningMessage, isMessageTyped };
  keepInput("browser", lastUsedName(owner), used);
}

/** What JSON gave where an object with unknown fields was kept. */
export type Fields = Record<string, unknown>;

/** Whether what was kept is an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

const paces: ReadonlySet<unknown> = new Set<RestartChoice>(["asUsersLogOff", "spread", "rightNow"]);

/** Whether what was kept has a pace and a message in the shape of this page. */
export function hasPace(value: Fields): value is Fields & Pace {
  return (
    paces.has(value.restart) &&
    typeof value.minutesText === "string" &&
    typeof value.warningTitle === "string" &&
    typeof value.warningMessage === "string" &&
    typeof value.isMessageTyped === "boolean"
  );
}
