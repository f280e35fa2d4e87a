import type { Page } from "@playwright/test";
import { admin, helpdesk } from "../support/deck.ts";
import { catalogAtCitrix, expect, openAs, test } from "../support/journey.ts";

/** Opens the palette; what is typed before it is there goes elsewhere. */
async function openPalette(page: Page) {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  return palette;
}

test("the palette goes to a catalog, starts an update, and switches the theme, by keyboard alone", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.getByLabel("Search catalogs").focus();
  const palette = await openPalette(page);
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
  await expect(page.getByLabel("Search catalogs")).toBeFocused();

  await openPalette(page);
  await page.keyboard.type("legal");
  await expect(palette.getByRole("option").first()).toContainText("Legal");
  await page.keyboard.press("Enter");
  const { id } = await catalogAtCitrix(deck, "Legal");
  await expect(page).toHaveURL(`${deck.url}/catalogs/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Legal" })).toBeVisible();

  await openPalette(page);
  await page.keyboard.type("update image accounting");
  await expect(palette.getByRole("option").first()).toContainText("Update image of Accounting");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Update image" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await openPalette(page);
  await page.keyboard.type("theme dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("letters typed while the palette loads, or right after a navigation, are not lost", async ({ page, deck }) => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(/command-palette[^/]*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  const { id } = await catalogAtCitrix(deck, "Legal");
  const field = page.getByRole("textbox", { name: /^Go to a catalog/ });
  const search = page.getByLabel("Search catalogs");
  await search.focus();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("le");
  await expect(field).toHaveValue("le");
  // Nothing is chosen before the palette is there, and nothing under it is pressed.
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(search).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("lex");
  letGo();
  await page.keyboard.press("Backspace");
  await page.keyboard.type("gal");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("combobox")).toHaveValue("legal");
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("accounting");
  await expect(page).toHaveURL(`${deck.url}/catalogs/${id}`);
  // Under an open palette the page is hidden from assistive technology.
  await expect(page.getByRole("heading", { level: 1, name: "Legal", includeHidden: true })).toBeAttached();
  await expect(palette.getByRole("combobox")).toHaveValue("accounting");
  await expect(palette.getByRole("combobox")).toBeFocused();
});

test("Enter takes a row of the letters that stand in the field, however fast they come", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  const { id } = await catalogAtCitrix(deck, "Legal");
  const palette = await openPalette(page);
  await expect(palette.getByRole("option", { name: /^Accounting/ })).toBeAttached();
  await page.keyboard.type("acc");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ControlOrMeta+a");
  // Both in one task of the page: no frame is drawn between the letters and Enter.
  await palette.getByRole("combobox").evaluate((field: HTMLInputElement) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "legal");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  });
  await expect(page).toHaveURL(`${deck.url}/catalogs/${id}`);
});

test("helpdesk finds everything but no way to start an update", async ({ page, deck }) => {
  await openAs(page, deck, helpdesk);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.getByRole("button", { name: /^Go to….*Command palette$/ }).click();
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("combobox").pressSequentially("legal");
  await expect(palette.getByRole("option", { name: "Copy status of Legal" })).toBeVisible();
  await expect(palette.getByRole("option", { name: /^Update image/ })).toHaveCount(0);
  await palette.getByRole("combobox").fill("Win11-24H2-Nov");
  await expect(palette.getByRole("option", { name: /^Win11-24H2-Nov/ })).toBeVisible();
});

test("single keys can be turned off, and stay off; Ctrl+K works on", async ({ page, deck }) => {
  await openAs(page, deck, helpdesk);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(keys.getByText("Command palette")).toBeVisible();
  await keys.getByRole("switch", { name: "Single-key shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await openPalette(page);
  await expect(page).toHaveURL(`${deck.url}/catalogs`);
  await page.keyboard.type("single-key on");
  await page.keyboard.press("Enter");
  await page.keyboard.press("?");
  await expect(keys).toBeVisible();
});

test.describe("1,000 catalogs", () => {
  test.use({ simulated: { fleet: { catalogs: 1_000, images: 60 } } });

  test("the palette answers as one types", async ({ page, deck }) => {
    await openAs(page, deck, admin);
    await expect(page.getByRole("article").first()).toBeVisible();
    await openPalette(page);
    await expect(page.getByRole("option").nth(20)).toBeVisible();
    await page.getByRole("combobox").pressSequentially("sales-0006");
    await expect(page.getByRole("option").first()).toContainText("Sales-0006");
    expect(await page.getByRole("option").count()).toBeLessThanOrEqual(50);
  });
});
