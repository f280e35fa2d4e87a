import type { Page } from "@playwright/test";
import { admin } from "../support/deck.ts";
import { catalogAtCitrix, chooseImage, expect, openAs, test } from "../support/journey.ts";

const atMost = 0.02;
const answerAfterMs = 700;

/** Adds up how much of the window has moved without the person having done anything (Layout Instability, W3C). */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: { value: number; what: string }[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null }[];
      }[]) {
        if (entry.hadRecentInput) continue;
        const what = entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 120) : "text"));
        shifts.push({ value: entry.value, what: what.join("\n  ") });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Lets every answer of the server take its time. */
async function slowAnswers(page: Page): Promise<void> {
  await page.route("**/api/**", async (route) => {
    await new Promise((done) => setTimeout(done, answerAfterMs));
    await route.continue();
  });
}

for (const width of [1440, 360]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test("nothing jumps on any page while its data comes slowly", async ({ page, deck }) => {
      await openAs(page, deck, admin);
      const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
      await form.getByRole("button", { name: "Update image" }).click();
      await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
      await page.goto(`${deck.url}/updates`);
      const update = await page.getByRole("table").getByRole("link").first().getAttribute("href");
      const { id, imageId } = await catalogAtCitrix(deck, "Accounting");
      const { id: atRest } = await catalogAtCitrix(deck, "Legal");
      await watchShifts(page);
      await slowAnswers(page);
      for (const path of [
        "/sign-in",
        "/catalogs",
        "/catalogs?view=table",
        `/catalogs/${id}`,
        `/catalogs/${atRest}`,
        `/catalogs/${atRest}/update`,
        "/images",
        `/images/${imageId}`,
        "/updates",
        `${update}`,
        "/audit",
        "/accounts",
        "/account",
      ]) {
        await page.goto(`${deck.url}${path}`);
        await page.waitForLoadState("networkidle");
        const shifts = await page.evaluate(
          () => (window as unknown as { shifts: { value: number; what: string }[] }).shifts,
        );
        const sum = shifts.reduce((total, { value }) => total + value, 0);
        expect
          .soft(sum, `${path}: ${shifts.map(({ value, what }) => `${value}: ${what}`).join("\n")}`)
          .toBeLessThan(atMost);
      }
      await page.unrouteAll({ behavior: "ignoreErrors" });
    });
  });
}
