import { useSyncExternalStore } from "react";

let words = "";
const listeners = new Set<() => void>();

/** Puts words before the tab's title (none: an empty text) and gives the tab an icon, by its path. */
export function markTab(mark: { words: string; icon: string }): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link && link.getAttribute("href") !== mark.icon) link.href = mark.icon;
  if (mark.words === words) return;
  words = mark.words;
  for (const listener of listeners) listener();
}

/** The words before the tab's title. */
export function useTabWords(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => words,
  );
}
