import { act, fireEvent, render, screen, within } from "@testing-library/react";
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

test("messages do not lie over the catalog that they talk about", () => {
  const boxAt = (left: number, right: number) => () => ({ left, right, top: 500, bottom: 700 }) as DOMRect;
  const card = document.body.appendChild(document.createElement("article"));
  card.dataset.catalog = "sales";
  card.getBoundingClientRect = boxAt(700, 1000);
  const part = region();
  part.getBoundingClientRect = () => (part.dataset.corner === "left" ? boxAt(0, 300)() : boxAt(650, 1000)());
  act(() => showToast({ tone: "bad", title: "Legal failed", about: "legal" }));
  expect(part.dataset.corner).toBe("right");
  act(() => showToast({ tone: "bad", title: "Sales failed", about: "sales" }));
  expect(part.dataset.corner).toBe("left");
  act(() => dismissAllToasts());
  expect(part.dataset.corner).toBe("right");
  card.remove();
});

test("good news that comes up under a pointer at rest goes as well", async () => {
  show("kept", "ok");
  const box = region().querySelector("p")?.closest("[class*=shadow-pop]") as HTMLElement;
  fireEvent.pointerEnter(box);
  await pass(60_000);
  expect(titles()).toEqual([]);
});
