import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { delayInWords, isEnded, wordsForSubState } from "@catalog-deck/domain";

/** What users of the catalog notice, and what the reader should do next. */
interface UpdateAccount {
  usersNotice: string;
  nextStep: string;
}

const accounts = {
  submitting: () => ({
    usersNotice: "Nothing yet.",
    nextStep: "Wait a moment: it is sent once, and this page shows Citrix's answer by itself.",
  }),
  running: (update) => ({
    usersNotice: stepOf(update)?.usersNotice ?? restartsInWords(update),
    nextStep: stepOf(update)?.nextStep ?? "Nothing: this page follows the update to its end.",
  }),
  waitingForRestart: (update) => ({
    usersNotice: `Whoever is on a machine that has not restarted stays on ${oldImage(update)} until logging off; the next session is on ${update.toImage.name}.`,
    nextStep: "Nothing. To hurry a machine, ask its users to log off.",
  }),
  succeeded: (update) => ({
    usersNotice: `New sessions are on ${update.toImage.name}.`,
    nextStep: "Nothing.",
  }),
  rolledBack: (update) => ({
    usersNotice: `Sessions are on ${oldImage(update)} as before. Some users may have been logged off while Citrix tried.`,
    nextStep: `Find out why ${update.toImage.name} failed before it is tried again. Citrix Support asks for the transaction id below.`,
  }),
  failed: (update) => ({
    usersNotice:
      stepOf(update)?.usersNotice ?? "Some machines may be unavailable, others may be on the old or the new image.",
    nextStep:
      stepOf(update)?.nextStep ??
      "Look at the catalog here and in Citrix Cloud. Citrix Support asks for the transaction id below.",
  }),
  rejected: (update) => ({
    usersNotice: `Nothing: sessions go on, on ${oldImage(update)}.`,
    nextStep: "Put right what was refused, then start a new update from the catalog.",
  }),
  unknown: (update) => ({
    usersNotice: `If it did start: ${lowerFirst(restartsInWords(update))} If it did not: nothing.`,
    nextStep: update.decision
      ? "Look at the catalog's tasks in Citrix Cloud; then an administrator decides on this page. Nothing is sent again by that."
      : "Do not send it again: that could start it twice. The catalog is read again and again, and this page says what it shows. When it cannot tell, look at the catalog in Citrix Cloud.",
  }),
} satisfies Record<ImageUpdateState, (update: ImageUpdate) => UpdateAccount>;

/** What an image update means for users and for the reader, in each of its states (catalogservice.md, section 4). */
export function accountOf(update: ImageUpdate): UpdateAccount {
  if (update.origin === "outside") return accountOfOutside(update);
  return accounts[update.state](update);
}

/** Of a change from outside nobody here knows what its users were told; only what Citrix shows. */
function accountOfOutside(update: ImageUpdate): UpdateAccount {
  const nextStep = isEnded(update.state)
    ? "Nothing here. If it is a surprise, ask who works in Citrix Cloud or with scripts."
    : "Nothing: this page follows it to its end. No other update of this catalog can start meanwhile.";
  const usersNotice = stepOf(update)?.usersNotice ?? outsideNotice(update);
  return { usersNotice, nextStep };
}

function outsideNotice(update: ImageUpdate): string {
  if (update.state === "succeeded") return `New sessions are on ${update.toImage.name}.`;
  if (update.state === "rolledBack") return `Sessions are on ${oldImage(update)} as before.`;
  return "Not known: how machines restart was chosen outside Catalog Deck.";
}

/** What the chosen delay does to users, in a sentence (catalogservice.md, "Update body"). */
function restartsInWords({ vdaUpdateDelay }: ImageUpdate): string {
  if (vdaUpdateDelay === null) return "Not known.";
  if (vdaUpdateDelay < 0) return "Nobody is logged off: each machine restarts when its users have left.";
  if (vdaUpdateDelay === 0) return "All machines restart at once and everyone on them is logged off.";
  return `Users get a message and are logged off when their machine's turn comes, within ${delayInWords(vdaUpdateDelay)}.`;
}

function stepOf({ subState }: ImageUpdate) {
  return subState === undefined ? undefined : wordsForSubState(subState);
}

function oldImage({ fromImage }: ImageUpdate): string {
  return fromImage?.name ?? "the old image";
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
