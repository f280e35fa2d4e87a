import { aCatalog, aCatalogList, aCatalogRollout } from "@catalog-deck/contract/testing";
import type { QueryClient } from "@tanstack/react-query";
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetAllInput } from "../../lib/kept-input.ts";
import { drawnWhile } from "../../testing/drawn-components.ts";
import { connectionPath, openApp, serveApp } from "../../testing/test-app.tsx";
import { dismissAllToasts } from "../../ui/toasts.ts";

const names = ["Accounting", "Claims", "Finance-EU", "Legal", "Plant-Linz", "Quality"];
const catalogs = names.map((name, index) => aCatalog({ id: `c-${index + 1}`, name }));
const inRollout = aCatalog({
  id: "c-7",
  name: "Research",
  rollout: aCatalogRollout(),
});
const updating = aCatalog({ id: "c-8", name: "Sales-EU", state: "Processing" });
const all = [...catalogs, inRollout, updating];

let client: QueryClient;
let answers: Record<string, unknown>;

function open(address: string, role: "admin" | "helpdesk" = "admin") {
  answers = {
    [`${connectionPath}/catalogs`]: aCatalogList(all),
    [`${connectionPath}/images`]: { items: [], fetchedAt: "2026-11-23T11:00:00Z", stale: false, pollAfterMs: 30_000 },
    "/api/settings": { savedViews: {} },
  };
  const bff = serveApp(role, answers);
  client = openApp(address);
  return bff;
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
});

afterEach(() => {
  cleanup();
  forgetAllInput();
  dismissAllToasts();
  vi.useRealTimers();
});

const box = (name: string) => screen.findByRole<HTMLInputElement>("checkbox", { name: `Select ${name}` });
const bar = () => screen.findByRole("region", { name: "Selection" });
const person = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime });

/** Presses a key on a catalog's card. */
async function onCard(user: ReturnType<typeof person>, name: string, keys: string): Promise<void> {
  within(await screen.findByRole("article", { name }))
    .getByRole("link", { name })
    .focus();
  await user.keyboard(keys);
}

test("a catalog is selected, Shift takes those between, and the bar counts them and their machines", async () => {
  const user = person();
  open("/catalogs?sort=name");
  await onCard(user, "Claims", "x");
  expect((await bar()).textContent).toContain("1 catalog · 10 machines");
  expect(
    within(await bar())
      .getByRole("link")
      .getAttribute("href"),
  ).toContain("/catalogs/c-2/update");
  await user.keyboard("{Shift>}");
  await user.click(await box("Plant-Linz"));
  await user.keyboard("{/Shift}");
  expect((await bar()).textContent).toContain("4 catalogs · 40 machines");
  expect(
    within(await bar())
      .getByRole("link")
      .getAttribute("href"),
  ).toBe("/rollouts/new");
  await onCard(user, "Quality", "X");
  expect((await bar()).textContent).toContain("5 catalogs");
  await user.click(screen.getByRole("button", { name: "Clear" }));
  expect(screen.queryByRole("region", { name: "Selection" })).toBeNull();
});

test("what cannot be selected says why", async () => {
  const user = person();
  open("/catalogs");
  await user.click(await screen.findByRole("button", { name: "Select 6 of 8 shown" }));
  expect((await bar()).textContent).toContain("6 catalogs");
  const research = await box("Research");
  expect(research.getAttribute("aria-description")).toBe("In rollout Win11-Nov");
  await user.click(research);
  expect(research.checked).toBe(false);
  expect(await screen.findByText("Research can't be selected")).toBeDefined();
  expect((await box("Sales-EU")).getAttribute("aria-disabled")).toBe("true");
  expect((await bar()).textContent).toContain("6 catalogs");
});

test("the selection survives filters, a reload and polls, and a poll draws no card", async () => {
  const user = person();
  open("/catalogs");
  await onCard(user, "Legal", "x");
  await onCard(user, "Claims", "x");
  await user.type(screen.getByRole("searchbox"), "quality");
  await waitFor(() => expect(screen.queryByRole("checkbox", { name: "Select Legal" })).toBeNull());
  expect((await bar()).textContent).toContain("2 catalogs");
  await user.click(await screen.findByRole("button", { name: "Select all 1 shown" }));
  expect((await bar()).textContent).toContain("3 catalogs");
  cleanup();
  open("/catalogs");
  expect((await box("Legal")).checked).toBe(true);
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  const drawn = await drawnWhile(async () => {
    answers[`${connectionPath}/catalogs`] = aCatalogList(all, { fetchedAt: "2026-11-23T11:00:30Z" });
    await act(() => client.refetchQueries({ queryKey: ["connections"], type: "active" }));
  });
  for (const part of ["CatalogCard", "CardBox", "SelectBox", "SelectionBar"]) expect(drawn).not.toContain(part);
  expect((await bar()).textContent).toContain("3 catalogs");
});

test("the key x selects the card with the focus; cards have their boxes from then on", async () => {
  const user = person();
  open("/catalogs");
  const card = await screen.findByRole("article", { name: "Finance-EU" });
  expect(screen.queryByRole("checkbox")).toBeNull();
  within(card).getByRole("link", { name: "Finance-EU" }).focus();
  await user.keyboard("x");
  expect((await box("Finance-EU")).checked).toBe(true);
  expect((await box("Legal")).checked).toBe(false);
  await user.keyboard("x");
  await waitFor(() => expect(screen.queryByRole("checkbox")).toBeNull());
});

test("a pasted list selects what it names, and lists what it does not", async () => {
  const user = person();
  open("/catalogs");
  await user.click(await screen.findByRole("button", { name: "Paste names…" }));
  const dialog = await screen.findByRole("dialog", { name: "Select catalogs by name" });
  await user.click(within(dialog).getByLabelText("Names"));
  await user.paste("legal, Claims;Nobody\nResearch");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await within(dialog).findByText("2 names select nothing")).toBeDefined();
  expect(dialog.textContent).toContain("Nobody No catalog has this name");
  expect(dialog.textContent).toContain("Research In rollout Win11-Nov");
  await user.click(within(dialog).getAllByRole("button", { name: "Close" }).at(-1) as HTMLElement);
  expect((await bar()).textContent).toContain("2 catalogs");
});

test("helpdesk sees none of it", async () => {
  const user = person();
  open("/catalogs", "helpdesk");
  const link = await screen.findByRole("link", { name: "Legal" });
  link.focus();
  await user.keyboard("x");
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(screen.queryByRole("button", { name: /^Select|^Paste/ })).toBeNull();
  expect(screen.queryByRole("region", { name: "Selection" })).toBeNull();
});
