import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { hasUpdateOnItsWay, isUpdating, wordsForCatalogState } from "./catalog-state.ts";
import * as m from "./i18n/messages.js";
import { dayAround, type Reader, timeOfDay } from "./local-time.ts";
import { progressOf } from "./progress.ts";
import { wordsForSubState } from "./sub-states.ts";
import { shortText } from "./visible-text.ts";

interface Asked extends Reader {
  catalog: Catalog;
  now: Date;
}

/**
 * What to say about a catalog on the phone, in one or two sentences to copy: "Sales-EU is being updated to
 * Win11-2026-11 since 14:05, usually done by 15:10 (transaction 1f3c…)." Times are the reader's own.
 * Throws RangeError when the time zone or the locale is not one that Intl knows.
 */
export function helpdeskSentence(asked: Asked): string {
  const { catalog } = asked;
  if (catalog.state === "Error") return errorSentence(catalog);
  if (isUpdating(catalog)) return updatingSentence(asked);
  if (catalog.activeUpdate?.state === "waitingForRestart") {
    const { toImage, citrixTransactionId } = catalog.activeUpdate;
    return m.say_waiting({
      catalog: catalog.name,
      image: toImage.name,
      transaction: transaction(citrixTransactionId),
    });
  }
  return restSentence(asked);
}

function errorSentence(catalog: Catalog): string {
  const step = catalog.subState === undefined ? undefined : wordsForSubState(catalog.subState).label;
  const why = step ?? withoutFullStop(catalog.statusMessage && shortText(catalog.statusMessage));
  const id = catalog.lastUpdate?.citrixTransactionId ?? catalog.transactionId;
  return m.say_error({ catalog: catalog.name, why: why ? `: ${why}` : "", transaction: transaction(id) });
}

function updatingSentence(asked: Asked): string {
  const { catalog, now } = asked;
  const update = catalog.activeUpdate;
  if (update === undefined || update.origin === "outside" || !hasUpdateOnItsWay(catalog)) {
    const step = catalog.subState === undefined ? "" : ` (${wordsForSubState(catalog.subState).label})`;
    return m.say_changed_by_citrix({ catalog: catalog.name, step, transaction: transaction(catalog.transactionId) });
  }
  const names = {
    catalog: catalog.name,
    image: update.toImage.name,
    transaction: transaction(update.citrixTransactionId),
  };
  const sent = timeOfDay(new Date(update.requestedAt), now, asked, [now]);
  if (update.decision) return m.say_to_decide({ ...names, sent });
  if (update.state === "unknown" && catalog.state !== "Processing") return m.say_unknown({ ...names, sent });
  if (update.state === "submitting") return m.say_sent({ ...names, sent });
  const began = new Date(update.startedAt ?? update.requestedAt);
  const end = expectedEnd(update, asked);
  const since = timeOfDay(began, now, asked, [now, end ?? now]);
  return m.say_updating({ ...names, since, end: endInWords(update, end, asked, began) });
}

/** When Citrix expects the end; undefined where it names none or the time is over. */
function expectedEnd(update: ImageUpdate, { now }: Asked): Date | undefined {
  if (progressOf(update, now).minutesLeft === null || update.estimatedMinutes === undefined) return undefined;
  return new Date(Date.parse(update.startedAt ?? update.requestedAt) + update.estimatedMinutes * 60_000);
}

function endInWords(update: ImageUpdate, end: Date | undefined, asked: Asked, began: Date): string {
  if (progressOf(update, asked.now).overdue) return m.say_overdue();
  return end === undefined ? "" : m.say_usually_done({ end: timeOfDay(end, asked.now, asked, [asked.now, began]) });
}

function restSentence(asked: Asked): string {
  const { catalog, now } = asked;
  const image = catalog.templateImageName === undefined ? "" : m.say_on_image({ image: catalog.templateImageName });
  const state = m.say_at_rest({ catalog: catalog.name, state: wordsForCatalogState(catalog).label, image });
  const last = catalog.lastUpdate;
  if (last === undefined) return state;
  const at =
    last.finishedAt === undefined
      ? ""
      : m.say_at({ time: timeOfDay(new Date(last.finishedAt), now, asked, dayAround(new Date(last.finishedAt))) });
  const sentence = howItEnded(last);
  return `${state} ${sentence({ image: last.toImage.name, at, transaction: transaction(last.citrixTransactionId) })}`;
}

function howItEnded(last: ImageUpdate) {
  if (last.state === "succeeded") return m.say_last_succeeded;
  if (last.state === "rolledBack") return m.say_last_rolled_back;
  if (last.state === "rejected") return m.say_last_refused;
  if (last.state === "failed") return m.say_last_failed;
  return m.say_last_open;
}

function transaction(id: string | undefined): string {
  return id ? m.say_transaction({ id }) : "";
}

function withoutFullStop(text: string | undefined): string | undefined {
  return text?.trim().replace(/\.+$/, "");
}
