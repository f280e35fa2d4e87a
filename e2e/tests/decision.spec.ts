import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { findings, overflowPx } from "../support/accessibility.ts";
import { admin, type Deck, helpdesk } from "../support/deck.ts";
import { card, catalogAtCitrix, chooseImage, expect, openAs, signIn, test, updatesSent } from "../support/journey.ts";
import { looks } from "../support/looks.ts";

/** Lets the update that was sent last be as old as if twenty minutes had passed. */
function ageUpdates({ bff }: Deck): void {
  const database = new DatabaseSync(join(bff.dataDir, "catalog-deck.sqlite"));
  const before = new Date(Date.now() - 20 * 60_000).toISOString();
  database
    .prepare("update image_updates set recorded_at = ?, quiet_since = ?, last_modified_at_request = null")
    .run(before, before);
  database.close();
}

test("an update that nobody can tell the fate of is decided by an administrator", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  await deck.simulator.control.setFault({ operation: "startImageUpdate", kind: "breakBefore", times: 1 });
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByText("Outcome unknown").first()).toBeVisible();
  ageUpdates(deck);
  await page.goto(`${deck.url}/catalogs`);
  await expect(card(page, "Legal")).toContainText("An administrator has to decide");

  await card(page, "Legal").getByRole("link", { name: "Open the update of Legal" }).click();
  const panel = page.getByRole("region", { name: /Did this update start/ });
  await expect(panel).toContainText("The connection broke before an answer came.");
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 1000 });
    expect.soft(await findings(page)).toEqual([]);
    expect.soft(await overflowPx(page)).toBeLessThanOrEqual(0);
    await panel.getByRole("button", { name: "It did not start…" }).click();
    await expect(page.getByLabel("How do you know?")).toBeFocused();
    expect.soft(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(panel.getByRole("button", { name: "It did not start…" })).toBeFocused();
  }
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.context().clearCookies();
  await page.goto(`${deck.url}/sign-in`);
  await signIn(page, helpdesk);
  await card(page, "Legal").getByRole("link", { name: "Open the update of Legal" }).click();
  await expect(page.getByText("An administrator has to decide", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /start/ })).toHaveCount(0);

  await page.context().clearCookies();
  await page.goto(`${deck.url}/sign-in`);
  await signIn(page, admin);
  await card(page, "Legal").getByRole("link", { name: "Open the update of Legal" }).click();
  await panel.getByRole("button", { name: "It did not start…" }).click();
  await page.getByLabel("How do you know?").fill("The console shows no task for it.");
  await page.getByRole("button", { name: "Confirm that it did not start" }).click();
  await expect(page.getByRole("region", { name: "Current state" })).toContainText("Nothing was changed");
  expect(await updatesSent(deck)).toHaveLength(1);
  expect((await catalogAtCitrix(deck, "Legal")).state).toBe("Active");
});
