import type { Locator, Page } from "@playwright/test";
import { admin, type Deck } from "../support/deck.ts";
import { chooseImage, expect, openAs, test, updatesSent } from "../support/journey.ts";

/** Opens the catalogs with the parts that the page loads by itself when it has nothing else to do. */
async function openWhole(page: Page, deck: Deck): Promise<void> {
  const loading = new Set<string>();
  page.on("request", (request) => request.url().endsWith(".js") && loading.add(request.url()));
  page.on("requestfinished", (request) => loading.delete(request.url()));
  await openAs(page, deck, admin);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done())));
  await expect.poll(() => loading.size).toBe(0);
}

test("without network the page stays as it is; what is asked for meanwhile comes when the network is back", async ({
  page,
  context,
  deck,
}) => {
  await openWhole(page, deck);
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  await context.setOffline(true);
  await expect(page.getByText("You are offline.", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Images", exact: true }).click();
  await expect(page).toHaveURL(`${deck.url}/images`);
  await expect(page.getByRole("article")).toHaveCount(24);
  await context.setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Images" })).toBeVisible();
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);
});

test("a part of the form that cannot be loaded takes nothing that was typed, and says so", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  const reason = form.getByLabel(/Reason/);
  await reason.fill("CHG-4711");
  await page.route(/dry-run-dialog/, (route) => route.abort());
  await form.getByRole("button", { name: "Check without sending" }).click();
  await expect(page.getByText("A part of this page could not be loaded")).toBeVisible();
  await expect(reason).toHaveValue("CHG-4711");
  await page.unroute(/dry-run-dialog/);
  await page.getByRole("button", { name: "Reload the page" }).click();
  await expect(reason).toHaveValue("CHG-4711");
  await expect(form.getByText("Legal").first()).toBeVisible();
});

test("what was entered in the form outlives a reload, and nothing of it a sign-out", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "2 hours", exact: true }).click();
  await form.getByLabel("Text").fill("See you soon");
  await form.getByLabel("Reason for this update").fill("CHG-4711");
  await page.reload();
  await expect(form.getByText(/^What you entered at .+ is back/)).toBeVisible();
  await expect(form.getByText(/move to Win11-24H2-Nov within 2 hours/)).toBeVisible();
  await expect(form.getByLabel("Text")).toHaveValue("See you soon");
  await expect(form.getByLabel("Reason for this update")).toHaveValue("CHG-4711");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Keep editing" }).click();
  await form.getByRole("button", { name: "Update image" }).dblclick();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(1);
  await page.goto(`${deck.url}/catalogs`);
  const next = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await next.getByRole("button", { name: "Use again" }).click();
  await expect(next.getByLabel("Text")).toHaveValue("See you soon");
  await expect(next.getByLabel("Reason for this update")).toHaveValue("");
  const kept = () => page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  expect(await kept()).toContain("See you soon");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Account of ada" }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await expect(page.getByLabel("User name")).toBeVisible();
  expect(await kept()).not.toContain("See you soon");
});

test("a reload while a request is under way never starts a second update", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  const answered = Promise.withResolvers<void>();
  let isFirst = true;
  await page.route(/image-updates$/, async (route) => {
    if (route.request().method() !== "POST" || !isFirst) return await route.continue();
    isFirst = false;
    await route.fetch();
    answered.resolve();
  });
  await form.getByRole("button", { name: "Update image" }).click();
  await answered.promise;
  await page.reload();
  await expect(form.getByText("You left this page before an answer came, so the outcome is unknown.")).toBeVisible();
  await form.getByRole("button", { name: "Resend safely" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(1);
});

for (const { how, comeNear } of [
  { how: "pressed at once", comeNear: async () => undefined },
  {
    how: "pressed after the pointer has rested on it",
    comeNear: async (page: Page, link: Locator) => {
      const asked = page.waitForEvent("requestfailed");
      await link.hover();
      await asked;
    },
  },
]) {
  test(`without network the update form says at once why it does not open, ${how}`, async ({ page, context, deck }) => {
    await openWhole(page, deck);
    await context.setOffline(true);
    const link = page.getByRole("link", { name: "Update image of Legal" });
    await comeNear(page, link);
    await link.click();
    await expect(page.getByText(/The form (opens|appears) as soon as you're back online/)).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByRole("dialog", { name: "Update image" }).getByLabel("Search images")).toBeVisible();
  });
}
