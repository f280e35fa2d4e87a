import { admin } from "../support/deck.ts";
import { card, catalogAtCitrix, expect, openAs, test } from "../support/journey.ts";

/** As Chrome does it: each text is taken out, and a `font` in a `font` with other words put in its place. */
function translatePage(): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("[translate=no], font, script, style")
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.parentNode?.insertBefore(outer, text);
    text.remove();
  }
}

test("a page that the browser translates keeps its live numbers, and its parts come and go", async ({ page, deck }) => {
  const { id } = await catalogAtCitrix(deck, "Accounting");
  const { control } = deck.simulator;
  const subState = "ProcessingVdaCopyingMasterImage";
  await control.patchCatalog(id, { state: "Processing", subState, taskCompletionPercentage: 10 });
  await openAs(page, deck, admin);
  const accounting = card(page, "Accounting");
  await expect(accounting).toContainText("10 %");
  await page.evaluate(translatePage);
  await expect(accounting).toContainText("«Updating»");
  const age = page.getByText(/\bago|just now/).first();
  await expect(age).toBeVisible();
  const translatedAge = await age.textContent();
  await expect.poll(() => age.textContent()).not.toBe(translatedAge);
  await expect(accounting.getByRole("link", { name: "Accounting", exact: true })).toBeVisible();

  await control.patchCatalog(id, { taskCompletionPercentage: 55, subState: "ProcessingConfiguringCatalogMachines" });
  await expect(accounting).toContainText("55 %", { timeout: 30_000 });
  await expect(accounting).not.toContainText("10 %");
  await page.evaluate(translatePage);
  const image = { imageId: "new-image", templateImageName: "Win11-Console" };
  await control.patchCatalog(id, { state: "Active", subState: null, taskCompletionPercentage: null, ...image });
  await expect(accounting.getByRole("link", { name: "Update image of Accounting" })).toBeVisible({ timeout: 45_000 });
  await expect(accounting).not.toContainText("55 %");
  await page.evaluate(translatePage);

  await accounting.getByRole("link", { name: "Accounting", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Accounting" })).toBeVisible();
  await page.evaluate(translatePage);
  await page.goBack();
  await page.getByRole("searchbox").first().fill("legal");
  await expect(page.getByRole("article")).toHaveCount(1);
});
