import type { Page } from "@playwright/test";
import { admin, helpdesk } from "../support/deck.ts";
import { card, catalogAtCitrix, expect, openAs, sessionOf, test, updatesSent } from "../support/journey.ts";
import { planned } from "../support/rollouts.ts";

/** Longer than a simulated update takes. */
const updateMs = 100_000;
/** The 30 seconds in which a start can be undone go by the server's real clock. */
const beginsWithin = { timeout: 60_000 };

test.describe.configure({ timeout: 480_000 });

function state(page: Page, label: string) {
  return page.locator("main").getByText(label, { exact: true }).first();
}

test("two waves run to their end, one after the other, with one message for each", async ({ page, deck }) => {
  const names = ["Accounting", "Human-Resources", "Legal", "Executives", "Warehouse-US"];
  const id = await planned(page, deck, names);
  await page.goto(`${deck.url}/rollouts/${id}`);
  const first = page.getByRole("region", { name: /^Wave 1/ });
  const second = page.getByRole("region", { name: /^Wave 2/ });
  await expect(first.getByRole("progressbar")).toBeVisible(beginsWithin);
  await expect(second).toContainText("Waits for wave 1");
  expect(await updatesSent(deck)).toHaveLength(1);

  // Elsewhere meanwhile: what waits says so.
  await page.getByRole("link", { name: "Catalogs", exact: true }).first().click();
  await expect(card(page, "Legal")).toContainText("In rollout December · wave 2 of 2, waits for wave 1");
  await card(page, "Legal").getByRole("link", { name: "December" }).click();

  await deck.simulator.control.advance(updateMs);
  await expect(page.getByText("December: wave 1 is done")).toBeVisible();
  await expect(second.getByRole("progressbar")).toHaveCount(4);
  expect(await updatesSent(deck)).toHaveLength(5);

  await deck.simulator.control.advance(updateMs);
  await expect(page.getByText("All 5 catalogs have the image.", { exact: false })).toBeVisible();
  await expect(state(page, "Completed")).toBeVisible();
  const sent = (await updatesSent(deck)).map(({ path }) => path);
  expect(new Set(sent).size).toBe(5);
  expect(sent).toHaveLength(5);
});

test("a failure stops it; it is retried, left out, and what was done is rolled back", async ({ page, deck }) => {
  const id = await planned(page, deck, ["Accounting", "Payroll-Test (fails)", "Legal"]);
  await page.goto(`${deck.url}/rollouts/${id}`);
  await expect(page.getByRole("region", { name: /^Wave 1/ }).getByRole("progressbar")).toBeVisible(beginsWithin);
  await deck.simulator.control.advance(updateMs);
  await expect(page.getByRole("region", { name: /^Wave 2/ }).getByRole("progressbar")).toHaveCount(2);
  await deck.simulator.control.advance(updateMs);

  const decisions = page.getByRole("table", { name: "What you can do" });
  await expect(decisions).toBeVisible();
  await expect(
    page.getByRole("heading", { name: /Payroll-Test \(fails\).* failed.* Nothing more starts/ }),
  ).toBeVisible();
  // Somebody has put the catalog in order in Citrix Cloud, and tries again.
  const { id: payroll } = await catalogAtCitrix(deck, "Payroll-Test (fails)");
  const inOrder = { state: "Active", subState: null, statusMessage: null, extraInfo: null, warnings: [] };
  await deck.simulator.control.patchCatalog(payroll, inOrder);
  await decisions.getByRole("button", { name: "Retry what failed" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry what failed" }).click();
  await expect(page.getByText("attempt 2").first()).toBeVisible();
  await deck.simulator.control.advance(updateMs);
  await expect(decisions).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(4);

  await decisions.getByRole("button", { name: "Continue without it" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Continue without it" }).click();
  await expect(state(page, "Completed with failures")).toBeVisible();

  await page.getByRole("link", { name: "Roll back 2 catalogs" }).click();
  await expect(page).toHaveURL(new RegExp(`/rollouts/new\\?rollbackOf=${id}`));
  await expect(page.getByText(/2 will be/)).toBeVisible();
  for (const warning of await page.getByRole("list", { name: "Warnings" }).locator("> li > label input").all()) {
    await warning.check();
  }
  await page.getByLabel("Reason for this update").fill("The printers are gone");
  await page.getByRole("button", { name: "Roll back 2 catalogs" }).click();
  await expect(page).toHaveURL(/\/rollouts\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(state(page, "Canceled")).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(4);
});

test("what somebody else did meanwhile is shown instead of what was asked for", async ({ page, context, deck }) => {
  const id = await planned(page, deck, ["Accounting", "Legal"]);
  await page.goto(`${deck.url}/rollouts/${id}`);
  await expect(page.getByRole("region", { name: /^Wave 1/ }).getByRole("progressbar")).toBeVisible(beginsWithin);
  await page.getByRole("button", { name: /^Cancel the rest/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("The catalog that waits is never sent.");

  const other = await context.newPage();
  await other.goto(`${deck.url}/rollouts/${id}`);
  await other.getByRole("button", { name: "Pause" }).click();
  await expect(state(other, "Paused")).toBeVisible();

  await dialog.getByRole("button", { name: "Cancel the rest" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was done" })).toContainText("Paused");
  await expect(state(page, "Paused")).toBeVisible();
});

test("the helpdesk sees a rollout and is offered nothing", async ({ page, deck }) => {
  const id = await planned(page, deck, ["Accounting", "Legal"]);
  await openAs(page, deck, helpdesk, "/rollouts");
  await page.getByRole("link", { name: "December" }).click();
  await expect(page).toHaveURL(`${deck.url}/rollouts/${id}`);
  await expect(page.getByRole("region", { name: /^Wave 2/ })).toContainText("Legal");
  await expect(page.locator("main").getByRole("button")).toHaveCount(0);
  await page.goto(`${deck.url}/catalogs?view=table`);
  await expect(page.getByRole("row").filter({ hasText: "Legal" })).toContainText("In rollout December");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
});

test("an image's page opens the form for the catalogs that could move to it", async ({ page, deck }) => {
  const { imageId } = await catalogAtCitrix(deck, "Onboarding-Spring");
  await openAs(page, deck, admin, `/images/${imageId}`);
  const updateMany = page.getByRole("button", { name: /^Update (all )?\d+/ }).first();
  const words = await updateMany.textContent();
  await updateMany.click();
  await expect(page).toHaveURL(`${deck.url}/rollouts/new?image=${imageId}`);
  const count = /\d+/.exec(words ?? "")?.[0];
  await expect(page.getByText(new RegExp(`^${count} catalogs chosen`))).toBeVisible();
});

test("while nothing may start, every page says so and no update begins", async ({ page, deck }) => {
  await openAs(page, deck, admin, "/rollouts");
  await page.getByRole("button", { name: "Start nothing…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Certificates are renewed tonight");
  await dialog.getByRole("button", { name: /Start nothing/ }).click();
  const banner = page.getByText(/Certificates are renewed tonight/).first();
  await expect(banner).toBeVisible();
  for (const path of ["/catalogs", "/updates", "/images"]) {
    await page.goto(`${deck.url}${path}`);
    await expect(banner).toBeVisible();
  }
  const { csrfToken } = await sessionOf(page, deck);
  const { id, imageId } = await catalogAtCitrix(deck, "Accounting");
  const refused = await page.request.post(`${deck.url}/api/connections/default/catalogs/${id}/image-updates`, {
    headers: { "x-csrf-token": csrfToken, "idempotency-key": crypto.randomUUID() },
    data: {
      imageId: (await catalogAtCitrix(deck, "Onboarding-Spring")).imageId,
      expectedImageId: imageId,
      vdaUpdateDelay: 60,
      acknowledgedWarnings: [],
    },
  });
  expect(refused.status()).toBe(409);
  expect(await updatesSent(deck)).toEqual([]);
});
