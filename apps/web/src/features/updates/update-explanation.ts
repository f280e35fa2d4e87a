import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { delayInWords, isEnded, wordsForSubState } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { targetInWords } from "../../shared/update-words.ts";

/** What users of the catalog notice, and what the reader should do next. */
interface UpdateExplanation {
  usersNotice: string;
  nextStep: string;
}

const accounts = {
  submitting: () => ({
    usersNotice: m.explain_nothing_yet(),
    nextStep: m.explain_wait(),
  }),
  running: (update) => ({
    usersNotice: stepOf(update)?.usersNotice ?? restartsInWords(update),
    nextStep: stepOf(update)?.nextStep ?? m.explain_followed(),
  }),
  waitingForRestart: (update) => ({
    usersNotice: (update.rollsBack === undefined ? m.explain_waiting : m.explain_rollback_waiting)({
      old: oldImage(update),
      new: targetInWords(update),
    }),
    nextStep: m.explain_hurry(),
  }),
  succeeded: (update) => ({
    usersNotice: afterwardsInWords(update),
    nextStep: m.explain_nothing(),
  }),
  rolledBack: (update) => ({
    usersNotice: m.explain_rolled_back({ image: oldImage(update) }),
    nextStep: m.explain_rolled_back_next({ image: targetInWords(update) }),
  }),
  failed: (update) => ({
    usersNotice: stepOf(update)?.usersNotice ?? m.explain_failed(),
    nextStep: stepOf(update)?.nextStep ?? m.explain_failed_next(),
  }),
  rejected: (update) => ({
    usersNotice: m.explain_rejected({ image: oldImage(update) }),
    nextStep: update.answerTrouble === undefined ? m.explain_rejected_next() : m.explain_not_started_next(),
  }),
  unknown: (update) => ({
    usersNotice: m.explain_unknown({ notice: restartsInWords(update) }),
    nextStep: isEnded(update)
      ? m.explain_left_next()
      : update.decision
        ? m.explain_decide_next()
        : m.explain_unknown_next(),
  }),
} satisfies Record<ImageUpdateState, (update: ImageUpdate) => UpdateExplanation>;

/**
 * What an image update means for users and for the reader, in each of its states
 * (citrix-api.md#progress-and-end-of-an-update).
 */
export function explanationOf(update: ImageUpdate): UpdateExplanation {
  if (update.origin === "external") return explanationOfExternal(update);
  return accounts[update.state](update);
}

/** Of an external update nobody here knows what its users were told; only what Citrix shows. */
function explanationOfExternal(update: ImageUpdate): UpdateExplanation {
  const nextStep = isEnded(update) ? m.explain_external_next() : m.explain_external_running();
  const usersNotice = stepOf(update)?.usersNotice ?? externalNotice(update);
  return { usersNotice, nextStep };
}

function externalNotice(update: ImageUpdate): string {
  if (update.state === "succeeded") return afterwardsInWords(update);
  if (update.state === "rolledBack") return m.explain_as_before({ image: oldImage(update) });
  return m.explain_external_unknown();
}

/** What users have of an update that has succeeded. */
function afterwardsInWords(update: ImageUpdate): string {
  const image = targetInWords(update);
  if (update.machinesKeepDisk) return m.explain_kept({ image });
  return update.rollsBack === undefined ? m.explain_new_sessions({ image }) : m.explain_rollback_done({ image });
}

/** What the chosen delay does to users, in a sentence (citrix-api.md#update-body). */
function restartsInWords(update: ImageUpdate): string {
  const { vdaUpdateDelay, machinesKeepDisk } = update;
  if (machinesKeepDisk) return m.explain_kept({ image: targetInWords(update) });
  if (vdaUpdateDelay === undefined) return m.explain_not_known();
  if (vdaUpdateDelay < 0) return m.explain_natural();
  if (vdaUpdateDelay === 0) return m.explain_now();
  return m.explain_spread({ time: delayInWords(vdaUpdateDelay) });
}

function stepOf({ subState }: ImageUpdate) {
  return subState === undefined ? undefined : wordsForSubState(subState);
}

function oldImage({ fromImage }: ImageUpdate): string {
  return fromImage?.name ?? m.the_old_image();
}
