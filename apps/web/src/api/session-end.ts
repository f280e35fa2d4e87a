import { useSyncExternalStore } from "react";

let ended = false;
const listeners = new Set<() => void>();

/** Says whether the session has ended under an open page (a 401 came). */
export function setSessionEnded(next: boolean): void {
  if (ended === next) return;
  ended = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the session has ended: the page stays as it is, and a dialog over it asks to sign in again. */
export function useSessionEnded(): boolean {
  return useSyncExternalStore(subscribe, () => ended);
}
