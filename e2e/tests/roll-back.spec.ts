import type { Locator, Page } from "@playwright/test";
import { findings } from "../support/accessibility.ts";
import { admin, type Deck, helpdesk } from "../support/deck.ts";
import { catalogAtCitrix, chooseImage, expect, openAs, test, updatesSent } from "../support/journey.ts";

const updateMs = 90_000;

/** Moves a catalog to the November image and waits for the end; leaves the page on the catalog. */
async function moveToNovember(page: Page, deck: Deck, catalogName: string): Promise<void> {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, catalogName, "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  await deck.simulator.control.advance(updateMs + 1_000);
  await expect(page.getByRole("region", { name: "Update history" }).getByRole("listitem")).toHaveCount(1);
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

test("a catalog goes back to its previous image, with a reason and the same warnings", async ({ page, deck }) => {
  const october = (await catalogAtCitrix(deck, "Accounting")).imageId;
  await moveToNovember(page, deck, "Accounting");
  await page.getByRole("link", { name: "Roll back to Win11-24H2-Oct" }).click();
  const form = page.getByRole("dialog", { name: "Roll back" });
  await expect(form).toContainText("machines restart again and users are logged off again");
  await expect(form.getByRole("table")).toContainText("Win11-24H2-Oct");
  expect(await findings(page)).toEqual([]);
  await form.getByRole("checkbox", { name: /older/ }).check();
  const send = form.getByRole("button", { name: "Roll back" });
  await send.click();
  await expect(form.getByLabel("Reason for this update")).toBeFocused();
  await expect(form).toContainText("Enter why the catalog is rolled back.");
  expect(await updatesSent(deck)).toHaveLength(1);
  await form.getByLabel("Reason for this update").fill("Printing fails");
  await send.click();
  const live = page.getByRole("region", { name: "Update under way" });
  await expect(live).toContainText("Rolling back");
  await expect(live).toContainText("Printing fails");
  await expect(live.getByRole("link", { name: /^the update to Win11-24H2-Nov by ada/ })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("new image");
  expect((await updatesSent(deck))[1]?.body).toMatchObject({ TemplateId: october });
  await deck.simulator.control.advance(updateMs + 1_000);
  await expect(page.getByRole("region", { name: "Image in use" })).toContainText("Win11-24H2-Oct");
  const [newest] = await page.getByRole("region", { name: "Update history" }).getByRole("listitem").all();
  await expect(newest as Locator).toContainText("Printing fails");
  await expect(page.getByRole("link", { name: "Roll back to Win11-24H2-Nov" })).toBeVisible();
  await (newest as Locator).getByRole("link").first().click();
  await expect(page.getByRole("region", { name: "Current state" })).toContainText(
    "The catalog is back on Win11-24H2-Oct.",
  );
  await expectChangeRecord(page, deck);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.getByRole("link", { name: /^the update to Win11-24H2-Nov by ada/ }).click();
  await expect(page.getByRole("link", { name: /^the update to Win11-24H2-Oct by ada/ })).toBeVisible();
});

/** On paper an update is a change record: all that was done, and nothing that is there to be pressed. */
async function expectChangeRecord(page: Page, deck: Deck): Promise<void> {
  const { id, imageId } = await catalogAtCitrix(deck, "Accounting");
  const { customerId, siteId } = deck.simulator;
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByText("Change record of an image update")).toBeVisible();
  const facts = page.getByRole("region", { name: "Facts" });
  for (const fact of [id, imageId ?? "", customerId, siteId, "spread over 1 hour", "ada", "Printing fails"]) {
    await expect(facts.getByText(fact, { exact: true }).first()).toBeVisible();
  }
  await expect(facts).toContainText("Your desktop will be updated");
  const transactionId = page.url().split("/").at(-1) ?? "";
  await expect(facts.getByText(transactionId, { exact: true })).toBeVisible();
  await expect(facts.getByText(/^Transaction/)).toContainText(/[0-9a-f-]{36}/);
  const steps = page.getByRole("region", { name: "Timeline" }).getByRole("listitem");
  for (const step of await steps.all()) await expect(step).toContainText(/20\d\d, \d\d:\d\d:\d\d/);
  await expect(page.getByText(/^Printed by ada, .+ All times are in Europe\/Berlin, UTC\+[12]\.$/)).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("link", { name: /^(Catalogs|Images|Updates|Open catalog)$/ })).toHaveCount(0);
  const colors = await page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body);
    return { backgroundColor, color };
  });
  expect(colors).toEqual({ backgroundColor: "rgb(255, 255, 255)", color: "rgb(0, 0, 0)" });
  const pdf = await page.pdf({ path: test.info().outputPath("change-record.pdf"), format: "A4" });
  expect(pdf.length).toBeGreaterThan(10_000);
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
}

test("a catalog goes back by keyboard alone, and Escape brings the focus back", async ({ page, deck }) => {
  await moveToNovember(page, deck, "Accounting");
  const back = page.getByRole("link", { name: "Roll back to Win11-24H2-Oct" });
  await tabTo(page, back);
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "Roll back" });
  await expect(form).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await expect(back).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, form.getByRole("checkbox", { name: /older/ }));
  await page.keyboard.press("Space");
  await tabTo(page, form.getByLabel("Reason for this update"));
  await page.keyboard.type("Printing fails");
  await tabTo(page, form.getByRole("button", { name: "Roll back" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Update under way" })).toContainText("Win11-24H2-Oct");
  expect(await updatesSent(deck)).toHaveLength(2);
});

test("from an update that Citrix rolled back the old image can be put on all machines again", async ({
  page,
  deck,
}) => {
  await moveToNovember(page, deck, "Finance-Lab (rolls back)");
  await page.getByRole("region", { name: "Update history" }).getByRole("link").click();
  await page.getByRole("link", { name: "Put Win11-24H2-Oct on all machines again" }).click();
  const form = page.getByRole("dialog", { name: "Roll back" });
  await expect(form).toContainText("Win11-24H2-Oct");
  await form.getByRole("link", { name: "View the update being rolled back" }).click();
  await expect(page.getByRole("region", { name: "Current state" })).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(1);
});

test("where Citrix lets no update begin the page says what to do first, and that nothing is to be rolled back", async ({
  page,
  deck,
}) => {
  await moveToNovember(page, deck, "Payroll-Test (fails)");
  await page.getByRole("region", { name: "Update history" }).getByRole("link").click();
  const steps = page.getByRole("list", { name: "What to do" });
  await expect(steps).toContainText("Bring Payroll-Test (fails) back to Active in Citrix Cloud");
  await expect(steps).toContainText("the catalog is already on Win11-24H2-Oct");
  await expect(page.getByRole("link", { name: /[Rr]oll back/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Open catalog" }).click();
  await expect(page.getByRole("button", { name: "Update image" })).toHaveAccessibleDescription(/state is "Error"/);
});

test("helpdesk is not offered a way back", async ({ page, deck }) => {
  await moveToNovember(page, deck, "Accounting");
  const address = new URL(page.url()).pathname;
  await page.context().clearCookies();
  await openAs(page, deck, helpdesk, address);
  await expect(page.getByRole("region", { name: "Update history" }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByText(/[Rr]oll back to Win11/)).toHaveCount(0);
});
