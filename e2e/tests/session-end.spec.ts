import { admin } from "../support/deck.ts";
import { chooseImage, expect, openAs, signIn, test, updatesSent } from "../support/journey.ts";

test("a session that ends keeps the page and its form, and goes on after signing in again", async ({
  page,
  context,
  deck,
}) => {
  await openAs(page, deck, admin, "/catalogs?q=accounting");
  const form = await chooseImage(page, "Accounting", "Win11-24H2-Nov");
  await form.getByLabel("Reason for this update").fill("half typed");
  await context.clearCookies();

  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  await form.getByRole("button", { name: "Update image" }).click();
  await expect(ended).toBeVisible();
  expect(await updatesSent(deck)).toEqual([]);
  await signIn(page, admin);
  await expect(ended).toBeHidden();

  await expect(form.getByLabel("Reason for this update")).toHaveValue("half typed");
  await expect(form.getByRole("button", { name: /^Change/ })).toBeVisible();
  await form.getByRole("button", { name: /^(Update image|Resend safely)$/ }).click();
  await expect(page.getByRole("region", { name: "Update under way" })).toBeVisible();
  expect(await updatesSent(deck)).toHaveLength(1);
});
