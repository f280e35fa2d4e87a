import type { ImageUpdateRequest, UpdateRule } from "@catalog-deck/contract";
import { delaySlider, parseDelayMinutes, visibleText } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";

/**
 * The three ways in which machines restart; the middle one is the only one with minutes (interface.md#restart-choices).
 */
export type RestartChoice = "asUsersLogOff" | "spread" | "rightNow";

/** The image in use as the person saw it; null when the catalog has none. */
export interface SeenImage {
  id: string | null;
  name: string;
}

/** Everything that a person has set in an opened update form. A refetch never touches it. */
export interface FormState {
  /**
   * What the person saw in use when the form opened, or when they last reviewed a change: sent as `expectedImageId`.
   */
  seen: SeenImage;
  imageId: string | null;
  restart: RestartChoice;
  /** As typed; may be no number at all. */
  minutesText: string;
  warningTitle: string;
  warningMessage: string;
  /** A typed message stays as it is; the default one follows `restart`. */
  isMessageTyped: boolean;
  reason: string;
  /** Codes of the warnings ticked for the image chosen now. */
  acknowledged: readonly string[];
  /** What was typed to confirm "Right now". */
  typedName: string;
}

type TextField = "minutesText" | "warningTitle" | "warningMessage" | "reason" | "typedName";

export type FormAction =
  | { kind: "imagePicked"; imageId: string }
  | { kind: "restartChosen"; restart: RestartChoice }
  | { kind: "minutesSet"; minutes: number }
  | { kind: "typed"; field: TextField; text: string }
  | { kind: "warningTicked"; code: string; ticked: boolean }
  | { kind: "changeReviewed"; seen: SeenImage }
  /** What was kept of an earlier form, or the form as it opens. */
  | { kind: "takenOver"; fields: Partial<FormState> };

/** Limits of the request's texts, in characters (contract, ImageUpdateRequest). */
export const textLimits = { warningTitle: 200, warningMessage: 2000, reason: 1000 } as const;

const defaultTitle = m.users_default_title();

/** The message for a pace that nobody has typed one for. Only machines with minutes to wait can promise minutes. */
function defaultMessageFor(restart: RestartChoice): string {
  return restart === "asUsersLogOff" ? m.users_default_message_natural() : m.users_default_message();
}

/**
 * The form as it opens: spread over one hour, nothing acknowledged.
 * @param seen the image in use on the screen at that moment
 * @param imageId preselected by the link that opened the form, else null
 */
export function openedForm(seen: SeenImage, imageId: string | null): FormState {
  return {
    seen,
    imageId,
    restart: "spread",
    minutesText: String(delaySlider.default),
    warningTitle: defaultTitle,
    warningMessage: defaultMessageFor("spread"),
    isMessageTyped: false,
    reason: "",
    acknowledged: [],
    typedName: "",
  };
}

/** Whether two forms hold the same work; which image was in use, and a name typed to confirm, are none. */
export function holdsTheSame(a: FormState, b: FormState): boolean {
  return (
    a.imageId === b.imageId &&
    a.restart === b.restart &&
    a.minutesText === b.minutesText &&
    a.warningTitle === b.warningTitle &&
    a.warningMessage === b.warningMessage &&
    a.reason === b.reason &&
    a.acknowledged.join() === b.acknowledged.join()
  );
}

/** One change made by the person. A tick is for one image only, so it ends when the new or the old image changes. */
export function formReducer(state: FormState, action: FormAction): FormState {
  switch (action.kind) {
    case "imagePicked":
      return action.imageId === state.imageId ? state : { ...state, imageId: action.imageId, acknowledged: [] };
    case "restartChosen":
      return {
        ...state,
        restart: action.restart,
        typedName: "",
        warningMessage: state.isMessageTyped ? state.warningMessage : defaultMessageFor(action.restart),
      };
    case "minutesSet":
      return { ...state, minutesText: String(action.minutes) };
    case "typed":
      return {
        ...state,
        [action.field]: action.text,
        isMessageTyped: state.isMessageTyped || action.field === "warningMessage",
      };
    case "warningTicked": {
      const others = state.acknowledged.filter((code) => code !== action.code);
      return { ...state, acknowledged: action.ticked ? [...others, action.code] : others };
    }
    case "changeReviewed":
      return { ...state, seen: action.seen, acknowledged: [] };
    case "takenOver":
      return { ...state, ...action.fields };
  }
}

/** Citrix's `VdaUpdateDelay` in minutes for what is chosen, or null while the minutes cannot be read. */
export function vdaUpdateDelayOf(state: Pick<FormState, "restart" | "minutesText">): number | null {
  if (state.restart === "asUsersLogOff") return -1;
  if (state.restart === "rightNow") return 0;
  const parsed = parseDelayMinutes(state.minutesText);
  return "minutes" in parsed ? parsed.minutes : null;
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

/** The parts of the form that can be wrong, in the order in which the eye and the Tab key meet them. */
export type FormField =
  | "inUse"
  | "image"
  | "minutes"
  | "warningTitle"
  | "warningMessage"
  | "rules"
  | "acknowledge"
  | "reason"
  | "typedName";

export interface FormProblem {
  field: FormField;
  message: string;
  /** Only for `acknowledge`: which warning. */
  code?: string;
}

export interface FormFacts {
  /** What confirms "Right now" when it is typed (domain, `nameToType`). */
  nameToType: string;
  /** The image in use by the newest answer of the server. */
  inUseNow: SeenImage;
  /** What the rules say about the chosen image; empty while none is chosen. */
  rules: readonly UpdateRule[];
  /** When the catalog goes back to an earlier image, others have to be able to read why. */
  reasonRequired?: boolean;
}

/** Everything that stands against sending, in focus order; empty when the form may be sent. */
export function problemsOf(state: FormState, facts: FormFacts): FormProblem[] {
  const problems: FormProblem[] = [];
  if (facts.inUseNow.id !== state.seen.id) {
    problems.push({
      field: "inUse",
      message: m.form_in_use_changed(),
    });
  }
  if (state.imageId === null) {
    problems.push({
      field: "image",
      message: facts.reasonRequired ? m.rollback_choose_image() : m.form_choose_image(),
    });
  }
  if (state.restart === "spread") {
    const parsed = parseDelayMinutes(state.minutesText);
    if ("error" in parsed) problems.push({ field: "minutes", message: parsed.error });
  }
  if (state.restart !== "rightNow") problems.push(...tooLong(state, "warningTitle"));
  if (state.restart !== "rightNow") problems.push(...tooLong(state, "warningMessage"));
  for (const rule of facts.rules) {
    if (rule.severity === "block") problems.push({ field: "rules", message: rule.message, code: rule.code });
  }
  for (const rule of facts.rules) {
    if (rule.severity === "warn" && !state.acknowledged.includes(rule.code)) {
      problems.push({ field: "acknowledge", message: m.form_tick_warning(), code: rule.code });
    }
  }
  if (facts.reasonRequired && state.reason.trim() === "") {
    problems.push({ field: "reason", message: m.rollback_reason_missing() });
  }
  problems.push(...tooLong(state, "reason"));
  if (state.restart === "rightNow" && visibleText(state.typedName) !== facts.nameToType) {
    problems.push({ field: "typedName", message: m.form_type_name({ name: facts.nameToType }) });
  }
  return problems;
}

const bodyFields: ReadonlySet<FormField> = new Set(["image", "minutes", "warningTitle", "warningMessage", "reason"]);

/** True for a problem without whose cure there is no request at all, not even one to check. */
export function isOfBody(problem: FormProblem): boolean {
  return bodyFields.has(problem.field);
}

const tooLongMessages = {
  warningTitle: m.form_title_too_long,
  warningMessage: m.form_message_too_long,
  reason: m.form_reason_too_long,
};

function tooLong(state: FormState, field: keyof typeof textLimits): FormProblem[] {
  const excess = state[field].trim().length - textLimits[field];
  return excess > 0 ? [{ field, message: tooLongMessages[field]({ excess, max: textLimits[field] }) }] : [];
}

/**
 * The request body for a form without problems.
 * @param rollsBack id of the update that this one takes back, if it takes one back
 * @throws when the form still has problems that make a body impossible
 */
export function requestOf(state: FormState, rules: readonly UpdateRule[], rollsBack?: string): ImageUpdateRequest {
  const vdaUpdateDelay = vdaUpdateDelayOf(state);
  if (state.imageId === null || vdaUpdateDelay === null) throw new Error("the update form is not complete");
  const warningTitle = state.warningTitle.trim();
  const warningMessage = state.warningMessage.trim();
  const reason = state.reason.trim();
  const tellsUsers = state.restart !== "rightNow";
  const acknowledgedWarnings = rules
    .filter((rule) => rule.severity === "warn" && state.acknowledged.includes(rule.code))
    .map((rule) => rule.code)
    .sort();
  return {
    imageId: state.imageId,
    expectedImageId: state.seen.id,
    vdaUpdateDelay,
    ...(tellsUsers && warningTitle !== "" ? { warningTitle } : {}),
    ...(tellsUsers && warningMessage !== "" ? { warningMessage } : {}),
    ...(acknowledgedWarnings.length > 0 ? { acknowledgedWarnings } : {}),
    ...(reason === "" ? {} : { reason }),
    ...(rollsBack === undefined ? {} : { rollsBack }),
  };
}

/**
 * The rules of this page and those that the server refused with, each code once. The server's warnings join, so that one
 * it alone knows can be acknowledged too; its blocks are shown with its refusal and judged anew by it at the next try.
 */
export function mergeRules(own: readonly UpdateRule[], fromServer: readonly UpdateRule[]): UpdateRule[] {
  const known = new Set(own.map((rule) => rule.code));
  return [...own, ...fromServer.filter((rule) => rule.severity === "warn" && !known.has(rule.code))];
}
