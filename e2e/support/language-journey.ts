import type { Page } from "@playwright/test";
import { admin, type Deck } from "./deck.ts";
import { test as journey } from "./journey.ts";
import { type Language, wordsOf } from "./words.ts";

interface Fixtures {
  language: Language;
  /** The pages' words in the suite's language. */
  say: ReturnType<typeof wordsOf>;
  /** Goes to a path of the deck and waits until what it asked for is there. */
  open: (path: string) => Promise<void>;
}

/** A journey in either language. */
export const test = journey.extend<Fixtures>({
  language: ["en", { option: true }],
  locale: async ({ language }, use) => use(language === "de" ? "de-DE" : "en-GB"),
  say: async ({ language }, use) => use(wordsOf(language)),
  open: async ({ page, deck }, use) =>
    use(async (path) => {
      await page.goto(`${deck.url}${path}`);
      await page.waitForLoadState("networkidle");
    }),
});

export { expect } from "@playwright/test";

/** Signs the administrator in without the page. */
export async function signedIn(page: Page, deck: Pick<Deck, "url">, account = admin): Promise<void> {
  await page.request.post(`${deck.url}/api/session`, { data: account });
}
