import type { NotificationChoice } from "@catalog-deck/contract";
import { notificationPermission } from "../lib/browser.ts";

const shownKey = "catalog-deck-notified";
const remembered = 50;

export interface ShownNotification {
  /** What it is about: of all tabs the first one shows it, once. */
  id: string;
  title: string;
  text: string;
  /** Called when the person presses it, after the tab has come to the front. */
  onOpen(): void;
}

/** Whether a person who chose this is notified of what `starterId` started (absent: somebody in Citrix Cloud), in this browser. */
export function isNotifiedOf(choice: NotificationChoice, starterId: string | undefined, personId: string): boolean {
  if (notificationPermission() !== "granted") return false;
  return choice === "all" || (choice === "mine" && starterId === personId);
}

/** Shows a browser notification unless a tab of this browser has shown it already, or the browser refuses. */
export async function showNotification({ id, title, text, onOpen }: ShownNotification): Promise<void> {
  if (!(await isFirstWith(id))) return;
  try {
    const shown = new Notification(title, { body: text, tag: id, lang: document.documentElement.lang });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
      onOpen();
    });
  } catch (error) {
    // Chromium on Android has the name but wants a service worker: the message in the page has to do.
    if (!(error instanceof TypeError)) throw error;
    console.warn("This browser shows no notifications", error);
  }
}

/** One tab after the other looks at the list that all share; where there are no locks the tag makes them one. */
function isFirstWith(id: string): Promise<boolean> | boolean {
  return "locks" in navigator ? navigator.locks.request(shownKey, () => claim(id)) : claim(id);
}

function claim(id: string): boolean {
  try {
    const before = localStorage.getItem(shownKey)?.split(" ") ?? [];
    if (before.includes(id)) return false;
    localStorage.setItem(shownKey, [...before, id].slice(-remembered).join(" "));
  } catch (error) {
    // Storage may be forbidden: the browser then puts one tab's notification in the place of the other's.
    console.warn("Notifications cannot be counted across tabs", error);
  }
  return true;
}
