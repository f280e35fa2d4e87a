import { type LazyExoticComponent, lazy, type ReactNode } from "react";
import { pageEnd } from "./browser.ts";

/**
 * Loads a part of the page that is fetched on demand. While the browser is offline it is not asked for yet, since browsers
 * ask for a script that could not be had only once. One that fails all the same never comes, and what stands in its place
 * stays: `onMissingChunk` sees to the rest. It ends with the page: nothing is asked for, said or given after that.
 */
export async function loadChunk<Part>(load: () => Promise<Part>): Promise<Part> {
  if (!navigator.onLine) await untilServed();
  try {
    const part = await load();
    if (!pageEnd.aborted) return part;
  } catch (error) {
    if (!pageEnd.aborted) console.warn("A part of the page could not be loaded", error);
  }
  return new Promise(() => undefined);
}

/** A component whose module is loaded when it is first drawn, after `ready`. */
export function lazyChunk<Props, Name extends string>(
  load: () => Promise<Record<Name, (props: Props) => ReactNode>>,
  name: Name,
  ready = async () => {},
): LazyExoticComponent<(props: Props) => ReactNode> {
  return lazy(async () => {
    await ready();
    return { default: (await loadChunk(load))[name] };
  });
}

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

/**
 * Settles when the browser has nothing more urgent to do: what the first sight of a page does not need waits for it.
 * Ends with the page: it then never settles.
 */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no requestIdleCallback.
    if ("requestIdleCallback" in window) window.requestIdleCallback(() => resolve(), { timeout: 1_500 });
    else {
      const timer = setTimeout(resolve, 200);
      pageEnd.addEventListener("abort", () => clearTimeout(timer), { once: true });
    }
  });
}
