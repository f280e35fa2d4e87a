import { admin } from "../support/deck.ts";
import { card, catalogAtCitrix, chooseImage, expect, openAs, test } from "../support/journey.ts";

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

test("each filter takes several values, Back undoes each click, and a link from before still works", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  const cards = page.getByRole("article");
  const strip = page.getByRole("group", { name: "Catalogs by state" });
  await expect(cards).toHaveCount(24);
  await strip.getByRole("button", { name: /Updating$/ }).click();
  await strip.getByRole("button", { name: /Input required$/ }).click();
  await expect(page).toHaveURL(/\?show=updating&show=inputRequired$/);
  const both = await cards.count();
  await page.getByRole("combobox", { name: "Region" }).click();
  await page.getByRole("option", { name: /^westeurope/ }).click();
  await page.getByRole("option", { name: /^eastus/ }).click();
  await expect(page.getByRole("combobox", { name: "Region: eastus, westeurope" })).toHaveText("Region · 2");
  await page.keyboard.press("Escape");
  for (const region of [["westeurope"], []]) {
    await page.goBack();
    await expect.poll(() => new URL(page.url()).searchParams.getAll("region")).toEqual(region);
  }
  await expect(cards).toHaveCount(both);
  await page.goBack();
  await expect(page).toHaveURL(/\?show=updating$/);
  await page.goBack();
  await expect(page).toHaveURL(`${deck.url}/catalogs`);
  await expect(cards).toHaveCount(24);

  await openAs(page, deck, admin, "/catalogs?show=updating&region=eastus");
  await expect(page.getByRole("combobox", { name: "Region: eastus" })).toBeVisible();
  await expect(strip.getByRole("button", { pressed: true })).toHaveText(/Updating$/);
});

test("the search is left by Enter for its first result, and Esc empties it; more than 12 choices are searched", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  const field = page.getByRole("searchbox", { name: "Search catalogs" });
  await field.pressSequentially("legal");
  await page.keyboard.press("Enter");
  await expect(card(page, "Legal").getByRole("link", { name: "Legal", exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("");
  await expect(page.getByRole("article")).toHaveCount(24);

  await page.goto(`${deck.url}/updates`);
  await page.getByRole("combobox", { name: "Catalog" }).click();
  await page.getByRole("combobox", { name: "Search: Catalog" }).pressSequentially("legal");
  await page.keyboard.press("Enter");
  const { id } = await catalogAtCitrix(deck, "Legal");
  await expect(page).toHaveURL(`${deck.url}/updates?catalogId=${id}`);
  await expect(page.getByRole("combobox", { name: "Catalog: Legal" })).toBeVisible();
});

test("the table keeps its actions in view where it scrolls, and tells of the update that runs", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  await page.setViewportSize({ width: 768, height: 900 });
  await page.goto(`${deck.url}/catalogs?view=table&q=legal`);
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "Legal", exact: true }) });
  await expect(row.getByRole("cell", { name: "2507 → 2511" })).toBeAttached();
  await expect(page.getByRole("columnheader", { name: "Until" })).toBeAttached();
  await expect(page.getByRole("columnheader", { name: "Last updated" })).toBeAttached();
  await expect(row.getByRole("cell", { name: /by ada/ })).toBeAttached();
  const place = await row.getByRole("link", { name: "Details of Legal" }).boundingBox();
  expect((place?.x ?? 1_000) + (place?.width ?? 0)).toBeLessThanOrEqual(768);

  await page.setViewportSize({ width: 1440, height: 900 });
  const hiddenPx = await page.getByRole("table", { name: "Catalogs" }).evaluate(({ parentElement: frame }) => {
    return (frame?.scrollWidth ?? 0) - (frame?.clientWidth ?? 0);
  });
  expect(hiddenPx, "columns behind the actions at 1440 px").toBe(0);
});

test("a list of choices leaves the page's header alone on a phone", async ({ page, deck }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await openAs(page, deck, admin);
  await page.getByRole("button", { name: "Filters" }).click();
  for (const filter of ["State", "Image"]) {
    await page.getByRole("combobox", { name: filter, exact: true }).click();
    const list = page.getByRole("listbox");
    await expect(list.getByRole("option").first()).toBeVisible();
    const header = await page.getByRole("banner").boundingBox();
    const place = await list.boundingBox();
    expect(place?.y, filter).toBeGreaterThanOrEqual((header?.y ?? 0) + (header?.height ?? 0));
    await page.keyboard.press("Escape");
    await expect(list).toBeHidden();
  }
});

test("the printed list has what is known and nothing to press", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("searchbox")).toBeHidden();
  await expect(card(page, "Legal")).toBeVisible();
  for (const name of ["Update image of Legal", "Details of Sales-EU"]) {
    await expect(page.getByRole("link", { name })).toHaveCount(0);
  }
  await expect(page.getByRole("button", { name: "Copy status of Legal" })).toHaveCount(0);
});
