import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { admin, type Deck, helpdesk } from "../support/deck.ts";
import { chooseImage, expect, openAs, test } from "../support/journey.ts";

/** A log with a sign-in, a refused one, and an update that was asked for and has ended. */
async function writeSomeHistory(page: Page, deck: Deck): Promise<void> {
  const credentials = { username: "mallory", password: "let me in, please" };
  expect((await page.request.post(`${deck.url}/api/session`, { data: credentials })).status()).toBe(401);
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByLabel(/Reason/).fill("CHG0012345");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  await deck.simulator.control.advance(10 * 60_000);
  await expect(page.getByText("Win11-24H2-Nov").first()).toBeVisible();
}

test("an administrator finds who did what, verifies the chain and takes the log along", async ({ page, deck }) => {
  await writeSomeHistory(page, deck);
  await page.getByRole("button", { name: "Account of ada" }).click();
  await page.getByRole("menuitem", { name: "Audit log" }).click();
  const table = page.getByRole("table", { name: "Audit log" });
  await expect(async () => {
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(table.getByRole("row").filter({ hasText: /Update succeeded.*Accounting/ })).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  await expect(table.getByRole("row", { name: /Sign-in refused.*mallory/ })).toBeVisible();
  const intent = table.getByRole("row", { name: /Update requested/ });
  await expect(intent).toContainText("Accounting");
  await expect(intent).toContainText("Win11-24H2-Nov");
  await expect(intent).toContainText("spread over 1 h");
  await intent.getByRole("button", { name: /^Details of/ }).click();
  await expect(page.getByText("CHG0012345").first()).toBeVisible();
  await page.getByRole("link", { name: "Open this update" }).click();
  await expect(page).toHaveURL(/\/updates\//);
  await page.goBack();

  await page.getByRole("combobox", { name: "What" }).click();
  await page.getByRole("option", { name: "All refusals" }).click();
  await expect(page).toHaveURL(/what=all-refusals/);
  await expect(table.getByRole("row")).toHaveCount(2);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^catalog-deck-audit-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("sign-in-refused,mallory");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(intent).toBeVisible();

  await page.getByRole("button", { name: "Verify the chain" }).click();
  await expect(page.getByRole("status").filter({ hasText: /^The chain is intact, \d+ entries/ })).toBeAttached();
  await expect(page.getByText(/^\d+:[0-9a-f]{64}$/)).toBeVisible();
});

test("the helpdesk has no way to it", async ({ page, deck }) => {
  await openAs(page, deck, helpdesk);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Audit log" })).toHaveCount(0);
  await page.goto(`${deck.url}/audit`);
  await expect(page.getByRole("heading", { name: "This page does not exist" })).toBeVisible();
});
