import { statSync } from "node:fs";
import { join } from "node:path";
import { admin } from "../support/deck.ts";
import { card, chooseImage, expect, openAs, test } from "../support/journey.ts";

const largestBytes = 300_000;

/** The README's picture shows times of day: it is taken again with `npx -y pnpm@10 pictures --update-snapshots` alone. */
test("the picture of the README", async ({ page, deck }) => {
  const { updateSnapshots } = test.info().config;
  const keep = updateSnapshots === "all" || updateSnapshots === "changed";
  // High enough for what needs attention and for the running updates.
  await page.setViewportSize({ width: 1280, height: 1_260 });
  await openAs(page, deck, admin);
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByRole("button", { name: "Update image" }).click();
  const progress = page.getByRole("region", { name: "Update under way" });
  await expect(progress).toBeVisible();
  await deck.simulator.control.advance(38_000);
  await expect(progress).toContainText("42");
  await page.goto(`${deck.url}/catalogs`);
  await expect(card(page, "Accounting")).toContainText("42");
  const path = keep
    ? join(import.meta.dirname, "../pictures/catalogs-light.png")
    : test.info().outputPath("catalogs-light.png");
  await page.screenshot({ path, animations: "disabled" });
  expect(statSync(path).size).toBeLessThan(largestBytes);
});
