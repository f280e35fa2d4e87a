import type { BrowserContext, Page } from "@playwright/test";
import { admin } from "../support/deck.ts";
import { catalogAtCitrix, chooseImage, expect, openAs, test } from "../support/journey.ts";
import { planned } from "../support/rollouts.ts";

const atMost = 0.02;
const answerAfterMs = 700;

/** Adds up how much of the window has moved without the person having done anything (Layout Instability, W3C). */
async function watchShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
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
async function slowAnswers(context: BrowserContext): Promise<void> {
  await context.route("**/api/**", async (route) => {
    await new Promise((done) => setTimeout(done, answerAfterMs));
    await route.continue();
  });
}

/** Opens a path, and expects that next to nothing has moved when everything is there. */
async function expectStill(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForLoadState("networkidle");
  const shifts = await page.evaluate(() => (window as unknown as { shifts: { value: number; what: string }[] }).shifts);
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  const list = shifts.map(({ value, what }) => `${value}: ${what}`).join("\n");
  expect.soft(sum, `${url}: ${list}`).toBeLessThan(atMost);
}

for (const width of [1440, 360]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test("nothing jumps on any page while its data comes slowly", async ({ page, context, deck }) => {
      await openAs(page, deck, admin);
      const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
      await form.getByRole("button", { name: "Update image" }).click();
      await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
      await page.goto(`${deck.url}/updates`);
      const update = await page.getByRole("table").getByRole("link").first().getAttribute("href");
      const { id, imageId } = await catalogAtCitrix(deck, "Accounting");
      const { id: atRest } = await catalogAtCitrix(deck, "Legal");
      const start = { kind: "at", local: "2030-12-05T22:00", timeZone: "Europe/Berlin" } as const;
      const rollout = await planned(page, deck, ["Human-Resources", "Finance-Lab (rolls back)"], { start });
      await watchShifts(context);
      await slowAnswers(context);
      const paths = [
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
        "/rollouts",
        `/rollouts/${rollout}`,
        `/rollouts/${rollout}/change`,
        "/audit",
        "/accounts",
        "/account",
      ];
      // Most of the time is waiting: four windows share the paths.
      const visitSome = async () => {
        const window = await context.newPage();
        for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
          await expectStill(window, `${deck.url}${path}`);
        }
      };
      await Promise.all(Array.from({ length: 4 }, visitSome));
      await context.unrouteAll({ behavior: "ignoreErrors" });
    });
  });
}
