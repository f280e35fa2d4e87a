import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dismissAllToasts, shownToasts } from "../ui/toasts.ts";
import { onMissingChunk } from "./missing-chunk.ts";

const page = async () => new Response('<body><div id="root"></div></body>');
const reload = vi.fn();
let served: () => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.stubGlobal("fetch", () => served());
  served = page;
  sessionStorage.clear();
  document.body.innerHTML = "";
  reload.mockClear();
  dismissAllToasts();
});

afterEach(() => {
  vi.useRealTimers();
});

test("the page stays as it is until the server gives it out again, and is then loaded once", async () => {
  served = () => Promise.reject(new TypeError("away"));
  void onMissingChunk(reload);
  void onMissingChunk(reload);
  await vi.advanceTimersByTimeAsync(30_000);
  served = async () => new Response("<h1>502 Bad Gateway</h1>", { status: 502 });
  await vi.advanceTimersByTimeAsync(30_000);
  served = async () => new Response("<h1>Sign in to the guest network</h1>");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(reload).not.toHaveBeenCalled();
  served = page;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reload).toHaveBeenCalledOnce();
});

test.each(["<form></form>", '<div role="dialog"></div>'])(
  "with %s, where something may have been typed, it asks first",
  async (html) => {
    document.body.innerHTML = html;
    await onMissingChunk(reload);
    expect(reload).not.toHaveBeenCalled();
    const [message] = shownToasts();
    expect(message?.title).toBe("A part of this page could not be loaded");
    message?.actions?.[0]?.onAct();
    expect(reload).toHaveBeenCalledOnce();
  },
);

test("a part that is missing for good does not load the page again and again", async () => {
  await onMissingChunk(reload);
  await onMissingChunk(reload);
  expect(reload).toHaveBeenCalledOnce();
  expect(shownToasts()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  await onMissingChunk(reload);
  expect(reload).toHaveBeenCalledTimes(2);
});
