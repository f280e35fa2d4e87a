import { pageEnd } from "./page-end.ts";

const askEveryMs = 5_000;

/**
 * Waits until the server gives out the page again: it is asked every 5 s, and at once when the browser is online again,
 * which it often says a little too early. Ends with the page: it then never settles.
 */
export async function untilServed(): Promise<void> {
  while (!pageEnd.aborted) {
    if (await isServed()) return;
    await pauseOrOnline();
  }
  await new Promise(() => undefined);
}

/** Whether the server gives out the page, and not a proxy or a guest network something in its place. */
async function isServed(): Promise<boolean> {
  try {
    const answer = await fetch("/", { cache: "no-store", headers: { accept: "text/html" }, signal: pageEnd });
    return answer.ok && (await answer.text()).includes('<div id="root">');
  } catch (error) {
    if (!pageEnd.aborted) console.warn("The server does not answer", error);
    return false;
  }
}

async function pauseOrOnline(): Promise<void> {
  if (pageEnd.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, askEveryMs);
  window.addEventListener("online", done, { once: true });
  pageEnd.addEventListener("abort", done, { once: true });
  await promise;
  clearTimeout(timer);
  window.removeEventListener("online", done);
  pageEnd.removeEventListener("abort", done);
}
