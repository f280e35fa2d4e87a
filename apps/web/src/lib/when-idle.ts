import { pageEnd } from "./page-end.ts";

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
