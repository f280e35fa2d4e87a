import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { admin, helpdesk } from "../support/deck.ts";
import { catalogAtCitrix, chooseImage, expect, openAs, test } from "../support/journey.ts";

async function exportAs(page: Page, format: RegExp): Promise<Download> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: format }).click();
  return download;
}

const textOf = async (file: Download) => readFile(await file.path(), "utf8");
const rowsOf = async (file: Download): Promise<Record<string, string>[]> =>
  parse(await textOf(file), { bom: true, columns: true, record_delimiter: "\r\n" });

test("the filtered catalogs are a CSV file that a spreadsheet takes, hostile names and all", async ({ page, deck }) => {
  const hostile = '=HYPERLINK("https://evil.example","x"); \'Größe\', "quoted"\u2028';
  const { id } = await catalogAtCitrix(deck, "Legal");
  await deck.simulator.control.patchCatalog(id, { name: hostile });
  await openAs(page, deck, helpdesk, "/catalogs?sort=name");
  // The list that the server had read before is asked for again within half a minute.
  await expect(page.getByText(hostile)).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole("article")).toHaveCount(24);
  const file = await exportAs(page, /^CSV/);
  expect(file.suggestedFilename()).toMatch(/^catalog-deck-catalogs-[\w-]+-\d{4}-\d\d-\d\d\.csv$/);
  expect((await readFile(await file.path())).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const rows = await rowsOf(file);
  expect(rows).toHaveLength(24);
  expect(rows.find((row) => row["Catalog id"] === id)?.Name).toBe(`'${hostile}`);
  const shown = await page
    .getByRole("article")
    .evaluateAll((cards) => cards.map((card) => card.getAttribute("aria-label")));
  if (shown.every((name) => name !== null)) {
    expect(rows.map(({ Name }) => Name?.replace(/^'/, ""))).toEqual(shown);
  }

  await page.getByLabel("Search catalogs").fill("sales");
  await expect(page).toHaveURL(/q=sales/);
  const found = await page.getByRole("article").count();
  expect(found).toBeLessThan(24);
  const json = JSON.parse(await textOf(await exportAs(page, /^JSON/))) as { catalogs: { name: string }[] };
  expect(json.catalogs).toHaveLength(found);
});

test("the history is saved with every update of the filter", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByLabel(/Reason/).fill('+CHG0012345, "urgent"');
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  await page.goto(`${deck.url}/updates`);
  await expect(page.getByRole("link", { name: "Accounting" })).toBeVisible();
  const file = await exportAs(page, /^CSV/);
  expect(file.suggestedFilename()).toMatch(/^catalog-deck-updates-.*\.csv$/);
  const row = (await rowsOf(file)).find(({ Catalog }) => Catalog === "Accounting");
  expect(row).toMatchObject({ Reason: '\'+CHG0012345, "urgent"', "To image": "Win11-24H2-Nov", "Sent by": "ada" });
  expect(row?.Sent).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  await expect(page.getByText(/updates? exported/)).toBeVisible();
});

test("the menu opens and closes by keyboard", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const button = page.getByRole("button", { name: "Export", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: /^CSV/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(button).toBeFocused();
});
