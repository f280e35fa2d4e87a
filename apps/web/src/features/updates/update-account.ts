import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { delayInWords, isEnded, wordsForSubState } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";

/** What users of the catalog notice, and what the reader should do next. */
interface UpdateAccount {
  usersNotice: string;
  nextStep: string;
}

const accounts = {
  submitting: () => ({
    usersNotice: m.account_nothing_yet(),
    nextStep: m.account_wait(),
  }),
  running: (update) => ({
    usersNotice: stepOf(update)?.usersNotice ?? restartsInWords(update),
    nextStep: stepOf(update)?.nextStep ?? m.account_followed(),
  }),
  waitingForRestart: (update) => ({
    usersNotice: m.account_waiting({ old: oldImage(update), new: update.toImage.name }),
    nextStep: m.account_hurry(),
  }),
  succeeded: (update) => ({
    usersNotice: m.account_new_sessions({ image: update.toImage.name }),
    nextStep: m.account_nothing(),
  }),
  rolledBack: (update) => ({
    usersNotice: m.account_rolled_back({ image: oldImage(update) }),
    nextStep: m.account_rolled_back_next({ image: update.toImage.name }),
  }),
  failed: (update) => ({
    usersNotice: stepOf(update)?.usersNotice ?? m.account_failed(),
    nextStep: stepOf(update)?.nextStep ?? m.account_failed_next(),
  }),
  rejected: (update) => ({
    usersNotice: m.account_rejected({ image: oldImage(update) }),
    nextStep: update.answerTrouble === undefined ? m.account_rejected_next() : m.account_not_started_next(),
  }),
  unknown: (update) => ({
    usersNotice: m.account_unknown({ notice: restartsInWords(update) }),
    nextStep: isEnded(update)
      ? m.account_left_next()
      : update.decision
        ? m.account_decide_next()
        : m.account_unknown_next(),
  }),
} satisfies Record<ImageUpdateState, (update: ImageUpdate) => UpdateAccount>;

/**
 * What an image update means for users and for the reader, in each of its states
 * (citrix-api.md#progress-and-end-of-an-update).
 */
export function accountOf(update: ImageUpdate): UpdateAccount {
  if (update.origin === "outside") return accountOfOutside(update);
  return accounts[update.state](update);
}

/** Of a change from outside nobody here knows what its users were told; only what Citrix shows. */
function accountOfOutside(update: ImageUpdate): UpdateAccount {
  const nextStep = isEnded(update) ? m.account_outside_next() : m.account_outside_running();
  const usersNotice = stepOf(update)?.usersNotice ?? outsideNotice(update);
  return { usersNotice, nextStep };
}

function outsideNotice(update: ImageUpdate): string {
  if (update.state === "succeeded") return m.account_new_sessions({ image: update.toImage.name });
  if (update.state === "rolledBack") return m.account_as_before({ image: oldImage(update) });
  return m.account_outside_unknown();
}

/** What the chosen delay does to users, in a sentence (citrix-api.md#update-body). */
function restartsInWords({ vdaUpdateDelay }: ImageUpdate): string {
  if (vdaUpdateDelay === null) return m.account_not_known();
  if (vdaUpdateDelay < 0) return m.account_natural();
  if (vdaUpdateDelay === 0) return m.account_now();
  return m.account_spread({ time: delayInWords(vdaUpdateDelay) });
}

function stepOf({ subState }: ImageUpdate) {
  return subState === undefined ? undefined : wordsForSubState(subState);
}

function oldImage({ fromImage }: ImageUpdate): string {
  return fromImage?.name ?? m.the_old_image();
}
