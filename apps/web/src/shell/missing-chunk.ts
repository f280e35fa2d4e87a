import * as m from "../i18n/messages.js";
import { untilServed } from "../lib/chunks.ts";
import { showToast } from "../ui/toasts.ts";

const reloadAtMostEveryMs = 60_000;
const storageKey = "catalog-deck-reloaded-at";

let waiting = false;

/**
 * A part of the page could not be loaded: the server was away, or a newer version has other parts. The page stays as it
 * is until the server answers again, and is then loaded anew. Where somebody may have typed something it asks first.
 */
export async function onMissingChunk(reload: () => void): Promise<void> {
  if (waiting) return;
  waiting = true;
  await untilServed();
  waiting = false;
  const mayHoldTyped = document.querySelector("form, [role=dialog], [role=alertdialog]") !== null;
  if (!mayHoldTyped && !hasReloaded()) reload();
  else showToast({ tone: "bad", title: m.chunk_missing(), actions: [{ label: m.chunk_reload(), onAct: reload }] });
}

/** Whether that happened less than a minute ago: a part that is missing for good must not reload for ever. */
function hasReloaded(): boolean {
  const last = Number(sessionStorage.getItem(storageKey));
  sessionStorage.setItem(storageKey, String(Date.now()));
  return Date.now() - last < reloadAtMostEveryMs;
}
