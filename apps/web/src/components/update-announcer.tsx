import type { Catalog } from "@catalog-deck/contract";
import { wordsForCatalogState, wordsForImageUpdateState } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { catalogsQuery } from "../api/catalogs.ts";
import { showToast } from "../ui/toast.tsx";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import { useConnection } from "./session-context.tsx";

/** Something that changed between two polls and is worth saying. */
export interface Transition {
  catalogName: string;
  /** The words for screen readers. */
  sentence: string;
  /** Set when an update has ended. */
  ended?: { tone: "ok" | "warn" | "bad"; title: string; text: string };
}

function endOf(before: Catalog, after: Catalog): Transition["ended"] {
  const last = after.lastUpdate;
  if (!before.activeUpdate || last?.id !== before.activeUpdate.id) return undefined;
  const words = wordsForImageUpdateState(last.state);
  const tone = last.state === "succeeded" ? "ok" : words.tone === "bad" ? "bad" : "warn";
  return {
    tone,
    title: last.state === "succeeded" ? `${after.name} runs ${last.toImage.name}` : `${after.name}: ${words.label}`,
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
    const sentence = ended ? `${ended.title}. ${ended.text}` : `${catalog.name}: ${label}.`;
    return [{ catalogName: catalog.name, sentence, ...(ended ? { ended } : {}) }];
  });
}

/** Speaks transitions to screen readers, shows a message when an update ends, and marks the tab until it is seen. */
export function UpdateAnnouncer() {
  const connection = useConnection();
  const { data: catalogs } = useQuery({ ...catalogsQuery(connection.id), select: (list) => list.items });
  const before = useRef<readonly Catalog[] | undefined>(undefined);
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    const transitions = before.current && catalogs ? transitionsBetween(before.current, catalogs) : [];
    before.current = catalogs;
    if (transitions.length === 0) return;
    setSpoken(transitions.map((transition) => transition.sentence).join(" "));
    for (const { ended } of transitions) {
      if (!ended) continue;
      showToast(ended);
      markTab(ended.title, ended.tone === "ok" ? "/icon-done.svg" : "/icon-attention.svg");
    }
  }, [catalogs]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {spoken}
    </VisuallyHidden>
  );
}

const markedForMs = 10_000;
let unmark = () => {};

/** Puts words before the tab's title and changes its icon, until the person has had the page in view for a while. */
function markTab(words: string, iconHref: string): void {
  unmark();
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const title = document.title;
  document.title = `${words} · ${title}`;
  if (icon) icon.href = iconHref;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const seen = () => {
    if (!document.hidden) timer ??= setTimeout(() => unmark(), markedForMs);
  };
  unmark = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
    if (document.title.startsWith(words)) document.title = title;
    if (icon) icon.href = "/icon.svg";
    unmark = () => {};
  };
  document.addEventListener("visibilitychange", seen);
  seen();
}
