import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { rolloutSentence } from "./catalog-rollout.ts";
import { hasUpdateOnItsWay, isUpdating, isWorkedOn, wordsForCatalogState } from "./catalog-state.ts";
import * as m from "./i18n/messages.js";
import { originInWords } from "./image-update-state.ts";
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
 * Win11-2026-11 by Ada since 14:05, usually done by 15:10 (transaction 1f3c…)." Times are the reader's own.
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
  const say = update.rollsBack === undefined ? m.say_updating : m.say_rolling_back;
  return say({
    ...names,
    by: ` ${originInWords(update).by}`,
    since: since(words),
    end: `${part(words.until)}${part(words.sessions)}`,
  });
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
  const { catalog } = asked;
  const last = catalog.lastUpdate;
  const image = catalog.templateImageName === undefined ? "" : m.say_runs_image({ image: catalog.templateImageName });
  const { label } = wordsForCatalogState(catalog);
  const isSaid = label === m.catalog_active() || (label === m.catalog_rolled_back() && last?.state === "rolledBack");
  const state = isSaid ? "" : m.say_state({ state: label });
  const rest = m.say_at_rest({ catalog: catalog.name, image, state });
  return last === undefined
    ? rest
    : `${rest} ${lastUpdateSentence(last, transaction(last.citrixTransactionId), asked)}`;
}

/**
 * How the last update of a catalog ended: "Its last update, to Win11-2026-11, failed at 15:00 (by Ada)." `beside`: what
 * stands behind it.
 */
export function lastUpdateSentence(
  last: ImageUpdate,
  beside: string,
  { now, ...reader }: Reader & { now: Date },
): string {
  const ended = new Date(last.finishedAt ?? "");
  const at = last.finishedAt === undefined ? "" : m.say_at({ time: timeOfDay(ended, now, reader, dayAround(ended)) });
  const to = last.toImage === undefined ? "" : m.say_to_image({ image: last.toImage.name });
  const facts = { to, at, transaction: beside };
  if (last.state === "succeeded") {
    const { sessions } = timesInWords(timesOfUpdate(last, undefined, now), now, reader);
    const done = { ...facts, sessions: part(sessions) };
    return last.rollsBack === undefined
      ? m.say_last_succeeded(done)
      : m.say_last_back({ ...done, image: imageOf(last) });
  }
  if (last.state === "rolledBack") return m.say_last_rolled_back(facts);
  if (last.state === "failed") return m.say_last_failed(facts);
  if (last.state !== "rejected") return m.say_last_open(facts);
  // Where its answer was lost, Citrix has not refused it.
  return last.answerTrouble === undefined ? m.say_last_refused(facts) : m.say_last_not_started(facts);
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
