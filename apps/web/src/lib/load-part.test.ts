import { afterEach, expect, test, vi } from "vitest";
import { loadPart } from "./load-part.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("offline a part is asked for only when the server can be reached again", async () => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const page = vi.fn<() => Promise<Response>>(() => Promise.reject(new TypeError("offline")));
  vi.stubGlobal("fetch", page);
  const load = vi.fn(async () => "there");
  const part = loadPart(load);
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
  const settled = vi.fn();
  void loadPart(() => Promise.reject(new TypeError("Failed to fetch"))).then(settled, settled);
  await expect.poll(() => warn).toHaveBeenCalledOnce();
  expect(settled).not.toHaveBeenCalled();
});
