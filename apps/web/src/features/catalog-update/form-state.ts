import type { ImageUpdateRequest, UpdateRule } from "@catalog-deck/contract";
import { visibleText } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import {
  changedPace,
  isSamePace,
  openedPace,
  type Pace,
  type PaceAction,
  type PaceProblem,
  problemsOfPace,
  requestOfPace,
  tooLong,
} from "../../shared/update-form/pace.ts";

/** The image in use as the person saw it; null when the catalog has none. */
export interface SeenImage {
  id: string | null;
  name: string;
}

/** Everything that a person has set in an opened update form. A refetch never touches it. */
export interface FormState extends Pace {
  /**
   * What the person saw in use when the form opened, or when they last reviewed a change: sent as `expectedImageId`.
   */
  seen: SeenImage;
  imageId: string | null;
  reason: string;
  /** Codes of the warnings ticked for the image chosen now. */
  acknowledged: readonly string[];
  /** What was typed to confirm "Right now". */
  typedName: string;
}

export type FormAction =
  | PaceAction
  | { kind: "imagePicked"; imageId: string }
  | { kind: "typed"; field: "reason"; text: string }
  | { kind: "typed"; field: "typedName"; text: string }
  | { kind: "warningTicked"; code: string; ticked: boolean }
  | { kind: "changeReviewed"; seen: SeenImage }
  /** What was kept of an earlier form, or the form as it opens. */
  | { kind: "takenOver"; fields: Partial<FormState> };

/**
 * The form as it opens: spread over one hour, nothing acknowledged.
 * @param seen the image in use on the screen at that moment
 * @param imageId preselected by the link that opened the form, else null
 */
export function openedForm(seen: SeenImage, imageId: string | null): FormState {
  return {
    seen,
    imageId,
    ...openedPace(),
    reason: "",
    acknowledged: [],
    typedName: "",
  };
}

/** Whether two forms hold the same work; which image was in use, and a name typed to confirm, are none. */
export function holdsTheSame(a: FormState, b: FormState): boolean {
  return (
    a.imageId === b.imageId &&
    isSamePace(a, b) &&
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
      return { ...state, ...changedPace(state, action), typedName: "" };
    case "minutesSet":
      return { ...state, ...changedPace(state, action) };
    case "typed":
      return action.field === "reason" || action.field === "typedName"
        ? { ...state, [action.field]: action.text }
        : { ...state, ...changedPace(state, action) };
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

/** The parts of the form that can be wrong, in the order in which the eye and the Tab key meet them. */
export type FormField = PaceProblem["field"] | "inUse" | "image" | "rules" | "acknowledge" | "reason" | "typedName";

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
  problems.push(...problemsOfPace(state));
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
  const reasonTooLong = tooLong("reason", state.reason);
  if (reasonTooLong !== undefined) problems.push({ field: "reason", message: reasonTooLong });
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

/**
 * The request body for a form without problems.
 * @param rollsBack id of the update that this one takes back, if it takes one back
 * @throws when the form still has problems that make a body impossible
 */
export function requestOf(state: FormState, rules: readonly UpdateRule[], rollsBack?: string): ImageUpdateRequest {
  if (state.imageId === null) throw new Error("the update form is not complete");
  const reason = state.reason.trim();
  const acknowledgedWarnings = rules
    .filter((rule) => rule.severity === "warn" && state.acknowledged.includes(rule.code))
    .map((rule) => rule.code)
    .sort();
  return {
    imageId: state.imageId,
    expectedImageId: state.seen.id,
    ...requestOfPace(state),
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
