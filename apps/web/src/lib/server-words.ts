import * as m from "../i18n/messages.js";
import { language } from "./language.ts";

/** A sentence that the server keeps with an update, in English, and its words in the page's language. */
type Sentence = readonly [RegExp, (...parts: string[]) => string];

/** apps/bff/src/image-updates; a test compares the English messages with it. */
const sentences: readonly Sentence[] = [
  [/^The catalog no longer exists in Citrix Cloud\.$/, () => m.seen_gone()],
  [/^The catalog is in an error state\.$/, () => m.seen_error()],
  [/^The catalog is in an error state: (.+)$/s, (text = "") => m.seen_error_said({ text })],
  [/^Citrix's answer was lost, but the catalog is being updated\.$/, () => m.seen_lost_but_updating()],
  [/^The new image is in place\. Machines that still have users/, () => m.seen_in_place()],
  [/^The image was in place, but it was replaced by another/, () => m.seen_replaced()],
  [/^The catalog is now on another image \((.+)\): it was changed/, (image = "") => m.seen_another({ image })],
  [/^Citrix's status still says that .+ and is not on (.+)\.$/, (image = "") => m.seen_status_goes_on({ image })],
  [
    /^Citrix ended the update, but the catalog is not on (.+)\. Citrix/,
    (image = "") => m.seen_ended_without({ image }),
  ],
  [/^An administrator decided that .+ is not on (.+)\.$/, (image = "") => m.seen_decided_but_not({ image })],
  [/^Citrix accepted the update, but .+ and is not on (.+)\.$/, (image = "") => m.seen_never_began({ image })],
  [
    /^Citrix's answer was lost\. The catalog has not changed in the (\d+) minutes/,
    (minutes = "") => m.seen_not_started({ minutes }),
  ],
  [
    /^Citrix's answer was lost, and after (\d+) minutes .+ whether the update to (.+) started\. An administrator/,
    (minutes = "", image = "") => m.seen_undecidable({ minutes, image }),
  ],
  [/^Citrix could not finish the update and put the previous image back\.$/, () => m.seen_rolled_back()],
  [/^Catalog Deck was interrupted while it sent the update/, () => m.seen_interrupted()],
  [/^The database was away while this update was recorded/, () => m.seen_not_sent()],
  [
    /^This update belongs to site (.+) of the customer (.+), where this connection does not/,
    (site = "", customer = "") => m.seen_other_site({ site, customer }),
  ],
  [/^Citrix's answer was lost, so it is not certain yet/, () => m.seen_answer_lost()],
  [
    /^(.+) decided that the update had not started: (.+)$/s,
    (name = "", reason = "") => m.seen_decided_not_started({ name, reason }),
  ],
  [
    /^(.+) decided that the update had started: (.+)$/s,
    (name = "", reason = "") => m.seen_decided_started({ name, reason }),
  ],
  [/^It was not asked for in Catalog Deck\.$/, () => m.seen_external_not_asked()],
  [/^Citrix ended it, and the catalog is still on (.+)\.$/, (image = "") => m.seen_external_ended({ image })],
  [/^The answer could not be taken\.$/, () => m.seen_answer_not_taken()],
  [/^Citrix answered with status (\d+)\.$/, (status = "") => m.seen_answer_status({ status })],
  [/^No answer came in time\.$/, () => m.seen_answer_late()],
  [/^The answer could not be understood\.$/, () => m.seen_answer_unreadable()],
  [/^The connection broke before an answer came\.$/, () => m.seen_answer_broken()],
  [/^Catalog Deck was interrupted before an answer came\.$/, () => m.seen_answer_interrupted()],
];

/** What the server has written down, in the page's language; what it quotes, and what is not known here, stays as it is. */
export function serverWords(text: string): string {
  return language === "en" ? text : wordsOfSentence(text);
}

/** The words of a sentence that the server keeps, made from its parts. */
export function wordsOfSentence(text: string): string {
  for (const [pattern, words] of sentences) {
    const found = pattern.exec(text);
    if (found) return words(...found.slice(1));
  }
  return text;
}
