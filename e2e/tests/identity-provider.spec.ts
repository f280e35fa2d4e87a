import type { Page } from "@playwright/test";
import { findings, overflowPx } from "../support/accessibility.ts";
import { type CompanyDeck, startCompanyDeck } from "../support/company-deck.ts";
import { test as base, card, chooseImage, expect, sessionOf } from "../support/journey.ts";
import { looks } from "../support/looks.ts";

interface Company {
  company: CompanyDeck;
}

const test = base.extend<Company>({
  company: [
    async ({ browserName: _ }, use) => {
      const company = await startCompanyDeck();
      await use(company);
      await company.stop();
    },
    { scope: "test" },
  ],
});

const signInLink = (page: Page) => page.getByRole("link", { name: "Sign in with your company account", exact: true });

/** From our sign-in page over the provider's, as one of the company's people. */
async function signInAs(page: Page, name: string): Promise<void> {
  await signInLink(page).click();
  await expect(page.getByRole("heading", { name: "Company sign-in" })).toBeVisible();
  await page.getByRole("button", { name }).click();
}

async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Account of ${name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
}

test("an administrator signs in at the company's provider, starts an update, and signs out at both", async ({
  page,
  context,
  company,
}) => {
  await page.goto(`${company.url}/images`);
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await signInAs(page, "Ada Admin");
  await expect(page).toHaveURL(`${company.url}/images`);
  await expect(page.getByRole("heading", { name: "Images", exact: true })).toBeVisible();
  const cookies = (await context.cookies(company.url)).filter(({ domain }) => domain === "127.0.0.1");
  expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
    { name: "deck_session", httpOnly: true, sameSite: "Strict" },
  ]);

  await page.goto(`${company.url}/catalogs?q=accounting`);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  expect(await company.simulator.control.log({ operation: "startImageUpdate" })).toHaveLength(1);

  await page.goto(`${company.url}/catalogs`);
  await signOut(page, "Ada Admin");
  await expect(page.getByRole("heading", { name: "Company sign-out" })).toBeVisible();
  expect((await page.request.get(`${company.url}/api/session`)).status()).toBe(401);
  await page.getByRole("button", { name: "Sign out of the company account" }).click();
  await expect(page).toHaveURL(`${company.url}/sign-in?state=signed-out`);
  await expect(page.getByRole("status")).toContainText("You are signed out");

  // The provider has forgotten her: it asks who it is.
  await signInAs(page, "Hedy Helpdesk");
  await expect(card(page, "Accounting")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Update image/ })).toHaveCount(0);
  const { user, csrfToken } = await sessionOf(page, company);
  expect(user).toMatchObject({ displayName: "Hedy Helpdesk", role: "helpdesk" });
  const refused = await page.request.post(`${company.url}/api/connections/default/catalogs/x/image-updates`, {
    headers: { "x-csrf-token": csrfToken },
    data: {},
  });
  expect(refused.status()).toBe(403);
});

test("somebody without a role gets the page that says so, and may come as somebody else", async ({ page, company }) => {
  await page.goto(`${company.url}/updates`);
  await signInAs(page, "Nora Norole");
  await expect(page.getByRole("alert")).toContainText("Your account has no access to Catalog Deck");
  expect((await page.request.get(`${company.url}/api/session`)).status()).toBe(401);
  await page.getByRole("link", { name: "Use another account" }).click();
  await page.getByRole("button", { name: "Ada Admin" }).click();
  await expect(page).toHaveURL(`${company.url}/updates`);
  await expect(page.getByRole("heading", { name: "Updates", exact: true })).toBeVisible();
});

test("somebody who cancels gets words and another try", async ({ page, company }) => {
  await page.goto(`${company.url}/catalogs`);
  await signInAs(page, "Cancel");
  await expect(page.getByRole("status")).toContainText("You did not sign in");
});

test("a provider that is away gets words, and works by itself when it is back", async ({ page, company }) => {
  await company.provider.stop();
  await page.goto(`${company.url}/catalogs`);
  await signInLink(page).click();
  await expect(page.getByRole("alert")).toContainText("Your company's sign-in cannot be reached");
  await company.provider.start();
  await expect(async () => {
    if (await signInLink(page).isVisible()) await signInLink(page).click({ timeout: 1_000 });
    await expect(page.getByRole("heading", { name: "Company sign-in" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.getByRole("button", { name: "Ada Admin" }).click();
  await expect(card(page, "Accounting")).toBeVisible();
});

test("every state of the sign-in page is fit for everybody, light and dark, wide and narrow", async ({
  page,
  company,
}) => {
  const states = [
    "no-role",
    "too-many-groups",
    "provider-unreachable",
    "cancelled",
    "expired",
    "refused",
    "unavailable",
    "overloaded",
  ];
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    for (const search of [
      ...states.map((state) => `problem=${state}`),
      "problem=provider-unreachable&cause=certificate-authority",
      "state=signed-out",
    ]) {
      await page.goto(`${company.url}/sign-in?${search}`);
      await expect(signInLink(page)).toBeVisible();
      expect.soft(await findings(page), `${search}, ${colorScheme}, ${width} px`).toEqual([]);
      expect.soft(await overflowPx(page), `${search}: wider than the window`).toBeLessThanOrEqual(0);
    }
  }
});

test("a session that ends is taken up again in another tab, and the page goes on with what was typed", async ({
  page,
  context,
  company,
}) => {
  await page.goto(`${company.url}/catalogs?q=accounting`);
  await signInAs(page, "Ada Admin");
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByLabel("Reason for this update").fill("half typed");
  await context.clearCookies({ name: "deck_session" });
  await form.getByRole("button", { name: "Update image" }).click();

  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  const otherTab = context.waitForEvent("page");
  await ended.getByRole("link", { name: /in a new tab$/ }).click();
  await expect(card(await otherTab, "Accounting")).toBeVisible();
  await (await otherTab).close();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(ended).toBeHidden();
  await expect(form.getByLabel("Reason for this update")).toHaveValue("half typed");
});
