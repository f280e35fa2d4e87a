import { afterEach, expect, test, vi } from "vitest";
import { loadChunk, whenIdle } from "./chunks.ts";

const settled = vi.fn();

/** The modules of another page, and how that page is left. */
async function anotherPage() {
  vi.resetModules();
  const [{ loadChunk }, { whenIdle }] = await Promise.all([import("./chunks.ts"), import("./chunks.ts")]);
  return { loadChunk, whenIdle, leave: () => window.dispatchEvent(new Event("pagehide")) };
}

afterEach(() => {
  settled.mockClear();
  vi.useRealTimers();
});

test("offline a part is asked for only when the server can be reached again", async () => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const page = vi.fn<() => Promise<Response>>(() => Promise.reject(new TypeError("offline")));
  vi.stubGlobal("fetch", page);
  const load = vi.fn(async () => "there");
  const part = loadChunk(load);
  await vi.advanceTimersByTimeAsync(1_000);
  // Browsers say that they are online a little before they are.
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(page).toHaveBeenCalledTimes(2);
  expect(load).not.toHaveBeenCalled();
  page.mockImplementation(async () => new Response('<div id="root"></div>'));
  await vi.advanceTimersByTimeAsync(4_000);
  await expect(part).resolves.toBe("there");
  expect(vi.getTimerCount()).toBe(0);
});

test("a part that could not be had leaves what stands in its place", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  void loadChunk(() => Promise.reject(new TypeError("Failed to fetch"))).then(settled, settled);
  await expect.poll(() => warn).toHaveBeenCalledOnce();
  expect(settled).not.toHaveBeenCalled();
});

test("what waits for the server ends with its page", async () => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const asked = vi.fn<() => Promise<Response>>(() => Promise.reject(new TypeError("offline")));
  vi.stubGlobal("fetch", asked);
  const page = await anotherPage();
  const load = vi.fn(async () => "there");
  void page.loadChunk(load).then(settled, settled);
  await vi.advanceTimersByTimeAsync(1_000);
  asked.mockClear().mockImplementation(async () => new Response('<div id="root"></div>'));
  page.leave();
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).not.toHaveBeenCalled();
  expect(load).not.toHaveBeenCalled();
  expect(settled).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  { how: "comes", end: (come: PromiseWithResolvers<string>) => come.resolve("there") },
  { how: "fails", end: (come: PromiseWithResolvers<string>) => come.reject(new TypeError("aborted")) },
])("a part that $how after its page was left changes nothing, and nothing is said", async ({ end }) => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const page = await anotherPage();
  const come = Promise.withResolvers<string>();
  void page.loadChunk(() => come.promise).then(settled, settled);
  page.leave();
  end(come);
  await new Promise((resolve) => setTimeout(resolve));
  expect(settled).not.toHaveBeenCalled();
  expect(warn).not.toHaveBeenCalled();
});

test("what waits for a quiet moment ends with its page", async () => {
  vi.useFakeTimers();
  const page = await anotherPage();
  void page.whenIdle().then(settled);
  page.leave();
  expect(vi.getTimerCount()).toBe(0);
});

test("a page that is kept for Back goes on when it comes back", async () => {
  vi.useFakeTimers();
  void whenIdle().then(settled);
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  await vi.advanceTimersByTimeAsync(200);
  expect(settled).toHaveBeenCalledOnce();
});
