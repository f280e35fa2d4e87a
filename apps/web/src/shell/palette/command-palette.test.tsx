import { aCatalog, aCatalogList, anUpdate, aRollout, aRolloutDetail } from "@catalog-deck/contract/testing";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { setSingleKeys } from "../../lib/single-keys.ts";
import { connectionPath, fresh, openApp, serveApp } from "../../testing/test-app.tsx";

afterEach(() => {
  setSingleKeys(true);
});

async function openPalette(role: "admin" | "helpdesk") {
  const bff = serveApp(role, {
    [`${connectionPath}/catalogs`]: aCatalogList([
      aCatalog({ id: "c-1", name: "Accounting" }),
      aCatalog({ id: "c-2", name: "Sales-EU" }),
      aCatalog({ id: "c-3", name: "Busy", state: "Processing" }),
    ]),
    [`${connectionPath}/images`]: { items: [], ...fresh },
    [`${connectionPath}/rollouts`]: { items: [aRollout({ id: "r-1", name: "December" })], ...fresh },
    [`POST ${connectionPath}/rollouts/r-1/pause`]: aRolloutDetail({ id: "r-1", name: "December", state: "held" }),
    [`${connectionPath}/image-updates`]: { items: [anUpdate({ id: "u-1", catalogId: "c-2" })] },
  });
  openApp("/catalogs");
  await screen.findByRole("article", { name: "Sales-EU" });
  fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
  const field = await screen.findByRole("combobox", { name: /^Go to a catalog/ });
  const palette = screen.getByRole("dialog", { name: "Command palette" });
  return { user: userEvent.setup(), palette, field, bff };
}

test("the first match is chosen while one types, and Enter goes there", async () => {
  const { user, palette, field } = await openPalette("admin");
  await user.type(field, "sal");
  await waitFor(() => expect(within(palette).getAllByRole("option")[0]?.textContent).toContain("Sales-EU"));
  const [first] = within(palette).getAllByRole("option");
  await waitFor(() => expect(field.getAttribute("aria-activedescendant")).toBe(first?.id));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs/c-2"));
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what users can read out, and an id, leads to a catalog too", async () => {
  const { user, palette, field } = await openPalette("helpdesk");
  await user.type(field, "c-2");
  expect(await within(palette).findByRole("option", { name: /^Sales-EU/ })).toBeDefined();
  await user.clear(field);
  await user.type(field, "nothing-has-this-name");
  expect(await within(palette).findByText(/names, images, regions, domains, Workspace addresses/)).toBeDefined();
});

test("starting an update is offered to administrators", async () => {
  const { user, palette, field } = await openPalette("admin");
  await user.type(field, "update image sales");
  expect(await within(palette).findByRole("option", { name: /Update image of Sales-EU/ })).toBeDefined();
});

test("what can be done stands under its heading: the status to copy first, and nothing that would be refused", async () => {
  const { user, palette, field } = await openPalette("admin");
  const copied = vi.spyOn(navigator.clipboard, "writeText");
  await user.type(field, "sales-eu");
  await waitFor(() => expect(within(palette).getAllByRole("group")).toHaveLength(3));
  expect(
    within(palette)
      .getAllByRole("group")
      .map((group) => group.textContent),
  ).toEqual([
    expect.stringMatching(/^CatalogsSales-EU/),
    "CommandsCopy status of Sales-EUUpdate image of Sales-EU",
    expect.stringMatching(/^Updates/),
  ]);
  await user.clear(field);
  await user.type(field, "of busy");
  expect(await within(palette).findByRole("option", { name: "Copy status of Busy" })).toBeDefined();
  expect(within(palette).queryByRole("option", { name: /Update image of Busy/ })).toBeNull();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(copied).toHaveBeenCalledWith(expect.stringContaining("Citrix is working on Busy")));
  expect(await screen.findByText("Status of Busy copied")).toBeDefined();
});

test("helpdesk is offered no update, and no page of administrators", async () => {
  const { user, palette, field } = await openPalette("helpdesk");
  expect(within(palette).getByRole("option", { name: /Wallboard/ })).toBeDefined();
  expect(within(palette).queryByRole("option", { name: /Accounts|Audit/ })).toBeNull();
  await user.type(field, "update image");
  expect(await within(palette).findByText("No results")).toBeDefined();
});

test("single keys that are turned off do nothing; Ctrl+K opens the palette all the same", async () => {
  setSingleKeys(false);
  const { user, palette } = await openPalette("helpdesk");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(palette.isConnected).toBe(false));
  fireEvent.keyDown(document.body, { key: "?" });
  expect(screen.queryByRole("dialog")).toBeNull();
  setSingleKeys(true);
  fireEvent.keyDown(document.body, { key: "?" });
  expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeDefined();
});

test("a rollout is found by its name, and administrators can pause it from here", async () => {
  const { user, palette, field, bff } = await openPalette("admin");
  await user.type(field, "december");
  expect(await within(palette).findByRole("option", { name: /^December/ })).toBeDefined();
  await user.type(field, " pause");
  await waitFor(() => expect(within(palette).getAllByRole("option")[0]?.textContent).toBe("Pause rollout December"));
  await user.keyboard("{Enter}");
  expect(await screen.findByText("Rollout December is paused")).toBeDefined();
  expect(bff.asked().filter((key) => key.endsWith("/pause"))).toHaveLength(1);
});

test("helpdesk goes to a rollout and pauses none", async () => {
  const { user, palette, field } = await openPalette("helpdesk");
  await user.type(field, "december");
  const found = await within(palette).findByRole("option", { name: /^December/ });
  expect(within(palette).queryByRole("option", { name: /Pause/ })).toBeNull();
  await user.click(found);
  await waitFor(() => expect(window.location.pathname).toBe("/rollouts/r-1"));
});
