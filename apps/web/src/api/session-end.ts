import type { Session } from "@catalog-deck/contract";
import { useSyncExternalStore } from "react";

type User = Session["user"];

let ended = false;
let other: User | undefined;
const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

/** Says whether the session has ended under an open page (a 401 came). */
export function setSessionEnded(next: boolean): void {
  if (ended === next) return;
  ended = next;
  notify();
}

/** Says who is signed in at this browser in the place of the page's person, if someone is. */
export function setOtherUser(next: User | undefined): void {
  if (other === next) return;
  other = next;
  notify();
}

/** Who is signed in at this browser in the place of the page's person, as far as the page has noticed. */
export function otherUser(): User | undefined {
  return other;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the session has ended: the page stays as it is, and a dialog over it asks to sign in again. */
export function useSessionEnded(): boolean {
  return useSyncExternalStore(subscribe, () => ended);
}

/** As `otherUser`: the page stays as it is, and a dialog over it says so. */
export function useOtherUser(): User | undefined {
  return useSyncExternalStore(subscribe, otherUser);
}
