import { act, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Toasts } from "./toast.tsx";
import { dismissAllToasts, showToast } from "./toasts.ts";

const region = () => screen.getByRole("region", { name: "Messages" });
const titles = () => [...region().querySelectorAll("p.font-semibold")].map(({ textContent }) => textContent);
const show = (title: string, tone: "ok" | "bad" = "bad") => act(() => showToast({ tone, title }));
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
/** Texts that come into the region while `change` runs, without those that are not to be read out. */
async function readOut(change: () => unknown): Promise<string[]> {
  const seen: string[] = [];
  const isQuiet = (node: Node) => node instanceof Element && node.closest("[aria-live=off]") !== null;
  const note = (records: MutationRecord[]) => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => !isQuiet(node));
    seen.push(...added.map(({ textContent }) => textContent ?? ""));
  };
  const observer = new MutationObserver(note);
  observer.observe(region(), { childList: true, subtree: true });
  await change();
  note(observer.takeRecords());
  observer.disconnect();
  return seen.filter((text) => text !== "");
}

beforeEach(() => {
  vi.useFakeTimers();
  render(<Toasts />);
});
afterEach(() => {
  act(() => dismissAllToasts());
  vi.useRealTimers();
});

test("the newest four show; older ones are counted, and come back when there is room", () => {
  for (const title of ["one", "two", "three", "four", "five", "six"]) show(title);
  expect(titles()).toEqual(["three", "four", "five", "six"]);
  expect(region().textContent).toContain("2 earlier messages");
  const close = () => within(region()).getAllByRole("button", { name: "Close message" }).at(-1)?.click();
  act(close);
  expect(titles()).toEqual(["two", "three", "four", "five"]);
  expect(region().textContent).toContain("1 earlier message");
  act(close);
  expect(region().textContent).not.toContain("earlier");
  act(() => dismissAllToasts());
  expect(region().textContent).toBe("");
});

test("all can be closed at once where there are more than show", () => {
  for (const title of ["one", "two", "three", "four", "five"]) show(title);
  act(() => within(region()).getByRole("button", { name: "Close all" }).click());
  expect(region().textContent).toBe("");
});

test("good news goes after a while, bad news stays until it is closed", async () => {
  show("kept", "ok");
  show("failed");
  await pass(60_000);
  expect(titles()).toEqual(["failed"]);
  await pass(24 * 60 * 60_000);
  expect(titles()).toEqual(["failed"]);
  act(() => within(region()).getByRole("button", { name: "Close message" }).click());
  expect(titles()).toEqual([]);
});

test("each is read out once, also one that had to make room and comes back", async () => {
  for (const title of ["one", "two", "three"]) show(title);
  expect(await readOut(() => show("four"))).toEqual(["four"]);
  expect(await readOut(() => show("five"))).toEqual(["five"]);
  expect(await readOut(() => pass(1_000))).toEqual([]);
  const closeLast = () => act(() => within(region()).getAllByRole("button", { name: "Close message" }).at(-1)?.click());
  expect(await readOut(closeLast)).toEqual([]);
  expect(titles()).toEqual(["one", "two", "three", "four"]);
});
