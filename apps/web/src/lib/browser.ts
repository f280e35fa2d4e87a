import { useSyncExternalStore } from "react";
import * as m from "../i18n/messages.js";

function subscribeToOnline(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Whether the browser has a network at all. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribeToOnline, () => navigator.onLine);
}

function subscribeToVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

/** Whether nobody can see the tab now. */
export function useHidden(): boolean {
  return useSyncExternalStore(subscribeToVisibility, () => document.hidden);
}

/** Whether this browser shows notifications from here; "unsupported" on http, and on iOS outside its home screen. */
export function notificationPermission(): NotificationPermission | "unsupported" {
  return "Notification" in window ? Notification.permission : "unsupported";
}

/** Asks the browser's own question, which it shows once. Only for the press of a button. */
export async function askForNotifications(): Promise<NotificationPermission | "unsupported"> {
  return "Notification" in window ? Notification.requestPermission() : "unsupported";
}

const left = new AbortController();

window.addEventListener("pagehide", ({ persisted }) => {
  // A page that the browser keeps for "Back" comes back as it was.
  if (!persisted) left.abort();
});

/** Aborted when the page is left for good: what still waits for something must not act any more. */
export const pageEnd = left.signal;

let active = true;

function noteActivity(): void {
  active = true;
}

/** Begins to notice that a person uses the page; returns how to stop. */
export function watchUserActivity(): () => void {
  const kinds = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
  for (const kind of kinds) window.addEventListener(kind, noteActivity, { passive: true, capture: true });
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, noteActivity, { capture: true });
  };
}

/** Whether the person has used the page since this was asked last. Only such requests keep the session alive. */
export function takeUserActivity(): boolean {
  const was = active;
  active = false;
  return was;
}

/** What is written on the key that opens the command palette together with K: Ctrl, Strg, or ⌘ on a Mac. */
export const commandKey = /\bMac/.test(navigator.userAgent) ? "⌘" : m.key_control();

let tabWords = "";
const tabListeners = new Set<() => void>();

/** Puts words before the tab's title (none: an empty text) and gives the tab an icon, by its path. */
export function showInTab(shown: { words: string; icon: string }): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link && link.getAttribute("href") !== shown.icon) link.href = shown.icon;
  if (shown.words === tabWords) return;
  tabWords = shown.words;
  for (const listener of tabListeners) listener();
}

/** The words before the tab's title. */
export function useTabWords(): string {
  return useSyncExternalStore(
    (listener) => {
      tabListeners.add(listener);
      return () => tabListeners.delete(listener);
    },
    () => tabWords,
  );
}
