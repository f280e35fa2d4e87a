import type { Locator } from "@playwright/test";
import { findings, overflowPx } from "../support/accessibility.ts";
import { card, catalogAtCitrix } from "../support/journey.ts";
import { expect, signedIn, test } from "../support/language-journey.ts";

// Between them every language, theme and width, each pair of two at least once.
for (const { language, colorScheme, width } of [
  { language: "en", colorScheme: "light", width: 1280 },
  { language: "en", colorScheme: "dark", width: 360 },
  { language: "de", colorScheme: "dark", width: 1280 },
  { language: "de", colorScheme: "light", width: 360 },
] as const) {
  test.describe(`${language}, ${colorScheme}, ${width} px`, () => {
    test.use({
      language,
      colorScheme,
      viewport: { width, height: 900 },
      contextOptions: { reducedMotion: "reduce" },
    });

    test("axe finds nothing on any page, drawer or dialog", async ({ page, deck, open, say }) => {
      test.setTimeout(120_000);
      const look = async (what: string) => {
        // An open menu lies outside the page's landmarks, as WAI-ARIA's own pattern has it.
        const found = (await findings(page)).filter((one) => !(what === "account menu" && one.startsWith("region: ")));
        expect.soft(found, what).toEqual([]);
        expect.soft(await overflowPx(page), `${what}: wider than the window`).toBeLessThanOrEqual(0);
      };
      await open("/sign-in");
      await expect(page.getByLabel(say("user_name"))).toBeVisible();
      await look("sign-in");
      await signedIn(page, deck);
      const { id, imageId } = await catalogAtCitrix(deck, "Sales-APAC");
      for (const path of [
        "/catalogs",
        "/catalogs?view=table",
        `/catalogs/${id}`,
        "/images",
        `/images/${imageId}`,
        "/updates",
        "/audit",
        "/accounts",
        "/account",
        "/nowhere",
      ]) {
        await open(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await look(path);
      }
      const accounting = await catalogAtCitrix(deck, "Accounting");
      await open(`/catalogs/${accounting.id}/update`);
      const form = page.getByRole("dialog");
      await form.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await form.getByText("Win11-24H2-Nov", { exact: true }).click();
      await look("update form");
      await form.getByRole("radio", { name: say("restart_now") }).check();
      await form.getByRole("button", { name: say("submit_now") }).click();
      await look("update form with problems");
      await form.getByLabel(say("form_catalog_name")).fill("Accounting");
      await form.getByRole("button", { name: say("submit_now") }).click();
      await expect(page.getByRole("region", { name: say("update_under_way") })).toBeVisible();
      await look("catalog while it updates");
      await open("/updates");
      await page.getByRole("table").getByRole("link").first().click();
      await expect(page.getByRole("heading", { level: 1, name: "Accounting" })).toBeVisible();
      await look("update");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await look("keyboard keys");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: say("account_of", { name: "ada" }) }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await look("account menu");
      await page.keyboard.press("Escape");
      await page.context().clearCookies({ name: "deck_session" });
      await page.getByRole("link", { name: say("nav_images") }).click();
      await expect(page.getByRole("dialog", { name: say("session_ended") })).toBeVisible();
      await look("session ended");
    });
  });
}

const mainPages = ["/sign-in", "/catalogs", "/catalogs?view=table", "/images", "/updates", "/audit", "/account"];

for (const language of ["en", "de"] as const) {
  for (const { name, viewport, deviceScaleFactor } of [
    { name: "at 200 % zoom", viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
    { name: "320 px wide", viewport: { width: 320, height: 640 }, deviceScaleFactor: 1 },
  ]) {
    test.describe(`${language}, ${name}`, () => {
      test.use({ language, viewport, deviceScaleFactor });

      test("nothing has to be scrolled sideways", async ({ page, deck, open, say }) => {
        await signedIn(page, deck);
        const { id, imageId } = await catalogAtCitrix(deck, "Accounting");
        for (const path of [...mainPages, `/catalogs/${id}`, `/images/${imageId}`, `/catalogs/${id}/update`]) {
          await open(path);
          expect.soft(await overflowPx(page), path).toBeLessThanOrEqual(0);
        }
        const submit = page.getByRole("dialog").getByRole("button", { name: say("submit_update"), exact: true });
        await submit.scrollIntoViewIfNeeded();
        await expect(submit).toBeInViewport();
      });
    });
  }
}

test.describe("forced colours", () => {
  test.use({ contextOptions: { forcedColors: "active" } });

  test("progress, choices and the focus are seen without the product's own colours", async ({ page, deck, open }) => {
    await signedIn(page, deck);
    await open("/catalogs");
    const bar = page.getByRole("progressbar").first();
    const [fill, track] = [await styleOf(bar.locator("> *"), "backgroundColor"), await styleOf(bar, "backgroundColor")];
    expect(fill).not.toBe(track);
    expect(await styleOf(page.getByRole("button", { pressed: true }).first(), "outlineStyle")).toBe("solid");
    expect(await styleOf(page.getByRole("button", { pressed: false }).first(), "outlineStyle")).toBe("none");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline).not.toBe("none");
    await expect(card(page, "Legal")).toBeVisible();
  });
});

async function styleOf(part: Locator, property: "backgroundColor" | "outlineStyle"): Promise<string> {
  return part.evaluate((element, name) => getComputedStyle(element)[name], property);
}

test.describe("reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing moves", async ({ page, deck, open }) => {
    await signedIn(page, deck);
    const { id } = await catalogAtCitrix(deck, "Sales-EU");
    const accounting = await catalogAtCitrix(deck, "Accounting");
    for (const path of ["/catalogs", `/catalogs/${id}`, "/images", `/catalogs/${accounting.id}/update`]) {
      await open(path);
      const moving = await page.evaluate(() =>
        document.getAnimations().map((animation) => {
          const { duration, iterations } = animation.effect?.getComputedTiming() ?? {};
          return animation.playState === "running" && Number(duration) > 1 ? `${duration} ms, ${iterations} times` : "";
        }),
      );
      expect(moving.filter(Boolean), path).toEqual([]);
    }
  });
});
