import type { Locator, Page } from "@playwright/test";
import { expect, holdBack, signedIn, test } from "../support/journey.ts";

const scripts = "**/assets/*.js";
const data = /\/api\/(connections\/|sign-in-methods)/;
const outlines = (page: Page) => page.locator("#first-paint");

/** Opens a page whose scripts and data do not come, and waits until the browser has painted something of it. */
async function firstPaint(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => performance.getEntriesByName("first-paint").length > 0);
  await expect(outlines(page)).toBeVisible();
  expect(await page.locator("#root > *").count(), "drawn by the app").toBe(0);
}

async function placeOf(element: Locator) {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element} is not visible.`);
  return Object.fromEntries(Object.entries(box).map(([key, value]) => [key, Math.round(value)]));
}

/** How much of the window has moved since the page was opened (Layout Instability, W3C). */
const shifted = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as unknown as { value: number }[];
          resolve(shifts.reduce((sum, { value }) => sum + value, 0));
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(0), 500);
      }),
  );

const boxes = (page: Page) => outlines(page).locator("i:visible");
const sign = 'svg[viewBox="0 0 18 18"]';

/** The outlines of each page, and what the app draws in their places. */
const pages: { path: string; places(page: Page): [outline: Locator, drawn: Locator][] }[] = [
  {
    path: "/sign-in",
    places: (page: Page) => [
      [outlines(page).locator(sign), page.locator(`main ${sign}`)],
      [boxes(page), page.locator("main .shadow-card")],
    ],
  },
  {
    path: "/catalogs",
    places: (page: Page) => [
      [outlines(page).locator("p"), page.getByRole("banner")],
      [outlines(page).locator(sign), page.locator(`header ${sign}`)],
      [boxes(page).first(), page.getByRole("group", { name: "Catalogs by state" })],
      [boxes(page).nth(1), page.locator("main .shadow-card").first()],
      [boxes(page).last(), page.locator("main .shadow-card").last()],
    ],
  },
  {
    path: "/images",
    places: (page: Page) => [
      [outlines(page).locator("p"), page.getByRole("banner")],
      [outlines(page).locator(sign), page.locator(`header ${sign}`)],
    ],
  },
  {
    path: "/wallboard",
    places: (page: Page) => [
      [boxes(page).first(), page.getByRole("status").locator("> div > div").first()],
      [boxes(page).last(), page.getByRole("status").locator("> div > div").last()],
    ],
  },
];

for (const { width, theme, ground } of [
  { width: 1440, theme: "dark", ground: "rgb(11, 11, 12)" },
  { width: 1100, theme: "light", ground: "rgb(250, 250, 250)" },
  { width: 900, theme: "light", ground: "rgb(250, 250, 250)" },
  { width: 700, theme: "dark", ground: "rgb(11, 11, 12)" },
  { width: 360, theme: "light", ground: "rgb(250, 250, 250)" },
] as const) {
  test.describe(`${width} px, ${theme}`, () => {
    // The system has the other theme: what the person chose holds from the first frame on.
    test.use({ viewport: { width, height: 900 }, colorScheme: theme === "dark" ? "light" : "dark" });

    test("a page is outlined before any script has come, and the app draws in the same places", async ({
      page,
      context,
      deck,
    }) => {
      await signedIn(page, deck);
      await page.goto(`${deck.url}/healthz`);
      await page.evaluate((chosen) => localStorage.setItem("catalog-deck-theme", chosen), theme);
      for (const { path, places } of pages) {
        const letScripts = await holdBack(context, scripts);
        const letData = await holdBack(context, data);
        await firstPaint(page, `${deck.url}${path}`);
        await expect(page.locator("body")).toHaveCSS("background-color", ground);
        expect(await page.locator("body").ariaSnapshot(), "for assistive technology").toBe("");
        const outlined = await Promise.all(places(page).map(([outline]) => placeOf(outline)));

        letScripts();
        await expect(outlines(page)).toHaveCount(0);
        await expect(page.locator("body")).toHaveCSS("background-color", ground);
        expect(await Promise.all(places(page).map(([, drawn]) => placeOf(drawn))), path).toEqual(outlined);
        expect(await shifted(page), path).toBeLessThan(0.02);
        letData();
        await context.unrouteAll({ behavior: "ignoreErrors" });
      }
    });
  });
}

test("who is not signed in sees the sign-in page's outlines as soon as the server has said so", async ({
  page,
  context,
  deck,
}) => {
  const letScripts = await holdBack(context, scripts);
  await firstPaint(page, `${deck.url}/catalogs`);
  await expect(boxes(page)).toHaveCount(1);
  letScripts();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("nothing is outlined that would never come", async ({ page, deck }) => {
    await page.goto(`${deck.url}/catalogs`);
    await expect(page.locator("noscript")).toBeVisible();
    await expect(outlines(page)).toBeHidden();
  });
});
