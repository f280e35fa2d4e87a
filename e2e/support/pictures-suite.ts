import type { BrowserContext, Page } from "@playwright/test";
import type { Deck } from "./deck.ts";
import type { take } from "./pictures.ts";
import { answerChanged, answerNever, answerProblem, signedIn, test } from "./pictures-journey.ts";
import type { Language, wordsOf } from "./words.ts";

type LookOptions = NonNullable<Parameters<typeof take>[3]>;

/** Where a picture is taken: the page, its server, and the words of the suite's language. */
export interface Scene {
  page: Page;
  context: BrowserContext;
  deck: Deck;
  say: ReturnType<typeof wordsOf>;
}

/** How the server answers reads of a path while a picture is taken. */
type Answer = (page: Page, path: RegExp) => Promise<void>;

export const problem =
  (status: number, fields: Record<string, unknown>): Answer =>
  (page, path) =>
    answerProblem(page, path, status, fields);

export const changed =
  <Body>(change: (body: Body) => Body): Answer =>
  (page, path) =>
    answerChanged(page, path, change);

export const given =
  (body: unknown): Answer =>
  async (page, path) => {
    await page.route(path, (route) => route.fulfill({ json: body }));
  };

export const never: Answer = (page, path) => answerNever(page, path);

export interface Picture {
  /** Groups the pictures on the index page: "catalogs: empty". */
  name: string;
  /** Opened first, in the usual window; absent: page and window stay as the picture before has left them. */
  path?: string | ((scene: Scene) => Promise<string>);
  answers?: readonly (readonly [path: RegExp, answer: Answer])[];
  /** The answers hold from when the page is there, as in a trouble that comes later. */
  answersLater?: true;
  /** What a person does before, and what has to be there then. */
  until?: (scene: Scene) => Promise<unknown>;
  /** What the page is taken back from afterwards. */
  after?: (scene: Scene) => Promise<unknown>;
  forcedColors?: true;
  /** One for each time it is taken; by default the whole page in every look of the language. */
  looks?: readonly LookOptions[];
}

export interface Suite {
  title: string;
  pictures: readonly Picture[];
  /** Of the simulated fleet; by default the demo's 24. */
  catalogs?: number;
  signedOut?: true;
}

const languages: readonly Language[] = ["en", "de"];

/** One test for each suite and language: it takes the suite's pictures in their order. */
export function takeSuites(suites: readonly Suite[]): void {
  for (const language of languages) {
    for (const { title, pictures, catalogs, signedOut } of suites) {
      test.describe(language, () => {
        test.use({ language, ...(catalogs === undefined ? {} : { simulated: { fleet: { catalogs } } }) });

        test(title, async ({ page, context, deck, look, open, say }) => {
          const scene: Scene = { page, context, deck, say };
          const size = page.viewportSize();
          if (!signedOut) await signedIn(page, deck);
          for (const picture of pictures) {
            const { name, answers = [], looks = [{}] } = picture;
            const answer = async () => {
              for (const [path, how] of answers) await how(page, path);
            };
            if (picture.path !== undefined && size) await page.setViewportSize(size);
            if (!picture.answersLater) await answer();
            const path = typeof picture.path === "function" ? await picture.path(scene) : picture.path;
            // What never answers keeps the network busy.
            if (path !== undefined && answers.some(([, how]) => how === never)) await page.goto(`${deck.url}${path}`);
            else if (path !== undefined) await open(path);
            if (picture.answersLater) await answer();
            await picture.until?.(scene);
            if (picture.forcedColors) await page.emulateMedia({ forcedColors: "active" });
            for (const options of looks) await look(name, options);
            if (picture.forcedColors) await page.emulateMedia({ forcedColors: "none" });
            await picture.after?.(scene);
            for (const [answered] of answers) await page.unroute(answered);
          }
        });
      });
    }
  }
}
