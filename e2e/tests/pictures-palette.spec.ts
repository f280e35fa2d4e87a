import { answerNever, expect, signedIn, test } from "../support/pictures-journey.ts";

const images = /\/api\/.*\/images$/;

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("the command palette", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      await open("/catalogs");
      await page.getByRole("button", { name: say("palette_title") }).click();
      const field = page.getByRole("combobox", { name: say("palette_label") });
      await expect(page.getByRole("option").nth(20)).toBeVisible();
      await look("palette: opened", { whole: false });
      await field.fill("sales");
      await look("palette: results", { whole: false });
      await look("palette: results", { whole: false, width: 768 });
      await look("palette: results", { whole: false, width: 640 });
      await page.emulateMedia({ forcedColors: "active" });
      await look("palette: results in forced colors", { whole: false, width: 1440 });
      await page.emulateMedia({ forcedColors: "none" });
      await field.fill("nothing-has-this-name");
      await expect(page.getByText(say("palette_none"))).toBeVisible();
      await look("palette: nothing found", { whole: false });
      await answerNever(page, images);
      await open("/catalogs");
      await expect(page.getByRole("article")).toHaveCount(24);
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("status").filter({ hasText: say("palette_reading") })).toBeVisible();
      await look("palette: reading", { whole: false });
      await page.route(/command-palette[^/]*\.js$/, () => new Promise<void>(() => {}));
      await open("/catalogs");
      await page.getByRole("button", { name: say("palette_title") }).click();
      await page.keyboard.type("sal");
      await look("palette: loading", { whole: false });
    });
  });
}
