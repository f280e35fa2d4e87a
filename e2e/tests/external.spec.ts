import { admin } from "../support/deck.ts";
import { card, catalogAtCitrix, expect, openAs, test } from "../support/journey.ts";

test("a change in Citrix's own console shows on the card, on the catalog's page and among the updates", async ({
  page,
  deck,
}) => {
  await openAs(page, deck, admin);
  await expect(card(page, "Legal")).toContainText("Active");
  const { id } = await catalogAtCitrix(deck, "Legal");
  const step = "ProcessingVdaCopyingMasterImage";
  await deck.simulator.control.patchCatalog(id, { state: "Processing", subState: step, taskCompletionPercentage: 40 });
  await expect(card(page, "Legal")).toContainText("started in Citrix Cloud", { timeout: 45_000 });
  const image = { imageId: "new-image", templateImageName: "Win11-Console" };
  await deck.simulator.control.patchCatalog(id, { state: "Active", subState: null, ...image });
  await page.goto(`${deck.url}/catalogs/${id}`);
  const history = page.getByRole("region", { name: "Update history" });
  await expect(history).toContainText("Win11-Console", { timeout: 45_000 });
  await expect(history).toContainText("started in Citrix Cloud");
  await history.getByRole("link", { name: /Win11-Console/ }).click();
  await expect(page.getByRole("region", { name: "Facts" })).toContainText("Citrix Cloud");
  await page.setViewportSize({ width: 360, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${deck.url}/updates`);
  await expect(page.getByRole("row", { name: /Legal/ }).getByText("started in Citrix Cloud")).toBeVisible();
});
