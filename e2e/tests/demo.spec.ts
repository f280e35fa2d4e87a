import { startBff } from "../support/deck.ts";
import { card, chooseImage, expect, test } from "../support/journey.ts";

test("the demo offers its two accounts, and an update started in it goes through its steps", async ({ page }) => {
  const bff = await startBff({});
  try {
    await expect.poll(() => bff.output()).toMatch(/admin.*\n.*helpdesk/);
    await page.goto(bff.url);
    await expect(page.getByRole("button", { name: /view only/ })).toBeVisible();
    await page.getByRole("button", { name: /can start updates/ }).click();
    await expect(page.getByText(/demo/i).first()).toBeVisible();
    await expect(card(page, "Accounting")).toBeVisible();
    const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
    await form.getByRole("button", { name: "Update image" }).click();
    const live = page.getByRole("region", { name: "Update under way" });
    await expect(live).toContainText(/since \d\d:\d\d/);
    await expect(live.getByRole("progressbar")).toHaveAttribute("aria-valuenow", /^[1-9]/);
  } finally {
    await bff.stop();
  }
});
