import type { Page } from "@playwright/test";
import { admin, helpdesk } from "../support/deck.ts";
import { answerTo, card, expect, openAs, sessionOf, test } from "../support/journey.ts";

const views = (page: Page) => page.getByRole("button", { name: /^View/ });
const item = (page: Page, name: string | RegExp) => page.getByRole("menuitem", { name });
const choice = (page: Page, name: string | RegExp) => page.getByRole("menuitemradio", { name });

async function choose(page: Page, name: string | RegExp): Promise<void> {
  await views(page).click();
  await item(page, name).click();
}

async function saveAs(page: Page, name: string): Promise<void> {
  await choose(page, /^Save as a new view/);
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await expect(dialog.getByRole("listitem").last()).toHaveText(/^As (cards|a table)$/);
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(views(page)).toHaveAccessibleName(`View: ${name}`);
}

test("a view is saved, changed, renamed, deleted and brought back", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  await page.getByRole("searchbox", { name: "Search catalogs" }).fill("sales");
  await expect(page).toHaveURL(/\?q=sales$/);
  await saveAs(page, "Sales");
  await expect(views(page)).toBeFocused();

  await page.getByRole("button", { name: "Table" }).click();
  await expect(views(page)).toHaveAccessibleName("View: Sales, changed");
  await choose(page, "Save changes to “Sales”");
  await expect(views(page)).toHaveAccessibleName("View: Sales");

  await choose(page, "Rename…");
  const dialog = page.getByRole("dialog", { name: "Rename the view" });
  await dialog.getByLabel("Name").fill("Sales as a table");
  await page.keyboard.press("Enter");
  await expect(views(page)).toHaveAccessibleName("View: Sales as a table");

  await choose(page, "All catalogs");
  await expect(page).toHaveURL(`${deck.url}/catalogs`);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.goBack();
  await expect(page).toHaveURL(/\?q=sales&view=table$/);
  await expect(views(page)).toHaveAccessibleName("View: Sales as a table");

  await choose(page, "Delete “Sales as a table”");
  await expect(views(page)).toHaveAccessibleName("Views");
  await expect(page).toHaveURL(/\?q=sales&view=table$/);
  await page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Undo" }).last().click();
  await expect(views(page)).toHaveAccessibleName("View: Sales as a table");
});

test("the default view opens the page, without the whole list before it; a link and what one sets are stronger", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin, "/catalogs?q=sales");
  await saveAs(page, "Sales");
  await choose(page, "Open the page with this view");
  await expect(page.getByText("The page opens with “Sales”")).toBeVisible();

  const mostShown = await mostCardsWhile(page, () => page.goto(`${deck.url}/catalogs`));
  await expect(page).toHaveURL(/\/catalogs\?q=sales$/);
  await expect(views(page)).toHaveAccessibleName("View: Sales");
  await expect(page.getByRole("article").first()).toBeVisible();
  const salesCards = await page.getByRole("article").count();
  expect(await mostShown()).toBe(salesCards);

  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(`${deck.url}/catalogs`);
  await expect(page.getByRole("article")).toHaveCount(24);
  await expect(views(page)).toHaveAccessibleName("View: Sales, changed");
  await page.reload();
  await expect(page.getByRole("article")).toHaveCount(24);
  await expect(page).toHaveURL(`${deck.url}/catalogs`);

  await page.goto(`${deck.url}/catalogs?view=table`);
  await expect(page.getByRole("table", { name: "Catalogs" })).toBeVisible();
  await expect(views(page)).toHaveAccessibleName("Views");

  await page.getByRole("link", { name: "Images", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Images" })).toBeVisible();
  await page.getByRole("link", { name: "Catalogs", exact: true }).click();
  await expect(page).toHaveURL(/\/catalogs\?q=sales$/);

  await choose(page, "Open the page with all catalogs");
  await expect(page.getByText("The page opens with all catalogs")).toBeVisible();
  await page.goto(`${deck.url}/catalogs`);
  await expect(page.getByRole("article")).toHaveCount(24);
});

/** Counts what a page shows from its very beginning; gives the most cards that it has shown at once. */
async function mostCardsWhile(page: Page, open: () => Promise<unknown>): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = window as unknown as { mostCards: number };
    seen.mostCards = 0;
    new MutationObserver(() => {
      seen.mostCards = Math.max(seen.mostCards, document.querySelectorAll("article").length);
    }).observe(document, { childList: true, subtree: true });
  });
  await open();
  return () => page.evaluate(() => (window as unknown as { mostCards: number }).mostCards);
}

test("views are for the keyboard too: the focus goes to the name and comes back to the menu", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin, "/catalogs?q=legal");
  await expect(card(page, "Legal")).toBeVisible();
  await views(page).focus();
  await page.keyboard.press("Enter");
  await expect(item(page, /^Save as a new view/)).toBeVisible();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Give the view a name.")).toBeVisible();
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("Legal alone");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(views(page)).toHaveAccessibleName("View: Legal alone");
  await expect(views(page)).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(choice(page, "Legal alone")).toHaveAttribute("aria-checked", "true");
  await page.keyboard.press("Escape");
  await expect(views(page)).toBeFocused();
});

test("views are one's own, and another browser has them as well", async ({ page, deck, browser }) => {
  await openAs(page, deck, admin, "/catalogs?q=legal");
  await saveAs(page, "Legal");
  const elsewhere = await browser.newPage();
  await openAs(elsewhere, deck, admin);
  await views(elsewhere).click();
  await choice(elsewhere, "Legal").click();
  await expect(elsewhere).toHaveURL(/\?q=legal$/);
  await elsewhere.close();

  const other = await browser.newPage();
  await openAs(other, deck, helpdesk);
  await views(other).click();
  await expect(other.getByText("No saved views yet")).toBeVisible();
  await other.close();
});

test("a view that cannot be kept says so, and two tabs do not undo each other's work", async ({ page, deck }) => {
  await openAs(page, deck, admin, "/catalogs?q=legal");
  await expect(views(page)).toHaveAccessibleName("Views");
  const { csrfToken } = await sessionOf(page, deck);
  const headers = { "x-csrf-token": csrfToken };
  const data = { views: [{ name: "From another tab", search: "q=sales" }] };
  await answerTo(() => page.request.put(`${deck.url}/api/settings/saved-views?connection=default`, { headers, data }));
  await saveAs(page, "Legal");
  await views(page).click();
  await expect(page.getByRole("menuitemradio")).toHaveText([/From another tab/, /Legal/]);
  await page.keyboard.press("Escape");

  await page.route("**/api/settings/saved-views**", (route) => route.abort());
  await choose(page, "Delete “Legal”");
  await expect(page.getByText("The view was not saved")).toBeVisible();
  await expect(views(page)).toHaveAccessibleName("View: Legal");
});
