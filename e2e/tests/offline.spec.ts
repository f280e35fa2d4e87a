import { admin } from "../support/deck.ts";
import { chooseImage, expect, openAs, test } from "../support/journey.ts";

test("without network the page stays as it is; what is asked for meanwhile comes when the network is back", async ({
  page,
  context,
  deck,
}) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  // With the parts that the page loads by itself once it shows.
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  await context.setOffline(true);
  await expect(page.getByText("You are offline.", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Images", exact: true }).click();
  await expect(page).toHaveURL(`${deck.url}/images`);
  await expect(page.getByRole("article")).toHaveCount(24);
  await context.setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Images" })).toBeVisible();
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);
});

test("a part of the form that cannot be loaded takes nothing that was typed, and says so", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  const reason = form.getByLabel(/Reason/);
  await reason.fill("CHG-4711");
  await page.route(/dry-run-dialog/, (route) => route.abort());
  await form.getByRole("button", { name: "Check without sending" }).click();
  await expect(page.getByText("A part of this page could not be loaded")).toBeVisible();
  await expect(reason).toHaveValue("CHG-4711");
  await page.unroute(/dry-run-dialog/);
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(reason).toHaveValue("");
  await expect(form.getByText("Legal").first()).toBeVisible();
});
