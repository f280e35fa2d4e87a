import { useSyncExternalStore } from "react";

const storageKey = "catalog-deck-single-keys";
const listeners = new Set<() => void>();
/** Of this page, where the browser keeps nothing. */
let chosen: boolean | undefined;

/** Whether keys without Ctrl or Cmd do something (`/`, `?`, `g` and a letter); they do unless someone turned them off. */
export function singleKeysOn(): boolean {
  if (chosen !== undefined) return chosen;
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch (error) {
    if (error instanceof DOMException) return true;
    throw error;
  }
}

/** Turns them on or off, in this browser. */
export function setSingleKeys(on: boolean): void {
  chosen = on;
  try {
    if (on) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, "off");
  } catch (error) {
    // Storage may be forbidden: the choice then holds until the page is closed.
    console.warn("The choice of keys could not be kept", error);
  }
  for (const listener of listeners) listener();
}

/** The same as `singleKeysOn`, live. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, singleKeysOn);
}
