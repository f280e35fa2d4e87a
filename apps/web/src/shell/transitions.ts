import type { Catalog } from "@catalog-deck/contract";
import { wordsForCatalogState, wordsForImageUpdate } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";
import { targetInWords } from "../shared/update-words.ts";
import type { ToastMessage } from "../ui/toasts.ts";

/** An update that has ended, in words. */
export interface EndedUpdate {
  /** The update's. */
  id: string;
  catalogId: string;
  catalogName: string;
  /** Absent where it was started in Citrix Cloud. */
  requestedBy?: { id: string } | undefined;
  /** The rollout that started it. */
  rolloutId?: string | undefined;
  tone: "ok" | "warn" | "bad";
  title: string;
  text: string;
}

/** Something that changed between two polls and is worth saying. */
export interface Transition {
  catalogName: string;
  /** The words for screen readers; an end has its own. */
  sentence: string;
  /** Set when an update has ended. */
  ended?: EndedUpdate;
}

function endOf(before: Catalog, after: Catalog): EndedUpdate | undefined {
  const last = after.lastUpdate;
  if (!before.activeUpdate || last?.id !== before.activeUpdate.id) return undefined;
  const words = wordsForImageUpdate(last);
  const tone = last.state === "succeeded" ? "ok" : words.tone === "bad" ? "bad" : "warn";
  return {
    id: last.id,
    catalogId: after.id,
    catalogName: after.name,
    requestedBy: last.requestedBy,
    rolloutId: last.rolloutId,
    tone,
    title:
      last.state === "succeeded"
        ? (last.rollsBack === undefined ? m.catalog_runs : m.catalog_back_on)({
            catalog: after.name,
            image: targetInWords(last),
          })
        : `${after.name}: ${words.label}`,
    text: words.sentence,
  };
}

/** What changed from one list to the next: states that turned, updates that ended. Ticks and percentages are nothing. */
export function transitionsBetween(before: readonly Catalog[], after: readonly Catalog[]): Transition[] {
  const known = new Map(before.map((catalog) => [catalog.id, catalog]));
  return after.flatMap((catalog) => {
    const old = known.get(catalog.id);
    if (!old || old === catalog) return [];
    const ended = endOf(old, catalog);
    const label = wordsForCatalogState(catalog).label;
    if (!ended && label === wordsForCatalogState(old).label) return [];
    return [{ catalogName: catalog.name, sentence: `${catalog.name}: ${label}.`, ...(ended ? { ended } : {}) }];
  });
}

/** More than these at once share one message. */
const mostSeparately = 2;
const mostNames = 4;

type Message = Pick<ToastMessage, "tone" | "title" | "text" | "actions" | "about">;

/** Where the messages lead: to one update, or to all of them. */
interface Leads {
  onOpen(updateId: string): void;
  onShow(): void;
}

/**
 * The messages about updates that a poll found ended: one for each, but where many succeeded at once, or many did not, one
 * for all of those.
 */
export function endedMessages(ended: readonly EndedUpdate[], leads: Leads): Message[] {
  if (ended.length <= mostSeparately) return ended.map((one) => messageOf(one, leads));
  const succeeded = ended.filter(({ tone }) => tone === "ok");
  const others = ended.filter(({ tone }) => tone !== "ok");
  const tone = others.some((one) => one.tone === "bad") ? "bad" : "warn";
  return [
    ...grouped(succeeded, { tone: "ok", title: m.ended_many_ok({ count: succeeded.length }) }, leads),
    ...grouped(others, { tone, title: m.ended_many_not({ count: others.length }) }, leads),
  ];
}

function grouped(ended: readonly EndedUpdate[], together: Pick<Message, "tone" | "title">, leads: Leads): Message[] {
  if (ended.length <= mostSeparately) return ended.map((one) => messageOf(one, leads));
  const names = ended.slice(0, mostNames).map(({ catalogName }) => catalogName);
  const more = ended.length - names.length;
  const text = more === 0 ? names.join(", ") : m.ended_many_more({ names: names.join(", "), count: more });
  return [{ ...together, text, actions: [{ label: m.ended_many_show(), onAct: leads.onShow }] }];
}

function messageOf({ id, catalogId, tone, title, text }: EndedUpdate, { onOpen }: Leads): Message {
  return { tone, title, text, about: catalogId, actions: [{ label: m.toast_open(), onAct: () => onOpen(id) }] };
}
