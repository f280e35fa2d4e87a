import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { restartInWords } from "./delay.ts";
import * as m from "./i18n/messages.js";
import type { StateWords } from "./state-words.ts";

/** The life of an image update (contract `ImageUpdateState`; its end: citrix-api.md#progress-and-end-of-an-update). */
const updateStates = {
  submitting: {
    label: m.update_sending(),
    tone: "info",
    icon: "updating",
    sentence: m.update_sending_sentence(),
    ended: false,
  },
  // Processing means that the update runs
  running: {
    label: m.update_running(),
    tone: "info",
    icon: "updating",
    sentence: m.update_running_sentence(),
    ended: false,
  },
  // PendingVdaUpdate in a final state
  waitingForRestart: {
    label: m.update_waiting(),
    tone: "info",
    icon: "updating",
    sentence: m.update_waiting_sentence(),
    ended: false,
  },
  // final state and the image that was asked for
  succeeded: {
    label: m.update_succeeded(),
    tone: "quiet",
    icon: "active",
    sentence: m.update_succeeded_sentence(),
    ended: true,
  },
  // final state with the old image
  rolledBack: {
    label: m.update_rolled_back(),
    tone: "bad",
    icon: "error",
    sentence: m.update_rolled_back_sentence(),
    ended: true,
  },
  // Error
  failed: {
    label: m.update_failed(),
    tone: "bad",
    icon: "error",
    sentence: m.update_failed_sentence(),
    ended: true,
  },
  // a 4xx answer
  rejected: {
    label: m.update_refused(),
    tone: "bad",
    icon: "error",
    sentence: m.update_refused_sentence(),
    ended: true,
  },
  // the connection broke after sending
  unknown: {
    label: m.update_unknown(),
    tone: "warn",
    icon: "unknown",
    sentence: m.update_unknown_sentence(),
    ended: false,
  },
} satisfies Record<ImageUpdateState, StateWords & { sentence: string; ended: boolean }>;

/** Words for the state of an image update: label, tone and icon, and a sentence that says what it means. */
export function wordsForImageUpdateState(state: ImageUpdateState): StateWords & { sentence: string } {
  const { label, tone, icon, sentence } = updateStates[state];
  return { label, tone, icon, sentence };
}

/**
 * The words of its state, where the state alone does not say enough: an administrator has to decide about it, or its
 * answer was lost and it turned out not to have started, so that Citrix has not refused it; or nobody follows it any
 * more.
 */
export function wordsForImageUpdate(
  update: ImageUpdateFacts & Pick<ImageUpdate, "decision" | "answerTrouble" | "finishedAt">,
): StateWords & { sentence: string } {
  if (update.decision !== undefined) {
    return { label: m.update_to_decide(), tone: "warn", icon: "warning", sentence: m.update_to_decide_sentence() };
  }
  if (update.state === "rejected" && update.answerTrouble !== undefined) {
    return { label: m.update_not_started(), tone: "warn", icon: "warning", sentence: m.update_not_started_sentence() };
  }
  if (isLeft(update)) {
    return { ...wordsForImageUpdateState("unknown"), sentence: m.update_left_sentence() };
  }
  return { ...wordsForImageUpdateState(update.state), ...wordsOfRollBack(update), ...wordsOfKeptDisks(update) };
}

/** Where machines keep their disk the catalog's image is another, and what existing machines run is not. */
function wordsOfKeptDisks({ state, toImage, machinesKeepDisk }: ImageUpdateFacts): { sentence?: string } {
  if (machinesKeepDisk !== true || state !== "succeeded" || toImage === undefined) return {};
  return { sentence: m.update_succeeded_kept_sentence({ image: toImage.name }) };
}

type ImageUpdateFacts = Pick<ImageUpdate, "state" | "rollsBack" | "machinesKeepDisk"> &
  Partial<Pick<ImageUpdate, "toImage">>;

/** What is said otherwise of an update that takes another back: its image is an earlier one, and never the new one. */
function wordsOfRollBack({ state, rollsBack, toImage }: ImageUpdateFacts): Partial<StateWords & { sentence: string }> {
  if (rollsBack === undefined || toImage === undefined) return {};
  const image = toImage.name;
  switch (state) {
    case "submitting":
      return { sentence: m.roll_back_sending_sentence({ image }) };
    case "running":
      return { label: m.roll_back_running(), sentence: m.roll_back_running_sentence({ image }) };
    case "waitingForRestart":
      return { sentence: m.roll_back_waiting_sentence({ image }) };
    case "succeeded":
      return { sentence: m.roll_back_succeeded_sentence({ image }) };
    case "rolledBack":
      return { label: m.roll_back_undone(), sentence: m.roll_back_undone_sentence({ image }) };
    case "failed":
      return { sentence: m.roll_back_failed_sentence({ image }) };
    case "rejected":
    case "unknown":
      return {};
  }
}

/** Where an update comes from, and its restarts with a dot before them: " · spread over 1 h", or "" when not known. */
export function originInWords({
  origin,
  requestedBy,
  vdaUpdateDelay,
}: Pick<ImageUpdate, "origin" | "requestedBy" | "vdaUpdateDelay">): { by: string; restarts: string } {
  return {
    by:
      origin === "external" || requestedBy === undefined
        ? m.origin_external()
        : m.origin_by({ name: requestedBy.displayName }),
    restarts: vdaUpdateDelay === undefined ? "" : ` · ${restartInWords(vdaUpdateDelay)}`,
  };
}

/**
 * True when an image update in this state never changes again: succeeded, rolledBack, failed, rejected. Of a whole update
 * also when it is unknown for good: it is not followed any more.
 */
export function isEnded(update: ImageUpdateState | Pick<ImageUpdate, "state" | "finishedAt">): boolean {
  if (typeof update === "string") return updateStates[update].ended;
  return updateStates[update.state].ended || isLeft(update);
}

/** Unknown for good: its connection leads to another customer or site now, so that nobody follows it any more. */
function isLeft({ state, finishedAt }: Pick<ImageUpdate, "state" | "finishedAt">): boolean {
  return state === "unknown" && finishedAt !== undefined;
}
