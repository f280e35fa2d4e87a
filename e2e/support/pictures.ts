import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Language } from "./words.ts";

/** Where all pictures go; not kept in git. */
export const picturesFolder = join(import.meta.dirname, "../pictures/all");

const highestPx = 4_000;

interface Look {
  scheme: "light" | "dark";
  width: number;
}

/** English in both themes and widths; German, whose words are longer, once at each width. */
const looks: Record<Language, readonly Look[]> = {
  en: [
    { scheme: "light", width: 1440 },
    { scheme: "dark", width: 1440 },
    { scheme: "light", width: 360 },
    { scheme: "dark", width: 360 },
  ],
  de: [
    { scheme: "light", width: 1440 },
    { scheme: "light", width: 360 },
  ],
};

/**
 * Takes the page as it stands, in every look of a language. `name` groups the pictures on the index page:
 * `catalogs: 24 cards`. `whole: false` for what lies over the page, and for long lists: the window alone.
 * `width`: light, at that width alone. `height`: of the window, where what lies over the page is taller than a screen.
 */
export async function take(
  page: Page,
  language: Language,
  name: string,
  { whole = true, width: only, height: tall }: { whole?: boolean; width?: number; height?: number } = {},
): Promise<void> {
  const { colorScheme } = await page.evaluate(() => ({
    colorScheme: matchMedia("(prefers-color-scheme: dark)").matches ? ("dark" as const) : ("light" as const),
  }));
  const size = page.viewportSize();
  const wanted = only === undefined ? looks[language] : ([{ scheme: "light", width: only }] as const);
  for (const { scheme, width } of wanted) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: tall ?? (width < 600 ? 780 : 900) });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const file = `${name.replace(/[^\w]+/g, "-")}.${language}.${scheme}.${width}.png`;
    await page.screenshot({
      path: join(picturesFolder, file),
      animations: "disabled",
      ...(whole ? { fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, highestPx) } } : {}),
    });
  }
  await page.emulateMedia({ colorScheme });
  if (size) await page.setViewportSize(size);
}
