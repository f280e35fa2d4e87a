import type { Page, Route } from "@playwright/test";
import { admin, type Deck } from "./deck.ts";
import { test as journey } from "./journey.ts";
import { take } from "./pictures.ts";
import { type Language, wordsOf } from "./words.ts";

interface Fixtures {
  language: Language;
  /** The pages' words in the suite's language. */
  say: ReturnType<typeof wordsOf>;
  /** Takes the page as it stands in every look of the language. */
  look: (name: string, options?: Parameters<typeof take>[3]) => Promise<void>;
  /** Goes to a path of the deck and waits until what it asked for is there. */
  open: (path: string) => Promise<void>;
}

/** A journey that takes pictures; `language` chooses the pages' language. */
export const test = journey.extend<Fixtures>({
  language: ["en", { option: true }],
  locale: async ({ language }, use) => use(language === "de" ? "de-DE" : "en-GB"),
  say: async ({ language }, use) => use(wordsOf(language)),
  look: async ({ page, language }, use) => use((name, options) => take(page, language, name, options)),
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

/** Answers reads of a path as a server in trouble does. */
export async function answerProblem(
  page: Page,
  path: string | RegExp,
  status: number,
  fields: Record<string, unknown>,
): Promise<void> {
  const body = {
    type: "about:blank",
    title: "Problem",
    status,
    detail: "In English.",
    requestId: "r-7f2c41",
    ...fields,
  };
  await page.route(path, (route: Route) =>
    route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(body) }),
  );
}

/** Answers reads of a path with what `change` makes of the server's own answer. */
export async function answerChanged<Body>(
  page: Page,
  path: string | RegExp,
  change: (body: Body) => Body,
): Promise<void> {
  await page.route(path, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change((await response.json()) as Body) });
  });
}

/** Lets reads of a path wait for ever. */
export async function answerNever(page: Page, path: string | RegExp): Promise<void> {
  await page.route(path, () => new Promise<void>(() => {}));
}
