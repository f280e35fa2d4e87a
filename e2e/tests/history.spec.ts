import { findings, overflowPx } from "../support/accessibility.ts";
import { admin } from "../support/deck.ts";
import { catalogAtCitrix, expect, openAs, test } from "../support/journey.ts";

const updateMs = 90_000;
const images = ["Win11-24H2-Nov", "Win11-24H2-Oct"];

test("three updates make a history, a chart and an estimate of their own", async ({ page, deck }) => {
  test.slow();
  const { id } = await catalogAtCitrix(deck, "Accounting");
  await openAs(page, deck, admin, `/catalogs/${id}`);
  const history = page.getByRole("region", { name: "Update history" });
  await expect(history).toContainText("No earlier updates");
  const start = async (imageName: string) => {
    await page.goto(`${deck.url}/catalogs/${id}/update`);
    const form = page.getByRole("dialog", { name: "Update image" });
    await form.getByLabel("Search images").fill(imageName);
    await form.getByText(imageName, { exact: true }).click();
    for (const box of await form.getByRole("checkbox").all()) await box.check();
    await form.getByRole("button", { name: "Update image" }).click();
    await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  };
  for (const round of [0, 1, 2]) {
    await start(images[round % 2] ?? "");
    await deck.simulator.control.advance(updateMs + 1_000);
    await expect(history.getByRole("listitem")).toHaveCount(round + 1);
  }
  await expect(history.getByRole("listitem").first()).toContainText("Succeeded");
  await expect(history.getByRole("listitem").first()).toContainText(/took \d+ s/);

  await start(images[1] ?? "");
  const live = page.getByRole("region", { name: "Update under way" });
  await expect(live).toContainText(/usually 1 min \(3 updates of this catalog\)/);
  await expect(live).toContainText(/done about \d\d:\d\d/);
  await live.getByRole("link", { name: /update/i }).click();
  await expect(page.getByRole("region", { name: "Current state" })).toContainText("3 updates of this catalog");

  for (const [colorScheme, width] of [
    ["light", 1440],
    ["dark", 360],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${deck.url}/catalogs`);
    await expect(page.getByRole("article", { name: "Accounting" })).toContainText("usually 1 min");
    expect.soft(await overflowPx(page), `catalogs, ${width}`).toBeLessThanOrEqual(0);
    await page.goto(`${deck.url}/catalogs/${id}`);
    await expect(history.getByRole("listitem")).toHaveCount(3);
    expect.soft(await findings(page), `catalog, ${colorScheme}, ${width}`).toEqual([]);
    await page.goto(`${deck.url}/updates?durations=shown`);
    const durations = page.getByRole("region", { name: "How long updates took" });
    await expect(durations.getByRole("img", { name: /Half of them took no longer than 1 min/ })).toBeVisible();
    await expect(durations).toContainText(/\d updates\. Half of them took/);
    expect.soft(await findings(page), `durations, ${colorScheme}, ${width}`).toEqual([]);
    expect.soft(await overflowPx(page), `durations, ${width}`).toBeLessThanOrEqual(0);
    await durations.getByRole("button", { name: "Table" }).click();
    await expect(durations.getByRole("row", { name: /Accounting/ })).toHaveCount(3);
    expect.soft(await findings(page), `durations as a table, ${colorScheme}, ${width}`).toEqual([]);
  }
});
