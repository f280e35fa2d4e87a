import { admin } from "../support/deck.ts";
import { card, catalogAtCitrix, expect, openAs, test } from "../support/journey.ts";

test("a huge text of Citrix breaks no layout, and is shown whole when asked", async ({ page, deck }) => {
  const { control } = deck.simulator;
  const { id } = await catalogAtCitrix(deck, "Accounting");
  const end = "The end of it.";
  const statusMessage = `${"x".repeat(3_000)} ${"Quota \u202ereached\u0000. ".repeat(300)}${end}`;
  const warnings = [{ type: "AddMachinesFailure", isError: true, warningMessage: statusMessage }];
  await control.patchCatalog(id, { state: "Error", statusMessage, warnings });
  await openAs(page, deck, admin);
  const accounting = card(page, "Accounting");
  await expect(accounting.getByRole("button", { name: "Show all", expanded: false })).toHaveCount(2);
  const box = await accounting.boundingBox();
  expect(box?.height).toBeLessThan(500);
  const isAsWideAsItsWindow = () => document.documentElement.scrollWidth <= window.innerWidth;
  expect(await page.evaluate(isAsWideAsItsWindow)).toBe(true);
  await accounting.getByRole("button", { name: "Show all" }).first().click();
  await expect(accounting.getByRole("button", { name: "Show less", expanded: true })).toBeVisible();
  await expect(accounting).toContainText(end);
  expect(await page.evaluate(isAsWideAsItsWindow)).toBe(true);

  await page.goto(`${deck.url}/catalogs/${id}`);
  await expect(page.getByRole("button", { name: "Show all" }).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(2_000);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(isAsWideAsItsWindow)).toBe(true);
});
