import type { Session } from "@catalog-deck/contract";
import type { SimulatorOptions } from "@catalog-deck/simulator";
import { type APIResponse, type BrowserContext, test as base, expect, type Locator, type Page } from "@playwright/test";
import { admin, type Deck, startDeck } from "./deck.ts";

/** Chromium logs every answer of 400 and above; journeys provoke some on purpose, so those lines prove nothing. */
const provoked = /^Failed to load resource: (the server responded with a status of [45]\d\d|net::ERR_)/;

interface Fixtures {
  /** How the simulated Citrix Cloud starts. */
  simulated: SimulatorOptions;
  deck: Deck;
  /** Fails the journey when the page logs an error, throws, or breaks its Content-Security-Policy. */
  cleanConsole: undefined;
}

/** A journey: a deck of its own, and a page whose console stays empty. */
export const test = base.extend<Fixtures>({
  simulated: [{}, { option: true }],
  deck: async ({ simulated, context }, use, { errors }) => {
    const deck = await startDeck(simulated);
    await use(deck);
    // A page that is still loading must not miss the server that stops. Of a journey that failed it is still to be seen.
    if (errors.length === 0) await Promise.all(context.pages().map((page) => page.close()));
    // Pages go on asking until they close: an answer that is being changed then must not miss the server that stops.
    await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    await context.unrouteAll({ behavior: "ignoreErrors" });
    await deck.stop();
  },
  cleanConsole: [
    async ({ context }, use) => {
      const complaints = await watchConsole(context);
      await use(undefined);
      expect(complaints, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";

/**
 * Collects what the pages of a context complain about from now on: errors in the console, what a script throws, and
 * every breach of the Content-Security-Policy.
 */
export async function watchConsole(context: BrowserContext): Promise<readonly string[]> {
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error" && !provoked.test(message.text())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  await context.exposeBinding("reportBreach", (_source, breach: string) => complaints.push(breach));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      const { reportBreach } = window as unknown as { reportBreach: (breach: string) => void };
      reportBreach(`Content-Security-Policy: ${effectiveDirective} blocked ${blockedURI}`);
    });
  });
  return complaints;
}

/** Keeps requests to these addresses from their answers until the function that it gives is called. */
export async function holdBack(context: BrowserContext, addresses: string | RegExp): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await context.route(addresses, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

/** Opens a page of the deck as someone who has signed in; the sign-in page has journeys of its own. */
export async function openAs(
  page: Page,
  deck: Pick<Deck, "url">,
  account: { username: string; password: string },
  path = "/catalogs",
): Promise<void> {
  await signedIn(page, deck, account);
  await page.goto(`${deck.url}${path}`);
  await expect(page).toHaveURL(`${deck.url}${path}`);
}

/**
 * The answer to a direct call. A server that a busy machine keeps from its work says 503 and has done nothing: it is asked
 * again.
 */
export async function answerTo(send: () => Promise<APIResponse>): Promise<APIResponse> {
  let answer = await send();
  await expect(async () => {
    if (answer.status() === 503) answer = await send();
    expect(answer.status(), await answer.text()).not.toBe(503);
  }).toPass({ timeout: 30_000 });
  return answer;
}

/** Signs someone in without the page, the administrator if nobody is named. */
export async function signedIn(page: Page, deck: Pick<Deck, "url">, account = admin): Promise<void> {
  const answer = await answerTo(() => page.request.post(`${deck.url}/api/session`, { data: account }));
  expect(answer.status(), await answer.text()).toBe(200);
}

export async function signIn(page: Page, account: { username: string; password: string }): Promise<void> {
  await page.getByLabel("User name").fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export function card(page: Page, catalogName: string): Locator {
  return page.getByRole("article", { name: catalogName, exact: true });
}

/** Opens the update form from a catalog's card and chooses an image. */
export async function chooseImage(page: Page, catalogName: string, imageName: string): Promise<Locator> {
  await card(page, catalogName)
    .getByRole("link", { name: `Update image of ${catalogName}` })
    .click();
  const form = page.getByRole("dialog", { name: "Update image" });
  await form.getByLabel("Search images").fill(imageName);
  await form.getByText(imageName, { exact: true }).click();
  await expect(form.getByRole("button", { name: /^Change/ })).toBeVisible();
  return form;
}

/** The session of the page's person: for direct calls with its cookie. */
export async function sessionOf(page: Page, deck: Pick<Deck, "url">): Promise<Session> {
  return (await answerTo(() => page.request.get(`${deck.url}/api/session`))).json() as Promise<Session>;
}

/** The update requests that Citrix received. */
export async function updatesSent(deck: Deck) {
  return deck.simulator.control.log({ operation: "startImageUpdate" });
}

/** A catalog of the simulated fleet as Citrix sees it. */
export async function catalogAtCitrix(deck: Deck, name: string) {
  const found = (await deck.simulator.control.catalogs()).find((catalog) => catalog.name === name);
  if (found === undefined) throw new Error(`The simulated fleet has no catalog ${name}.`);
  return found;
}
