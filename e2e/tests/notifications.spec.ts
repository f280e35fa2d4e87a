import type { BrowserContext, Locator, Page } from "@playwright/test";
import { admin, type Deck, helpdesk } from "../support/deck.ts";
import { answerTo, chooseImage, expect, openAs, sessionOf, test } from "../support/journey.ts";

const updateMs = 90_000;

interface Shown {
  title: string;
  body: string;
}

interface Notified {
  shown: Shown[];
  asked: number;
  press(): void;
}

/** Puts a recorder in the place of the browser's notifications, in every page of the context. */
async function recordNotifications(context: BrowserContext, permission: NotificationPermission): Promise<void> {
  await context.addInitScript((start: NotificationPermission) => {
    const made: EventTarget[] = [];
    const notified: Notified = { shown: [], asked: 0, press: () => made.at(-1)?.dispatchEvent(new Event("click")) };
    class Recorder extends EventTarget {
      static permission = start;
      static async requestPermission() {
        notified.asked += 1;
        Recorder.permission = "granted";
        return "granted";
      }
      constructor(title: string, options: NotificationOptions) {
        super();
        made.push(this);
        notified.shown.push({ title, body: options.body ?? "" });
      }
      close() {}
    }
    Object.assign(window, { Notification: Recorder, notified });
  }, permission);
}

const notifiedOf = (page: Page) =>
  page.evaluate(() => {
    const { shown, asked } = (window as unknown as { notified: Notified }).notified;
    return { shown, asked };
  });

async function startUpdate(page: Page, catalog: string): Promise<void> {
  const form = await chooseImage(page, catalog, "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
}

async function choiceOf(page: Page, deck: Deck): Promise<unknown> {
  return (await (await page.request.get(`${deck.url}/api/settings`)).json()).notifications?.choice;
}

async function choose(page: Page, deck: Deck, choice: "all" | "mine" | "none"): Promise<void> {
  const { csrfToken } = await sessionOf(page, deck);
  const headers = { "x-csrf-token": csrfToken };
  const answer = await answerTo(() =>
    page.request.put(`${deck.url}/api/settings/notifications`, { headers, data: { choice } }),
  );
  expect(answer.status()).toBe(204);
}

/** Whether all of an element can be seen and pressed: nothing lies over any of its parts. */
const isUncovered = (element: Locator) =>
  element.evaluate((itself) => {
    const { left, top, width, height } = itself.getBoundingClientRect();
    const shares = [0.04, 0.25, 0.5, 0.75, 0.96];
    return shares.every((across) =>
      shares.every((down) => itself.contains(document.elementFromPoint(left + width * across, top + height * down))),
    );
  });

/** A message that stays covers neither the palette nor the form's button, on a desk and on a phone. */
async function expectMessagesBeside(page: Page): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.getByRole("link", { name: "Catalogs", exact: true }).first().click();
  await expect(page.getByRole("article").first()).toBeVisible();
  const form = page.getByRole("dialog", { name: "Update image" });
  const send = form.getByRole("button", { name: "Update image" });
  const palette = page.getByRole("dialog", { name: "Command palette" });
  for (const [width, height] of [
    [1440, 900],
    [360, 740],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.keyboard.press("ControlOrMeta+k");
    await expect(palette.getByRole("option").first()).toBeVisible();
    expect(await isUncovered(palette), `palette, ${width}`).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Update image of Legal" }).click();
    await expect(send).toBeVisible();
    await expect.poll(() => isUncovered(send), `button, ${width}`).toBe(true);
    await page.goBack();
    await expect(form).toBeHidden();
  }
  await page.setViewportSize(before);
}

test("asks after the first update, in the page; the browser only after a yes; then tells of the end and leads to it", async ({
  page,
  context,
  deck,
}) => {
  await recordNotifications(context, "default");
  await openAs(page, deck, admin);
  expect(await choiceOf(page, deck)).toBeUndefined();
  await startUpdate(page, "Accounting");
  const messages = page.getByRole("region", { name: "Messages" });
  await expect(messages.getByText(/Accounting: get a notification when/)).toBeVisible();
  expect((await notifiedOf(page)).asked).toBe(0);
  await expectMessagesBeside(page);
  await messages.getByRole("button", { name: "My updates" }).click();
  await expect(messages.getByText("You will be notified when an update ends")).toBeVisible();
  expect((await notifiedOf(page)).asked).toBe(1);
  expect(await choiceOf(page, deck)).toBe("mine");

  await page.getByRole("link", { name: "Images", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Images" })).toBeVisible();
  await deck.simulator.control.advance(updateMs + 1_000);
  await expect.poll(async () => (await notifiedOf(page)).shown).toHaveLength(1);
  const [told] = (await notifiedOf(page)).shown;
  expect(told?.title).toBe("Accounting runs Win11-24H2-Nov");
  await page.evaluate(() => (window as unknown as { notified: Notified }).notified.press());
  await expect(page).toHaveURL(/\/updates\/[^/]+$/);
  await expect(page.getByText("Succeeded").first()).toBeVisible();

  await page.getByRole("link", { name: "Catalogs", exact: true }).first().click();
  await startUpdate(page, "Legal");
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  await expect(page.getByText(/get a notification when the update ends/)).toHaveCount(0);
});

test("who says no, or nothing, is not asked again and told nothing", async ({ page, context, deck }) => {
  await recordNotifications(context, "default");
  await openAs(page, deck, admin);
  await startUpdate(page, "Accounting");
  await expect(page.getByText(/Accounting: get a notification when/)).toBeVisible();
  await expect.poll(() => choiceOf(page, deck)).toBe("none");
  await page.goto(`${deck.url}/catalogs`);
  await startUpdate(page, "Legal");
  await expect(page).toHaveTitle(/^\d+ updating · Legal/);
  await expect(page.getByText(/get a notification when the update ends/)).toHaveCount(0);
  await deck.simulator.control.advance(updateMs + 1_000);
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  expect(await notifiedOf(page)).toEqual({ shown: [], asked: 0 });
});

test("two tabs tell of an end once; the title and the icon show what runs and what has ended", async ({
  page,
  context,
  deck,
}) => {
  await context.grantPermissions(["notifications"]);
  await recordNotifications(context, "granted");
  await openAs(page, deck, admin);
  await choose(page, deck, "all");
  await page.reload();
  const second = await context.newPage();
  await second.goto(`${deck.url}/updates`);
  const icon = (tab: Page) => tab.locator("link[rel=icon]");
  const running = /^2 updating · /;
  await expect(page).toHaveTitle(running);
  await expect(second).toHaveTitle(running);
  await startUpdate(page, "Payroll-Test (fails)");
  await expect(page).toHaveTitle(/^3 updating · Payroll-Test/);
  // Updates that have run for long are looked at every 15 s.
  await expect(second).toHaveTitle(/^3 updating · Updates/, { timeout: 25_000 });
  await expect(icon(second)).toHaveAttribute("href", "/icon-updating.svg");

  await deck.simulator.control.advance(updateMs + 1_000);
  await Promise.all(
    [page, second].map(async (tab) => {
      await expect(icon(tab)).toHaveAttribute("href", "/icon-attention.svg", { timeout: 25_000 });
      await expect(tab).toHaveTitle(/^(Payroll-Test \(fails\): Failed|\d+ (updates ended|of \d+ updates failed)) · /);
    }),
  );
  const told = async () =>
    [...(await notifiedOf(page)).shown, ...(await notifiedOf(second)).shown].filter(({ title }) =>
      title.startsWith("Payroll-Test"),
    );
  await expect.poll(told).toHaveLength(1);
  await second.bringToFront();
  await expect(icon(second)).not.toHaveAttribute("href", "/icon-attention.svg", { timeout: 20_000 });
  expect(await told()).toHaveLength(1);
});

test("the choice stands on the account page, and can be changed there", async ({ page, context, deck }) => {
  await recordNotifications(context, "default");
  await openAs(page, deck, helpdesk, "/account");
  const section = page.getByRole("region", { name: "Notifications" });
  await expect(section.getByRole("radio", { name: "None" })).toBeChecked();
  await expect(section.getByRole("radio", { name: "Updates I start" })).toHaveCount(0);
  await section.getByRole("radio", { name: "All updates" }).check();
  await expect(page.getByText("You will be notified when an update ends")).toBeVisible();
  expect(await choiceOf(page, deck)).toBe("all");
  await page.reload();
  await expect(section.getByRole("radio", { name: "All updates" })).toBeChecked();
});

test("a browser without notifications says so, and everything else works", async ({ page, context, deck }) => {
  await context.addInitScript(() => Reflect.deleteProperty(window, "Notification"));
  await openAs(page, deck, admin);
  await choose(page, deck, "all");
  await startUpdate(page, "Accounting");
  await deck.simulator.control.advance(updateMs + 1_000);
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  await page.goto(`${deck.url}/account`);
  await expect(page.getByText(/This browser can't show notifications here/)).toBeVisible();
});
