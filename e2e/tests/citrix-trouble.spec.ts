import { admin } from "../support/deck.ts";
import { card, catalogAtCitrix, expect, openAs, test } from "../support/journey.ts";

test("when Citrix is down the last list stays and says so; when it is back the page recovers", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  await deck.simulator.control.setFault({ operation: "any", kind: "status", status: 503 });
  const notice = page.getByText("This data is out of date.");
  await expect(notice).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("timer")).toHaveText(/Next try in \d+ s\./, { timeout: 30_000 });
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.getByRole("link", { name: "Updates" }).click();
  await expect(notice).toBeVisible();
  await page.getByRole("link", { name: "Catalogs", exact: true }).click();

  await deck.simulator.control.clearFaults();
  await deck.simulator.control.patchCatalog((await catalogAtCitrix(deck, "Legal")).id, { state: "Error" });
  // By itself: the breaker's rest and the list's own wait are both over within that time.
  await expect(notice).toBeHidden({ timeout: 60_000 });
  await expect(card(page, "Legal")).toContainText("Error");
});

test("when Citrix limits the rate the page says so and waits", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  await deck.simulator.control.setFault({ operation: "listCatalogs", kind: "status", status: 429, retryAfter: "3600" });
  await expect(page.getByText("Citrix is limiting requests.")).toBeVisible({ timeout: 30_000 });
  const { length } = await deck.simulator.control.log({ operation: "listCatalogs" });
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByRole("button", { name: "Refresh" })).toBeEnabled();
  expect(await deck.simulator.control.log({ operation: "listCatalogs" })).toHaveLength(length);
  await expect(page.getByRole("article")).toHaveCount(24);
});

test("a first look while Citrix is down says what to do, and fills when Citrix is back", async ({
  page,
  browser,
  deck,
}) => {
  await deck.simulator.control.setFault({ operation: "getImage", kind: "status", status: 500 });
  const { imageId } = await catalogAtCitrix(deck, "Legal");
  await openAs(page, deck, admin, `/images/${imageId}`);
  await expect(page.getByText("The image could not be loaded")).toBeVisible();
  await deck.simulator.control.clearFaults();
  await page.getByRole("button", { name: /again/i }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Win11-24H2-Oct" })).toBeVisible();
  expect(browser.isConnected()).toBe(true);
});
