import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { describeDelay } from "./delay.ts";
import type { StateWords } from "./state-words.ts";

/** The life of an image update (contract `ImageUpdateState`; its end: catalogservice.md, section 4). */
const updateStates = {
  submitting: {
    label: "Sending",
    tone: "info",
    icon: "updating",
    sentence: "The update is being sent to Citrix.",
    ended: false,
  },
  // section 4: Processing means that the update runs
  running: {
    label: "Updating",
    tone: "info",
    icon: "updating",
    sentence: "Citrix is updating the catalog.",
    ended: false,
  },
  // section 4: PendingVdaUpdate in a final state
  waitingForRestart: {
    label: "Waiting for restarts",
    tone: "info",
    icon: "updating",
    sentence: "The new image is in place. Machines that have not restarted yet still run the old one.",
    ended: false,
  },
  // section 4: final state and the image that was asked for
  succeeded: {
    label: "Succeeded",
    tone: "quiet",
    icon: "active",
    sentence: "The catalog runs on the new image.",
    ended: true,
  },
  // section 4: final state with the old image
  rolledBack: {
    label: "Rolled back",
    tone: "bad",
    icon: "error",
    sentence: "The update failed and Citrix put the old image back. The catalog runs on its old image.",
    ended: true,
  },
  // section 4: Error
  failed: {
    label: "Failed",
    tone: "bad",
    icon: "error",
    sentence: "The update failed. Look at the catalog before you start another one.",
    ended: true,
  },
  // section 3: a 4xx answer
  rejected: {
    label: "Refused",
    tone: "bad",
    icon: "error",
    sentence: "Citrix refused the update. Nothing was changed.",
    ended: true,
  },
  // section 4: the connection broke after sending
  unknown: {
    label: "Outcome unknown",
    tone: "warn",
    icon: "unknown",
    sentence:
      "Citrix's answer was lost, so the update may have started. The catalog is being read to find out; do not send it again.",
    ended: false,
  },
} satisfies Record<ImageUpdateState, StateWords & { sentence: string; ended: boolean }>;

/** Words for the state of an image update: label, tone and icon, and a sentence that says what it means. */
export function wordsForImageUpdateState(state: ImageUpdateState): StateWords & { sentence: string } {
  const { label, tone, icon, sentence } = updateStates[state];
  return { label, tone, icon, sentence };
}

/** The words of its state, or those for an update that an administrator has to decide about. */
export function wordsForImageUpdate(
  update: Pick<ImageUpdate, "state" | "decision">,
): StateWords & { sentence: string } {
  if (update.decision === undefined) return wordsForImageUpdateState(update.state);
  return {
    label: "Decision needed",
    tone: "warn",
    icon: "warning",
    sentence: "An administrator has to decide whether this update started.",
  };
}

/** Where an update comes from, and its restarts with a dot before them: " · spread over 1 h", or "" when not known. */
export function originInWords({
  origin,
  requestedBy,
  vdaUpdateDelay,
}: Pick<ImageUpdate, "origin" | "requestedBy" | "vdaUpdateDelay">): { by: string; restarts: string } {
  return {
    by: origin === "outside" ? "outside Catalog Deck" : `by ${requestedBy.displayName}`,
    restarts: vdaUpdateDelay === null ? "" : ` · ${describeDelay(vdaUpdateDelay)}`,
  };
}

/** True when an image update in this state never changes again: succeeded, rolledBack, failed, rejected. */
export function isEnded(state: ImageUpdateState): boolean {
  return updateStates[state].ended;
}
