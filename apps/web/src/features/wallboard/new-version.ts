import { pageEnd } from "../../lib/browser.ts";

const lookEveryMs = 10 * 60_000;
const reloadAtMostEveryMs = 60 * 60_000;
const storageKey = "catalog-deck-wallboard-reloaded-at";

/** Whether a page as the server has it now is of another version: it is ours, and begins with another script. */
export function isAnotherVersion(page: string, ownScript: string): boolean {
  return page.includes('<div id="root">') && !page.includes(ownScript);
}

/** The path of the script that this page began with; undefined where nothing was built. */
function ownScript(): string | undefined {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return script ? new URL(script.src, window.location.href).pathname : undefined;
}

/**
 * Looks every ten minutes whether a new version has been installed, and then loads the page again, at most once an hour.
 * A server that does not answer, or answers something else, changes nothing. Gives how to stop.
 */
export function reloadOnNewVersion(reload: () => void): () => void {
  const look = async () => {
    const script = ownScript();
    if (script === undefined || document.hidden) return;
    try {
      const answer = await fetch("/", { cache: "no-store", headers: { accept: "text/html" } });
      if (!answer.ok || !isAnotherVersion(await answer.text(), script)) return;
      if (Date.now() - Number(sessionStorage.getItem(storageKey)) < reloadAtMostEveryMs) return;
      sessionStorage.setItem(storageKey, String(Date.now()));
    } catch (error) {
      // The server is away, or the browser keeps nothing, so that nobody could tell the last time: not now.
      if (!pageEnd.aborted) console.warn("It is not known whether there is a new version", error);
      return;
    }
    reload();
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  return () => clearInterval(timer);
}
