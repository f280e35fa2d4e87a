import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { rolloutSentence } from "./catalog-rollout.ts";
import { hasUpdateOnItsWay, isUpdating, isWorkedOn, wordsForCatalogState } from "./catalog-state.ts";
import * as m from "./i18n/messages.js";
import { dayAround, type Reader, timeOfDay } from "./local-time.ts";
import { wordsForSubState } from "./sub-states.ts";
import { type TimesInWords, timesInWords, timesOfCatalog, timesOfUpdate } from "./update-times.ts";
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
  const { catalog, now } = asked;
  const next = catalog.rollout && rolloutSentence(catalog.name, catalog.rollout, now, asked);
  return [presentSentence(asked), next].filter(Boolean).join(" ");
}

function presentSentence(asked: Asked): string {
  const { catalog, now } = asked;
  if (catalog.state === "Error") return errorSentence(catalog);
  if (isUpdating(catalog)) return updatingSentence(asked);
  if (isWorkedOn(catalog)) return workedOnSentence(asked);
  const update = catalog.activeUpdate;
  if (update?.state === "waitingForRestart") {
    const { sessions } = timesInWords(timesOfUpdate(update, undefined, now), now, asked);
    return m.say_waiting({
      catalog: catalog.name,
      image: imageOf(update),
      end: part(sessions),
      transaction: transaction(update.citrixTransactionId),
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
  const update = hasUpdateOnItsWay(catalog) ? catalog.activeUpdate : undefined;
  if (update === undefined || update.origin === "external") return externalSentence(asked);
  const names = {
    catalog: catalog.name,
    image: imageOf(update),
    transaction: transaction(update.citrixTransactionId),
  };
  const sent = timeOfDay(new Date(update.requestedAt ?? ""), now, asked, [now]);
  if (update.decision) return m.say_to_decide({ ...names, sent });
  if (update.state === "unknown" && catalog.state !== "Processing") return m.say_unknown({ ...names, sent });
  const words = timesInWords(timesOfCatalog(catalog, now), now, asked);
  if (update.state === "submitting") return m.say_sent({ ...names, sent });
  return m.say_updating({ ...names, since: since(words), end: `${part(words.until)}${part(words.sessions)}` });
}

/** An update that was not asked for here. Which image it brings, only Citrix's own words may tell before its end. */
function externalSentence({ catalog, now, ...reader }: Asked): string {
  const words = timesInWords(timesOfCatalog(catalog, now), now, reader);
  const update = catalog.activeUpdate;
  const subState = catalog.subState ?? update?.subState;
  const facts = {
    catalog: catalog.name,
    since: since(words),
    step: subState === undefined ? "" : `: ${wordsForSubState(subState).label}`,
    end: part(words.until),
    transaction: transaction(update?.citrixTransactionId ?? catalog.transactionId),
  };
  if (update?.toImage !== undefined) return m.say_external_to({ ...facts, image: update.toImage.name });
  const said = catalog.statusMessage && shortText(catalog.statusMessage);
  return `${m.say_external(facts)} ${said ? m.say_citrix_says({ words: said }) : m.say_image_at_end()}`;
}

function workedOnSentence({ catalog, now, ...reader }: Asked): string {
  const step = catalog.subState === undefined ? "" : `: ${wordsForSubState(catalog.subState).label}`;
  const words = timesInWords(timesOfCatalog({ ...catalog, activeUpdate: undefined }, now), now, reader);
  return m.say_worked_on({
    catalog: catalog.name,
    step,
    since: part(words.since),
    transaction: transaction(catalog.transactionId),
  });
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
  const { sessions } = timesInWords(timesOfUpdate(last, undefined, now), now, asked);
  const to = last.toImage === undefined ? "" : m.say_to_image({ image: last.toImage.name });
  const sentence = howItEnded(last);
  return `${state} ${sentence({ to, at: `${at}${part(sessions)}`, transaction: transaction(last.citrixTransactionId) })}`;
}

function howItEnded(last: ImageUpdate) {
  if (last.state === "succeeded") return m.say_last_succeeded;
  if (last.state === "rolledBack") return m.say_last_rolled_back;
  if (last.state === "rejected") return m.say_last_refused;
  if (last.state === "failed") return m.say_last_failed;
  return m.say_last_open;
}

/** A further part of a sentence, after a comma. */
function part(words: string | undefined): string {
  return words ? `, ${words}` : "";
}

function since(words: TimesInWords): string {
  return words.since ? ` ${words.since}` : "";
}

/** Of an update that was asked for here the image is always known. */
function imageOf({ toImage }: ImageUpdate): string {
  return toImage?.name ?? m.unknown_image();
}

function transaction(id: string | undefined): string {
  return id ? m.say_transaction({ id }) : "";
}

function withoutFullStop(text: string | undefined): string | undefined {
  return text?.trim().replace(/\.+$/, "");
}
