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

export { expect, signedIn } from "./journey.ts";
