import { statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { admin, type Deck } from "../support/deck.ts";
import { card, chooseImage, expect, openAs, test } from "../support/journey.ts";

const largestBytes = 300_000;

/**
 * The README's pictures. A usual run leaves the kept ones alone, since they show times of day; `--update-snapshots`
 * (the script `pictures`) takes them anew.
 */
async function take(page: Page, name: string): Promise<void> {
  const info = test.info();
  const keep = info.config.updateSnapshots !== "missing" && info.config.updateSnapshots !== "none";
  const path = keep ? join(import.meta.dirname, "../pictures", `${name}.png`) : info.outputPath(`${name}.png`);
  await page.screenshot({ path, animations: "disabled" });
  expect(statSync(path).size).toBeLessThan(largestBytes);
}

/** A deck with an update that somebody started here and that is well on its way. */
async function startAnUpdate(page: Page, deck: Deck): Promise<void> {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  await deck.simulator.control.advance(38_000);
  await expect(page.getByRole("region", { name: "Update under way" })).toContainText("42");
}

test("the pictures of the README", async ({ page, deck }) => {
  // High enough for what needs attention and for the running updates.
  await page.setViewportSize({ width: 1280, height: 1_260 });
  await startAnUpdate(page, deck);
  await page.goto(`${deck.url}/catalogs`);
  await expect(card(page, "Accounting")).toContainText("42");
  await take(page, "catalogs-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await take(page, "catalogs-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  await chooseImage(page, "Legal", "Win11-24H2-Nov");
  await take(page, "update-form");
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(`${deck.url}/catalogs`);
  await expect(card(page, "Accounting")).toBeVisible();
  await take(page, "catalogs-narrow");
});

test("the pictures of the audit page", async ({ page, deck }) => {
  await page.request.post(`${deck.url}/api/session`, { data: { username: "mallory", password: "a wrong password" } });
  await startAnUpdate(page, deck);
  await page.goto(`${deck.url}/audit`);
  const intent = page.getByRole("row", { name: /Asked for an update/ });
  await intent.getByRole("button", { name: /^Details of/ }).click();
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await expect(page.getByText(/^\d+:[0-9a-f]{64}$/)).toBeVisible();
  await take(page, "audit-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await take(page, "audit-dark");
  await page.setViewportSize({ width: 360, height: 780 });
  await take(page, "audit-narrow");
});
