import { admin } from "../support/deck.ts";
import { expect, openAs, signIn, test, watchConsole } from "../support/journey.ts";

test("an administrator makes an account, its owner works with it, and is signed out when it is disabled", async ({
  page,
  browser,
  deck,
}) => {
  await openAs(page, deck, admin);
  await page.getByRole("button", { name: "Account of ada" }).click();
  await page.getByRole("menuitem", { name: "Accounts" }).click();
  await expect(page.getByRole("row", { name: /ada.*you/ })).toBeVisible();
  await page.getByRole("button", { name: "New account" }).click();
  const dialog = page.getByRole("dialog", { name: "New account" });
  await dialog.getByLabel("User name").fill("zoe");
  await dialog.getByLabel("Name", { exact: true }).fill("Zoë");
  await dialog.getByRole("button", { name: "Create account" }).click();
  const done = page.getByRole("dialog", { name: "Account for Zoë created" });
  const password = (await done.getByRole("status").textContent()) ?? "";
  expect(password).toMatch(/^(\w{5}-){3}\w{5}$/);
  await done.getByRole("button", { name: "Done" }).click();

  const elsewhere = await browser.newContext();
  const complaints = await watchConsole(elsewhere);
  const desk = await elsewhere.newPage();
  await openAs(desk, deck, { username: "Zoe", password });
  await expect(desk.getByRole("article")).toHaveCount(24);
  await desk.getByRole("button", { name: "Account of Zoë" }).click();
  await expect(desk.getByRole("menuitem", { name: "Your account" })).toBeVisible();
  await expect(desk.getByRole("menuitem", { name: "Accounts" })).toHaveCount(0);
  await desk.getByRole("menuitem", { name: "Your account" }).click();
  await expect(desk.getByRole("listitem").filter({ hasText: "this browser" })).toHaveCount(1);
  await desk.goto(`${deck.url}/accounts`);
  await expect(desk.getByRole("heading", { name: "This page does not exist" })).toBeVisible();
  await desk.goto(`${deck.url}/catalogs`);
  await expect(desk.getByRole("article")).toHaveCount(24);

  await page.getByRole("button", { name: "Actions for Zoë" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await page.getByRole("dialog", { name: "Disable Zoë?" }).getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("row", { name: /Zoë.*Disabled/ })).toBeVisible();
  const ended = desk.getByRole("dialog", { name: "Your session has ended" });
  await expect(ended).toBeVisible({ timeout: 40_000 });
  await signIn(desk, { username: "zoe", password });
  await expect(ended.getByText("User name or password is wrong.")).toBeVisible();
  expect(complaints).toEqual([]);
  await elsewhere.close();
});

test("the last administrator stays, and the page says why", async ({ page, deck }) => {
  await openAs(page, deck, admin, "/accounts");
  await page.getByRole("button", { name: "Actions for ada" }).click();
  await page.getByRole("menuitem", { name: "Make helpdesk" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make helpdesk" }).click();
  await expect(dialog.getByText("This is the last administrator")).toBeVisible();
});

test("a person changes the own password and signs out everywhere", async ({ page, deck }) => {
  await openAs(page, deck, admin, "/account");
  await page.getByLabel("Current password").fill(admin.password);
  await page.getByLabel("New password").fill("kangaroo ladder tuesday");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(`${deck.url}/sign-in`);
  await signIn(page, { ...admin, password: "kangaroo ladder tuesday" });
  await expect(page).toHaveURL(`${deck.url}/catalogs`);
});
