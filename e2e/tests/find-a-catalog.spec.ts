import { admin } from "../support/deck.ts";
import { card, expect, openAs, test } from "../support/journey.ts";

test("finds catalogs by name, image, region and state; the address shows the same to someone else", async ({
  page,
  browser,
  deck,
}) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);

  await page.keyboard.press("/");
  await page.keyboard.type("call-centre");
  await expect(page.getByRole("article")).toHaveCount(3);
  await page.getByRole("button", { name: /Updating$/ }).click();
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(card(page, "Call-Centre-2")).toContainText("Updating");
  await expect(page).toHaveURL(/q=call-centre/);

  const other = await browser.newContext();
  const pasted = await other.newPage();
  const { pathname, search } = new URL(page.url());
  await openAs(pasted, deck, admin, `${pathname}${search}`);
  await expect(pasted.getByRole("article")).toHaveCount(1);
  await expect(card(pasted, "Call-Centre-2")).toBeVisible();
  await expect(pasted.getByRole("searchbox", { name: "Search catalogs" })).toHaveValue("call-centre");
  await other.close();

  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.getByRole("searchbox", { name: "Search catalogs" }).fill("no such catalog");
  await expect(page.getByRole("article")).toHaveCount(0);
});

test("sorts the table by keyboard and opens a catalog from it; back returns to the same table", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin, "/catalogs?view=table");
  const table = page.getByRole("table", { name: "Catalogs" });
  await table.getByRole("columnheader", { name: "Name" }).getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(table.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  await expect(table.getByRole("row").nth(1)).toContainText("Accounting");
  await table.getByRole("link", { name: "Accounting", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Accounting" })).toBeVisible();
  await page.goBack();
  await expect(table.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
});

test("shows what it does not know: unknown states, warnings and steps are words, never a crash", async ({
  page,
  deck,
}) => {
  const { id } = (await deck.simulator.control.catalogs()).find(({ name }) => name === "Legal") ?? { id: "" };
  await deck.simulator.control.patchCatalog(id, { state: "Hibernating", subState: "ProcessingFooBar" });
  await openAs(page, deck, admin);
  await expect(card(page, "Legal")).toContainText("Hibernating");
});
