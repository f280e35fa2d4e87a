import { connectionSettings } from "@catalog-deck/simulator";
import { startBff } from "../support/deck.ts";
import { expect, openAs, test } from "../support/journey.ts";

test("the link of the first start makes the first account once", async ({ page, deck }) => {
  // A second server on the same simulated Citrix Cloud, with an empty database.
  const bff = await startBff(connectionSettings(deck.simulator));
  await expect.poll(() => bff.output()).toContain("/set-up#");
  const link = /http\S+\/set-up#\S+/.exec(bff.output())?.[0] ?? "";
  await page.goto(link);
  await page.getByLabel("User name").fill("grace");
  await page.getByLabel("Password").fill("kangaroo ladder tuesday");
  await page.getByRole("button", { name: "Create account and sign in" }).click();
  await expect(page).toHaveURL(`${bff.url}/catalogs`);
  await expect(page.getByRole("article")).toHaveCount(24);

  const other = await page.context().browser()?.newContext();
  const again = await other?.newPage();
  if (again === undefined) throw new Error("no second browser");
  await again.goto(link);
  await again.getByLabel("User name").fill("mallory");
  await again.getByLabel("Password").fill("kangaroo ladder tuesday");
  await again.getByRole("button", { name: "Create account and sign in" }).click();
  await expect(again.getByRole("heading", { name: "This link is no longer valid" })).toBeVisible();
  await openAs(again, bff, { username: "grace", password: "kangaroo ladder tuesday" });
  await other?.close();
  await bff.stop();
});
