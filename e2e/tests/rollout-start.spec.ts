import type { RolloutDetail, RolloutList } from "@catalog-deck/contract";
import type { Locator, Page } from "@playwright/test";
import { admin, type Deck, helpdesk } from "../support/deck.ts";
import { expect, openAs, test, updatesSent } from "../support/journey.ts";

const connection = "api/connections/default";

/** The rollout that the browser shows, as the server has it. */
async function rolloutShown(page: Page, deck: Deck): Promise<RolloutDetail> {
  await expect(page).toHaveURL(/\/rollouts\/[0-9a-f-]{36}$/);
  const id = new URL(page.url()).pathname.split("/").at(-1);
  return (await page.request.get(`${deck.url}/${connection}/rollouts/${id}`)).json() as Promise<RolloutDetail>;
}

/** The images that the list shows for what was searched. */
function imagesFound(page: Page): Locator {
  return page.getByRole("listbox", { name: "New image" }).getByRole("option");
}

/** Presses Tab until the focus is on a part of the page; fails when it is never reached. */
async function tabTo(page: Page, part: Locator, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    if (await part.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${part}.`);
}

test.describe("a fleet of 80", () => {
  test.use({ simulated: { fleet: { catalogs: 80 } } });

  test("25 catalogs are selected and started in at most 8 actions", async ({ page, deck }) => {
    await openAs(page, deck, admin);
    const fleet = await deck.simulator.control.catalogs();
    const image = "Win11-24H2-Build-035";
    const names = fleet
      .filter(({ state, sessionSupport }) => state === "Active" && sessionSupport === "SingleSession")
      .filter(({ templateImageName }) => templateImageName !== image)
      .map(({ name }) => name)
      .slice(0, 25);
    expect(names).toHaveLength(25);
    await expect(page.getByRole("heading", { level: 1, name: "Catalogs" })).toBeVisible();

    let actions = 0;
    const click = async (part: Locator) => {
      actions += 1;
      await part.click();
    };
    const press = async (keys: string) => {
      actions += 1;
      await page.keyboard.press(keys);
    };
    const typed = async (text: string) => {
      actions += 1;
      await page.keyboard.insertText(text);
    };
    await click(page.getByRole("button", { name: "Paste names…" }));
    await expect(page.getByLabel("Names", { exact: true })).toBeFocused();
    await typed(names.join("\n"));
    await press("Control+Enter");
    const bar = page.getByRole("region", { name: "Selection" });
    await expect(bar).toContainText("25 catalogs");
    await click(bar.getByRole("link", { name: "Update image…" }));
    await expect(page.getByLabel("Search images")).toBeFocused();
    await typed(image);
    await expect(imagesFound(page)).toHaveCount(1);
    await press("Enter");
    await expect(page.getByText("25 catalogs chosen · 25 will be updated")).toBeVisible();
    const warnings = page.getByRole("list", { name: "Warnings" }).locator("> li > label");
    await expect(warnings).toHaveCount(1);
    await click(warnings);
    await press("Control+Enter");

    const rollout = await rolloutShown(page, deck);
    expect(rollout.targets.map(({ catalogName }) => catalogName).sort()).toEqual(names.toSorted());
    expect(rollout.targets.filter(({ wave }) => wave === 1)).toHaveLength(1);
    expect(rollout.undoUntil).toBeDefined();
    expect(await updatesSent(deck)).toEqual([]);
    console.log(`25 catalogs selected and started: ${actions} actions`);
    expect(actions).toBeLessThanOrEqual(8);
    await page.getByRole("link", { name: "Catalogs", exact: true }).first().click();
    await expect(page.getByRole("searchbox")).toBeVisible();
    await expect(bar).toHaveCount(0);
  });
});

test("by keyboard alone: three selected, divided into waves, started at a time", async ({ page, deck }) => {
  await openAs(page, deck, admin, "/catalogs?view=table");
  const rows = page.locator("[data-row-link]");
  await expect(rows.first()).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("Win11-24H2-Oct");
  await page.keyboard.press("Enter");
  await expect(rows.first()).toBeFocused();
  const bar = page.getByRole("region", { name: "Selection" });
  const count = await rows.count();
  let selected = 0;
  for (let row = 0; row < count && selected < 3; row += 1) {
    const box = page
      .locator("tr[data-catalog]", { has: page.locator("[data-row-link]:focus") })
      .locator("[data-select]");
    if ((await box.getAttribute("aria-disabled")) === null) {
      await page.keyboard.press("x");
      selected += 1;
      await expect(box).toBeChecked();
    }
    await page.keyboard.press("ArrowDown");
  }
  await expect(bar).toContainText("3 catalogs");
  await tabTo(page, bar.getByRole("link", { name: "Update image…" }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Search images")).toBeFocused();
  await page.keyboard.type("Win11-24H2-Nov");
  await expect(imagesFound(page)).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^3 catalogs chosen · 3 will be updated/)).toBeVisible();

  const planRows = page.locator("[data-plan-row]");
  const last = (await planRows.nth(2).getAttribute("data-plan-row")) ?? "";
  const lastRow = page.locator(`[data-plan-row="${last}"]`);
  await tabTo(page, lastRow.getByRole("button", { name: /^Move .* up$/ }));
  await page.keyboard.press("Alt+Enter");
  await expect(lastRow.getByRole("combobox")).toHaveValue("2");
  await expect(lastRow.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Alt+ArrowUp");
  await expect(lastRow.getByRole("combobox")).toHaveValue("1");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(lastRow.getByRole("combobox")).toHaveValue("2");
  const inOrder = await planRows.evaluateAll((found) => found.map((row) => row.getAttribute("data-plan-row")));

  for (const warning of await page.getByRole("list", { name: "Warnings" }).locator("> li > label input").all()) {
    await tabTo(page, warning);
    await page.keyboard.press("Space");
    await expect(warning).toBeChecked();
  }
  await tabTo(page, page.getByRole("radio", { name: /^Now/ }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: /^At a time/ })).toBeChecked();
  await tabTo(page, page.getByLabel("Date", { exact: true }));
  // As the browser's field takes it, part by part: in English month, day and year.
  await page.keyboard.type("12052030");
  await tabTo(page, page.getByLabel("Time", { exact: true }));
  await page.keyboard.type("1000PM");
  await page.keyboard.press("Control+Enter");
  const rollout = await rolloutShown(page, deck);
  expect(rollout.start).toMatchObject({ kind: "at", local: "2030-12-05T22:00" });
  expect(rollout.targets.map(({ catalogId }) => catalogId)).toEqual(inOrder);
  expect(rollout.targets.map(({ wave }) => wave)).toEqual([1, 2, 3]);
  expect(await updatesSent(deck)).toEqual([]);
});

/** Selects catalogs by their names, and opens the form for them with an image. Gives its rows by name. */
async function formFor(page: Page, names: readonly string[], image: string): Promise<(name: string) => Locator> {
  await page.getByRole("button", { name: "Paste names…" }).click();
  await page.getByLabel("Names", { exact: true }).fill(names.join("\n"));
  await page.keyboard.press("Control+Enter");
  await page.getByRole("region", { name: "Selection" }).getByRole("link", { name: "Update image…" }).click();
  await page.getByLabel("Search images").fill(image);
  await imagesFound(page).first().click();
  await expect(page.getByText(new RegExp(`^${names.length} catalogs chosen · \\d+ will be updated`))).toBeVisible();
  return (name) => page.locator("[data-plan-row]", { hasText: name });
}

test("rows are dragged between waves; until it begins the plan is changed, and saved", async ({ page, deck }) => {
  await openAs(page, deck, admin);
  const names = ["Accounting", "Human-Resources", "Legal"];
  const row = await formFor(page, names, "Win11-24H2-Nov");
  const waveOf = (name: string) => row(name).getByRole("combobox");
  await expect(waveOf("Legal")).toHaveValue("1");
  // A name that breaks makes its row higher.
  for (const width of [1024, 1440, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const height = (await row("Human-Resources").boundingBox())?.height;
    expect.soft(height, `a row of one line at ${width} px`).toBeLessThan(42);
  }
  await row("Legal").locator("[draggable]").dragTo(row("Accounting"));
  await expect(waveOf("Legal")).toHaveValue("0");
  await expect(waveOf("Accounting")).toHaveValue("0");
  await row("Accounting")
    .locator("[draggable]")
    .dragTo(page.getByRole("row", { name: /^Wave 2/ }));
  await expect(waveOf("Accounting")).toHaveValue("1");
  await page.getByRole("radio", { name: /^At a time/ }).check();
  await page.getByRole("button", { name: /^Schedule for/ }).click();
  const planned = await rolloutShown(page, deck);
  expect(planned.targets.map(({ catalogName, wave }) => [catalogName, wave])).toEqual([
    ["Legal", 1],
    ["Human-Resources", 2],
    ["Accounting", 2],
  ]);

  await page.getByRole("link", { name: "Change the plan" }).click();
  await expect(page).toHaveURL(/\/rollouts\/[0-9a-f-]{36}\/change$/);
  await expect(waveOf("Legal")).toHaveValue("0");
  await page.getByRole("button", { name: "Remove Human-Resources" }).click();
  await page.getByRole("button", { name: "All at once" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Offices, December");
  await expect(page.getByText("2 catalogs chosen · 2 will be updated")).toBeVisible();
  await page.getByRole("button", { name: "Change plan" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Offices, December" })).toBeVisible();
  const changed = await rolloutShown(page, deck);
  expect(changed.id).toBe(planned.id);
  expect(changed.version).toBeGreaterThan(planned.version);
  expect(changed.start).toEqual(planned.start);
  expect(changed.targets.map(({ catalogName, wave }) => [catalogName, wave])).toEqual([
    ["Legal", 1],
    ["Accounting", 1],
  ]);
  await expect(page.getByRole("complementary", { name: "Log and plan" })).toContainText("Plan changed");
  expect(await updatesSent(deck)).toEqual([]);
});

test("helpdesk sees nothing of it, and the server refuses", async ({ page, deck }) => {
  await openAs(page, deck, helpdesk, "/catalogs?view=table");
  const row = page.locator("[data-row-link]").first();
  await expect(row).toBeVisible();
  await row.focus();
  await page.keyboard.press("x");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Paste names…" })).toHaveCount(0);
  await page.goto(`${deck.url}/rollouts/new`);
  await expect(page.getByText("Only administrators can start updates")).toBeVisible();
  const list = (await (await page.request.get(`${deck.url}/${connection}/rollouts`)).json()) as RolloutList;
  expect(list.items).toEqual([]);
});
