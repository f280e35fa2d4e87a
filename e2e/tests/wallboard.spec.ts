import type { Page } from "@playwright/test";
import { findings, overflowPx } from "../support/accessibility.ts";
import { admin, type Deck, helpdesk } from "../support/deck.ts";
import { catalogAtCitrix, chooseImage, expect, openAs, signIn, test } from "../support/journey.ts";

const screens = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
];

/** Opens the wallboard, which says that nobody is signed in, and signs in from there. */
async function openWall(page: Page, deck: Deck, account: { username: string; password: string }): Promise<void> {
  await page.goto(`${deck.url}/wallboard`);
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, account);
  await expect(page).toHaveURL(`${deck.url}/wallboard`);
}

/**
 * How far the page or its tiles would have to be scrolled, and whether a tile's words are cut: at its lower edge, or, of a
 * reason and of the times, behind their last line.
 */
async function overflow(page: Page) {
  return page.evaluate(() => {
    const list = document.querySelector("main ul");
    const page = document.documentElement;
    const tiles = [...document.querySelectorAll("article")];
    return {
      page: page.scrollHeight - page.clientHeight,
      list: list ? list.scrollHeight - list.clientHeight : -1,
      cut: tiles.filter((tile) => tile.scrollHeight > tile.clientHeight + 1).map((tile) => tile.ariaLabel),
      shortened: [...document.querySelectorAll("article [class*=line-clamp]")]
        .filter((words) => words.scrollHeight > words.clientHeight + 1)
        .map(({ textContent }) => textContent),
      smallestPx: Math.min(...tiles.map((tile) => Number.parseFloat(getComputedStyle(tile).fontSize))),
    };
  });
}

test("an administrator makes the account of a display, whose screen shows the wallboard and nothing else", async ({
  page,
  browser,
  deck,
}) => {
  await openAs(page, deck, admin, "/accounts");
  await page.getByRole("button", { name: "New account" }).click();
  const dialog = page.getByRole("dialog", { name: "New account" });
  await dialog.getByLabel("User name").fill("lobby");
  await dialog.getByRole("radio", { name: /^Display/ }).check();
  await dialog.getByRole("button", { name: "Create account" }).click();
  const done = page.getByRole("dialog", { name: "Account for lobby created" });
  const password = (await done.getByRole("status").textContent()) ?? "";
  await done.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: /lobby.*Display/ })).toBeVisible();

  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const wall = await context.newPage();
  await openWall(wall, deck, { username: "lobby", password });
  await expect(wall.getByRole("article")).toHaveCount(24);
  await wall.goto(`${deck.url}/catalogs`);
  await expect(wall).toHaveURL(`${deck.url}/wallboard`);
  await expect(wall.getByRole("button")).toHaveCount(0);
  expect((await wall.request.get(`${deck.url}/api/connections/default/images`)).status()).toBe(403);

  await page.goto(`${deck.url}/catalogs`);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  const tile = wall.getByRole("article", { name: "Accounting", exact: true });
  await expect(tile).toContainText("Updating", { timeout: 40_000 });
  await expect(tile).toContainText("→ Win11-24H2-Nov");
  await expect(tile).toContainText("by ada");
  await expect(tile).toContainText("last session ends by");

  await page.goto(`${deck.url}/accounts`);
  await page.getByRole("button", { name: "Actions for lobby" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(wall.getByText("Signed out")).toBeVisible({ timeout: 40_000 });
  await expect(wall.getByRole("article")).toHaveCount(24);
  await wall.getByRole("link", { name: "Sign in" }).click();
  await signIn(wall, helpdesk);
  await expect(wall).toHaveURL(`${deck.url}/wallboard`);
  await expect(wall.getByText(/^Updated/)).toBeVisible();
  await context.close();
});

for (const catalogs of [3, 24, 100, 140]) {
  test.describe(`${catalogs} catalogs`, () => {
    test.use({ simulated: catalogs === 24 ? {} : { fleet: { catalogs, images: 20 } } });

    test("fit every screen without scrolling, and axe finds nothing", async ({ page, deck }) => {
      await openWall(page, deck, helpdesk);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const screen of screens) {
          await page.setViewportSize(screen);
          await expect(page.getByRole("article")).toHaveCount(Math.min(catalogs, 100));
          await expect(async () => {
            const seen = await overflow(page);
            expect(seen, `${screen.width} × ${screen.height}`).toMatchObject({
              page: 0,
              list: 0,
              cut: [],
              shortened: [],
            });
            expect(seen.smallestPx).toBeGreaterThanOrEqual(10);
          }).toPass({ timeout: 15_000 });
        }
        expect.soft(await findings(page), colorScheme).toEqual([]);
      }
      await page.setViewportSize({ width: 360, height: 780 });
      expect(await overflowPx(page)).toBeLessThanOrEqual(0);
      if (catalogs > 100) await expect(page.getByText(`and ${catalogs - 100} more`)).toBeVisible();
    });
  });
}

test("a screen whose server goes away keeps its tiles, says so, and goes on when it is back", async ({
  page,
  deck,
  context,
}) => {
  await openWall(page, deck, helpdesk);
  await expect(page.getByRole("article")).toHaveCount(24);
  await context.setOffline(true);
  await expect(page.getByText(/^Data from/)).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(24);
  await context.setOffline(false);
  await expect(page.getByText(/^Updated/)).toBeVisible({ timeout: 40_000 });
  const { id } = await catalogAtCitrix(deck, "Legal");
  await deck.simulator.control.patchCatalog(id, { state: "Error", subState: "ErrorDomainNotReachable" });
  await expect(page.getByRole("article", { name: "Legal" })).toContainText("Domain not reachable", { timeout: 40_000 });
});
