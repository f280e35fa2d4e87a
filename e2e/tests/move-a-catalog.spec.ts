import { admin } from "../support/deck.ts";
import { card, catalogAtCitrix, chooseImage, expect, openAs, test, updatesSent } from "../support/journey.ts";

const updateMs = 90_000;

test("moves a catalog to a new image and watches it finish", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await expect(form.getByRole("table")).toContainText("2507.0.100");
  await expect(form.getByRole("table")).toContainText("2511.0.40");
  await form.getByRole("radio", { name: /^Spread over/ }).check();
  await form.getByRole("button", { name: "1 hour", exact: true }).click();
  await expect(form).toContainText(/everyone is logged off by/);
  await form.getByLabel("Reason for this update").fill("CHG-4711");
  await form.getByRole("button", { name: "Update image" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Accounting" })).toBeVisible();
  const live = page.getByRole("region", { name: "Update under way" });
  await expect(live).toContainText("Win11-24H2-Nov");
  const [sent, ...more] = await updatesSent(deck);
  expect(more).toEqual([]);
  expect(sent).toMatchObject({ status: 202, method: "POST" });
  expect(sent?.path).toContain((await catalogAtCitrix(deck, "Accounting")).id);
  const image = (await catalogAtCitrix(deck, "Onboarding-Spring")).imageId;
  expect(sent?.body).toMatchObject({ TemplateId: image, CitrixPrepared: false, VdaUpdateDelay: 60 });

  await deck.simulator.control.advance(updateMs * 0.6);
  await expect(live.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "60");
  await page.getByRole("link", { name: "Catalogs", exact: true }).first().click();
  await expect(card(page, "Accounting")).toContainText("Updating");
  await expect(card(page, "Accounting")).toContainText("by ada");

  await deck.simulator.control.advance(updateMs * 0.5);
  await expect(card(page, "Accounting")).toContainText("Active");
  await expect(card(page, "Accounting")).toContainText("Win11-24H2-Nov");
  await expect(page.getByText(/Accounting.*(Win11-24H2-Nov|succeeded|finished|updated)/i).first()).toBeAttached();

  await page.getByRole("link", { name: "Updates", exact: true }).first().click();
  await page
    .getByRole("row", { name: /Accounting/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  await expect(page.getByText("CHG-4711")).toBeVisible();
});

test("says that machines wait for their restart, and succeeds when they have restarted", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Human-Resources", "Win11-24H2-Nov");
  await form.getByRole("radio", { name: /^As users log off/ }).check();
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Human-Resources" })).toBeVisible();
  await deck.simulator.control.advance(updateMs + 1_000);
  await expect(page.getByText("Waiting for restarts").first()).toBeVisible();
  await expect(page.getByText("Succeeded")).toHaveCount(0);
  await deck.simulator.control.advance(updateMs * 10);
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  expect((await updatesSent(deck)).map(({ body }) => body)).toMatchObject([{ VdaUpdateDelay: -1 }]);
});

for (const { catalog, ending, sentence } of [
  { catalog: "Finance-Lab (rolls back)", ending: "Rolled back", sentence: /old image/ },
  { catalog: "Payroll-Test (fails)", ending: "Failed", sentence: /did not register|not register/ },
]) {
  test(`says that an update ended otherwise: ${ending.toLowerCase()}`, async ({ page, deck }) => {
    await openAs(page, deck, admin);
    const form = await chooseImage(page, catalog, "Win11-24H2-Nov");
    await form.getByRole("button", { name: "Update image" }).click();
    await expect(page.getByRole("heading", { level: 1, name: catalog })).toBeVisible();
    await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
    await deck.simulator.control.advance(updateMs + 1_000);
    await expect(page.getByText(ending).first()).toBeVisible();
    await expect(page.getByText("Succeeded")).toHaveCount(0);
    await expect(page.getByText(sentence).first()).toBeVisible();
    await page.getByRole("link", { name: "Catalogs", exact: true }).first().click();
    await expect(card(page, catalog)).toContainText("Win11-24H2-Oct");
    expect(await updatesSent(deck)).toHaveLength(1);
  });
}

test("asks for the catalog's name before everyone is logged off at once", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  await form.getByRole("radio", { name: /^Right now/ }).check();
  const send = form.getByRole("button", { name: "Update and log everyone off" });
  await send.click();
  await expect(form.getByLabel("The catalog's name")).toBeFocused();
  expect(await updatesSent(deck)).toEqual([]);
  await form.getByLabel("The catalog's name").fill("Legal");
  await send.click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  expect((await updatesSent(deck)).map(({ body }) => body)).toMatchObject([{ VdaUpdateDelay: 0 }]);
});

test("a double click sends one update", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  await deck.simulator.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 300, times: 1 });
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).dblclick();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(1);
});

test("a lost answer of Citrix is found out by reading, and the update is not sent again", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  await deck.simulator.control.setFault({ operation: "startImageUpdate", kind: "breakAfter", times: 1 });
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Update under way" })).toContainText(/since \d\d:\d\d/);
  await deck.simulator.control.advance(updateMs + 1_000);
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(1);
});
