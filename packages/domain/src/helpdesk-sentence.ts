import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { hasUpdateOnItsWay, isUpdating, wordsForCatalogState } from "./catalog-state.ts";
import { type Reader, timeOfDay } from "./local-time.ts";
import { progressOf } from "./progress.ts";
import { wordsForSubState } from "./sub-states.ts";

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
    return `${catalog.name} has been moved to ${toImage.name}; some machines still wait for their restart and run the old image${transaction(citrixTransactionId)}.`;
  }
  return restSentence(asked);
}

function errorSentence(catalog: Catalog): string {
  const step = catalog.subState === undefined ? undefined : wordsForSubState(catalog.subState).label;
  const why = step ?? withoutFullStop(catalog.statusMessage);
  const id = catalog.lastUpdate?.citrixTransactionId ?? catalog.transactionId;
  return `${catalog.name} has an error${why ? `: ${why}` : ""}${transaction(id)}.`;
}

function updatingSentence(asked: Asked): string {
  const { catalog, now } = asked;
  const update = catalog.activeUpdate;
  if (update === undefined || update.origin === "outside" || !hasUpdateOnItsWay(catalog)) {
    const step = catalog.subState === undefined ? "" : ` (${lowerFirst(wordsForSubState(catalog.subState).label)})`;
    return `${catalog.name} is being changed by Citrix${step}; it was not started here, so start and end are not known${transaction(catalog.transactionId)}.`;
  }
  const sent = timeOfDay(new Date(update.requestedAt), now, asked);
  if (update.decision) {
    return `An update of ${catalog.name} to ${update.toImage.name} was sent at ${sent}; whether it started is not known, and an administrator has to decide${transaction(update.citrixTransactionId)}.`;
  }
  if (update.state === "unknown" && catalog.state !== "Processing") {
    return `An update of ${catalog.name} to ${update.toImage.name} was sent at ${sent}; whether Citrix has started it is being checked${transaction(update.citrixTransactionId)}.`;
  }
  if (update.state === "submitting") {
    return `An update of ${catalog.name} to ${update.toImage.name} was sent at ${sent}; Citrix has not confirmed it yet${transaction(update.citrixTransactionId)}.`;
  }
  const since = timeOfDay(new Date(update.startedAt ?? update.requestedAt), now, asked);
  return `${catalog.name} is being updated to ${update.toImage.name} since ${since}${expectedEnd(update, asked)}${transaction(update.citrixTransactionId)}.`;
}

function expectedEnd(update: ImageUpdate, asked: Asked): string {
  const progress = progressOf(update, asked.now);
  if (progress.overdue) return ", and takes longer than Citrix expected";
  if (progress.minutesLeft === null || update.estimatedMinutes === undefined) return "";
  const end = Date.parse(update.startedAt ?? update.requestedAt) + update.estimatedMinutes * 60_000;
  return `, usually done by ${timeOfDay(new Date(end), asked.now, asked)}`;
}

function restSentence(asked: Asked): string {
  const { catalog, now } = asked;
  const image = catalog.templateImageName === undefined ? "" : `, on the image ${catalog.templateImageName}`;
  const state = `${catalog.name} is not being updated. State: ${wordsForCatalogState(catalog).label}${image}.`;
  const last = catalog.lastUpdate;
  if (last === undefined) return state;
  const ended = last.finishedAt === undefined ? "" : ` at ${timeOfDay(new Date(last.finishedAt), now, asked)}`;
  return `${state} The last update, to ${last.toImage.name}, ${howItEnded(last)}${ended}${transaction(last.citrixTransactionId)}.`;
}

function howItEnded(last: ImageUpdate): string {
  if (last.state === "succeeded") return "succeeded";
  if (last.state === "rolledBack") return "was rolled back";
  if (last.state === "rejected") return "was refused by Citrix";
  if (last.state === "failed") return "failed";
  return "has not ended";
}

function transaction(id: string | undefined): string {
  return id ? ` (transaction ${id})` : "";
}

function withoutFullStop(text: string | undefined): string | undefined {
  return text?.trim().replace(/\.+$/, "");
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
