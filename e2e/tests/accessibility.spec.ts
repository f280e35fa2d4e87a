import { findings, overflowPx } from "../support/accessibility.ts";
import { admin } from "../support/deck.ts";
import { card, catalogAtCitrix, chooseImage, expect, openAs, test } from "../support/journey.ts";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 }, contextOptions: { reducedMotion: "reduce" } });

      test("axe finds nothing on any page, drawer or dialog", async ({ page, deck }) => {
        await page.goto(`${deck.url}/sign-in`);
        await expect(page.getByLabel("User name")).toBeVisible();
        expect.soft(await findings(page), "sign-in").toEqual([]);
        await openAs(page, deck, admin);
        await expect(card(page, "Legal")).toBeVisible();
        const { id, imageId } = await catalogAtCitrix(deck, "Sales-APAC");
        const look = async (what: string) => {
          expect.soft(await findings(page), what).toEqual([]);
          expect.soft(await overflowPx(page), `${what}: wider than the window`).toBeLessThanOrEqual(0);
        };
        await look("catalogs");
        await page.goto(`${deck.url}/catalogs?view=table`);
        await expect(page.getByRole("table", { name: "Catalogs" })).toBeVisible();
        await look("catalogs as a table");
        await page.goto(`${deck.url}/catalogs/${id}`);
        await expect(page.getByRole("heading", { level: 1, name: "Sales-APAC" })).toBeVisible();
        await look("catalog");
        for (const [path, heading] of [
          ["/images", "Images"],
          ["/updates", "Updates"],
          [`/images/${imageId}`, "WS2022-APAC-Oct"],
        ] as const) {
          await page.goto(`${deck.url}${path}`);
          await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
          await look(path);
        }
        await page.goto(`${deck.url}/catalogs?q=accounting`);
        const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
        await look("update form");
        await form.getByRole("radio", { name: /^Right now/ }).check();
        await form.getByRole("button", { name: "Update and log everyone off" }).click();
        await look("update form with problems");
        await form.getByLabel("The catalog's name").fill("Accounting");
        await form.getByRole("button", { name: "Update and log everyone off" }).click();
        await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
        await look("catalog while it updates");
        await page.goto(`${deck.url}/updates`);
        await page.getByRole("table").getByRole("link").first().click();
        await expect(page.getByRole("heading", { name: /^Timeline/ })).toBeVisible();
        await look("update");
        await page.keyboard.press("?");
        await expect(page.getByRole("dialog", { name: "Keyboard keys" })).toBeVisible();
        await look("keyboard keys");
      });
    });
  }
}
