import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";

// jsdom lays nothing out: virtual lists need a size and an observer to render rows.
class StillResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver = StillResizeObserver;
window.scrollTo = () => {};
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener() {},
    removeListener() {},
  });

// Node's own would parse with the objects of the thread instead of the window's, which do not count as plain ones.
Response.prototype.json = async function json() {
  return JSON.parse(await this.text());
};

// What is waited for may take long on a busy machine.
configure({ asyncUtilTimeout: 20_000 });

afterEach(cleanup);

// The page is left before its window goes: nothing waits any more, and the parts that were on their way have come.
afterAll(async () => {
  window.dispatchEvent(new Event("pagehide"));
  await vi.dynamicImportSettled();
});
