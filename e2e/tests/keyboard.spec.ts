import type { Locator, Page } from "@playwright/test";
import { admin } from "../support/deck.ts";
import { catalogAtCitrix, expect, signedIn, test, updatesSent } from "../support/journey.ts";

/** Presses Tab until the focus is on a part of the page; fails when it is never reached. */
async function tabTo(page: Page, part: Locator, atMost = 60): Promise<void> {
  for (let presses = 0; presses < atMost; presses += 1) {
    await page.keyboard.press("Tab");
    if (await part.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${part}.`);
}

test("signs in, searches and starts an update by keyboard alone; the focus is where one expects it", async ({
  page,
  deck,
}) => {
  await page.goto(`${deck.url}/sign-in`);
  await expect(page.getByLabel("User name")).toBeFocused();
  await page.keyboard.type(admin.username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(admin.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article")).toHaveCount(24);

  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search catalogs" })).toBeFocused();
  await page.keyboard.type("accounting");
  await expect(page.getByRole("article")).toHaveCount(1);
  const open = page.getByRole("link", { name: "Update image of Accounting" });
  await tabTo(page, open);
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "Update image" });
  await expect(form.getByLabel("Search images")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await expect(open).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(form.getByLabel("Search images")).toBeFocused();
  await page.keyboard.type("Win11-24H2-Nov");
  await expect(form.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(form.getByRole("button", { name: /^Change/ })).toBeFocused();
  const slider = form.getByRole("slider", { name: "Spread over" });
  await tabTo(page, slider);
  await page.keyboard.press("PageUp");
  await expect(slider).toHaveAttribute("aria-valuetext", "1 hour 30 minutes");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  const [sent, ...more] = await updatesSent(deck);
  expect(more).toEqual([]);
  expect(sent?.body).toMatchObject({ VdaUpdateDelay: 90 });
  await expect(page.locator("main:focus, main :focus")).toHaveCount(1);
});

test("the focus goes to the page that one goes to, and back from menus and dialogs", async ({ page, deck }) => {
  await signedIn(page, deck);
  await page.goto(`${deck.url}/catalogs`);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.getByRole("link", { name: "Images", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Images" })).toBeVisible();
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await expect(page.getByRole("heading", { level: 1, name: "Updates" })).toBeVisible();
  await expect(page.getByRole("main")).toBeFocused();

  const account = page.getByRole("button", { name: "Account of ada" });
  await account.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(account).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(account).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Your account" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
  await expect(page.getByRole("main")).toBeFocused();
});

test("screen readers hear of transitions and never of ticks", async ({ page, deck }) => {
  await signedIn(page, deck);
  await page.goto(`${deck.url}/catalogs`);
  await expect(page.getByRole("progressbar").first()).toBeVisible();
  await page.evaluate(() => {
    const spoken: string[] = [];
    Object.assign(window, { spoken });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const part = target instanceof Element ? target : target.parentElement;
        const region = part?.closest("[aria-live],[role=status],[role=alert]");
        if (region) spoken.push(region.textContent ?? "");
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  const spoken = () => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
  const age = page.getByRole("banner").getByText(/ago|just now/);
  const first = await age.textContent();
  await expect(age).not.toHaveText(first ?? "");
  const bar = page.getByRole("progressbar", { name: "Update of Sales-EU" });
  const salesEu = await catalogAtCitrix(deck, "Sales-EU");
  for (const poll of [1, 2, 3]) {
    const before = await bar.getAttribute("aria-valuetext");
    await deck.simulator.control.patchCatalog(salesEu.id, { taskCompletionPercentage: 70 + poll });
    // What the browser does when one comes back to the tab: the page asks at once.
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    // An external update is read less often than the list.
    await expect(bar).not.toHaveAttribute("aria-valuetext", before ?? "", { timeout: 45_000 });
  }
  const { id } = (await deck.simulator.control.catalogs()).find(({ name }) => name === "Legal") ?? { id: "" };
  expect(await spoken()).toEqual([]);
  await deck.simulator.control.patchCatalog(id, { state: "Processing", subState: "ProcessingVdaCopyingMasterImage" });
  await expect.poll(spoken, { timeout: 45_000 }).toContainEqual(expect.stringContaining("Legal"));
  expect((await spoken()).filter((words) => words !== "").length).toBeLessThanOrEqual(2);
});
