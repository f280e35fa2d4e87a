import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { admin } from "../support/deck.ts";
import { chooseImage, expect, openAs, test, updatesSent } from "../support/journey.ts";

test("what is checked without sending is what is sent afterwards", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByLabel("Title").fill('It\'s time: $(now) "quoted"');
  await form.getByLabel(/Reason/).fill("CHG0012345");
  const check = form.getByRole("button", { name: "Check without sending" });
  await check.click();
  const dialog = page.getByRole("dialog", { name: "Check without sending" });
  await expect(dialog.getByText("Ready to send.")).toBeVisible();
  await dialog.getByText("15 checks passed").click();
  await expect(dialog.getByRole("listitem")).toHaveCount(15);
  const command = (await dialog.getByRole("tabpanel").locator("pre").textContent()) ?? "";
  expect(command).toContain("--header 'authorization: CwsAuth Bearer='\"$TOKEN\"");
  expect(await updatesSent(deck)).toEqual([]);

  const tabPanelsAtMost = await countTabPanels(page);
  await dialog.getByRole("tab", { name: "curl" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("tabpanel").locator("pre")).toContainText("Invoke-RestMethod");
  expect(await tabPanelsAtMost(), "of one tab after the other, none below it").toBe(1);
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download as text" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^catalog-deck-check-Accounting-\d{4}-\d\d-\d\d\.txt$/);
  const report = await readFile(await file.path(), "utf8");
  for (const part of [
    "Checked by: ada",
    "Reason: CHG0012345",
    "spread over 1 h",
    "[ok] The image is Ready.",
    command,
  ]) {
    expect(report).toContain(part);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(check).toBeFocused();

  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  const [sent, ...more] = await updatesSent(deck);
  expect(more).toEqual([]);
  const body = /--data-raw '(.*)'$/s.exec(command)?.[1]?.replaceAll("'\\''", "'") ?? "";
  expect(JSON.parse(body)).toEqual(sent?.body);
  expect(command).toContain(`--url '${deck.simulator.baseUrl}${sent?.path}'`);
});

/** Counts from now on how many tab panels show at once; gives what tells the most so far. */
async function countTabPanels(page: Page): Promise<() => Promise<number>> {
  const most = await page.evaluateHandle(() => {
    const counted = { most: 0 };
    const count = () => {
      const shown = [...document.querySelectorAll("[role=tabpanel]")].filter((panel) => panel.checkVisibility());
      counted.most = Math.max(counted.most, shown.length);
    };
    new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
    return counted;
  });
  return () => most.evaluate((counted) => counted.most);
}
