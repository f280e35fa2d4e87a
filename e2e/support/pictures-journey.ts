import type { CatalogList } from "@catalog-deck/contract";
import type { Page, Route } from "@playwright/test";
import { test as journey } from "./language-journey.ts";
import { take } from "./pictures.ts";

interface Fixtures {
  /** Takes the page as it stands in every look of the language. */
  look: (name: string, options?: Parameters<typeof take>[3]) => Promise<void>;
}

/** A journey in either language that takes pictures. */
export const test = journey.extend<Fixtures>({
  look: async ({ page, language }, use) => use((name, options) => take(page, language, name, options)),
});

export { expect, signedIn } from "./language-journey.ts";

/** What the server says beside some codes, which are codes of facts too; pages in German have words of their own. */
const details: Record<string, string> = {
  "catalog-busy": "Citrix is working on this catalog. Wait until it has finished.",
  "citrix-rate-limited": "Citrix Cloud is limiting requests. Catalog Deck tries again as soon as it can.",
  "citrix-unavailable": "Citrix Cloud can't be reached at the moment.",
  "citrix-unreadable": "Citrix Cloud's answer could not be understood.",
  overloaded: "The server is overloaded, and nothing was done. Try again in a moment.",
  "storage-unavailable": "The database doesn't answer. Try again in a moment.",
};

/** Where a problem and the fact beside it have different codes. */
const factCodes: Record<string, string> = { "storage-unavailable": "database-silent" };

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
    detail: details[String(fields.code)] ?? "The server could not answer.",
    requestId: "r-7f2c41",
    fact: { code: factCodes[String(fields.code)] ?? String(fields.code), params: {} },
    ...fields,
  };
  await page.route(path, (route: Route) =>
    route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(body) }),
  );
}

/** What stands beside old data while Citrix is away. */
export const citrixAway: NonNullable<CatalogList["trouble"]> = {
  code: "citrix-unavailable",
  message: "Citrix Cloud can't be reached at the moment.",
  fact: { code: "citrix-unavailable", params: {} },
};

/** Answers reads of a path with what `change` makes of the server's own answer. */
export async function answerChanged<Body>(
  page: Page,
  path: string | RegExp,
  change: (body: Body) => Body,
): Promise<void> {
  await page.route(path, async (route) => {
    const response = await route.fetch();
    // Asked again, the server may say that nothing is new, or on a busy machine that it has too much to do.
    if (!response.ok()) return route.fulfill({ response });
    return route.fulfill({ response, json: change((await response.json()) as Body) });
  });
}

/** Lets reads of a path wait for ever. */
export async function answerNever(page: Page, path: string | RegExp): Promise<void> {
  await page.route(path, () => new Promise<void>(() => {}));
}
