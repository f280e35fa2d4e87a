import type { Locator, Page } from "@playwright/test";
import { admin } from "../support/deck.ts";
import { chooseImage, expect, holdBack, openAs, test } from "../support/journey.ts";
import { signedIn } from "../support/language-journey.ts";

/** Opens something by keyboard from `opener`, closes it by Escape, and finds the focus where it was. */
async function comesBack(page: Page, opener: Locator, opened: Locator, inBetween?: () => Promise<void>): Promise<void> {
  // What was opened before may still be fading.
  await expect(opened).toHaveCount(0);
  await opener.focus();
  await page.keyboard.press("Enter");
  await inBetween?.();
  await expect(opened).toBeVisible();
  await expect.soft(page.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(opened).toHaveCount(0);
  await expect.soft(opener).toBeFocused();
}

test("the focus comes back from every menu and dialog, and stays with what one presses", async ({ page, deck }) => {
  const dialog = page.getByRole("dialog");
  const choose = (name: string) => async () => {
    await page.getByRole("menuitem", { name, exact: true }).focus();
    await page.keyboard.press("Enter");
  };
  await signedIn(page, deck);
  await page.goto(`${deck.url}/accounts`);
  await comesBack(page, page.getByRole("button", { name: "New account" }), dialog);
  const actions = page.getByRole("button", { name: "Actions for ada" });
  await comesBack(page, actions, page.getByRole("menu"));
  await comesBack(page, actions, dialog, choose("Make helpdesk"));
  await comesBack(page, actions, dialog, choose("Set a new password"));
  const account = page.getByRole("button", { name: "Account of ada" });
  await comesBack(page, account, dialog, choose("Keyboard shortcuts"));
  await actions.focus();
  await page.keyboard.press("Enter");
  await choose("Make helpdesk")();
  const confirm = dialog.getByRole("button", { name: "Make helpdesk" });
  await confirm.focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect.soft(confirm).toBeFocused();

  await page.goto(`${deck.url}/account`);
  await comesBack(page, page.getByRole("button", { name: "Sign out everywhere" }), dialog);
  await page.goto(`${deck.url}/audit`);
  await comesBack(page, page.getByRole("combobox").first(), page.getByRole("listbox"));
  for (const name of ["Verify the chain", "Refresh"]) {
    const button = page.getByRole("button", { name });
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText(/^\d+:[0-9a-f]{64}$/)).toBeVisible();
    await expect.soft(button).toBeFocused();
  }

  await page.goto(`${deck.url}/catalogs?q=legal`);
  await comesBack(page, page.getByRole("button", { name: "Views" }), dialog, choose("Save as a new view…"));
  await comesBack(page, page.getByRole("button", { name: "Export" }), page.getByRole("menu"));
  const card = page.getByRole("link", { name: "Update image of Legal" });
  await page.goto(`${deck.url}/catalogs`);
  await comesBack(page, card, dialog);
  const form = await chooseImage(page, "Legal", "Win11-24H2-Nov");
  const check = page.getByRole("dialog", { name: "Check without sending" });
  await comesBack(page, form.getByRole("button", { name: "Check without sending" }), check);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toHaveCount(0);

  await page.context().clearCookies({ name: "deck_session" });
  const images = page.getByRole("link", { name: "Images", exact: true });
  await images.focus();
  await page.keyboard.press("Enter");
  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(ended.getByLabel("User name")).toHaveValue("ada");
  await expect(ended.getByLabel("Password", { exact: true })).toBeFocused();
  await page.keyboard.type(admin.password);
  await page.keyboard.press("Enter");
  await expect(ended).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "Images" })).toBeVisible();
  await expect(page.locator(":focus")).toHaveCount(1);
});

test("a menu pressed before it has loaded opens when it comes, stays open, and gives the focus back", async ({
  page,
  deck,
}) => {
  const release = await holdBack(page.context(), /header-menus|export-menu|select-/);
  await openAs(page, deck, admin);
  const account = page.getByRole("button", { name: "Account of ada" });
  await account.click();
  release();
  const signOut = page.getByRole("menuitem", { name: "Sign out" });
  await expect(signOut).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menu").locator(":focus")).toHaveCount(1);
  await expect(signOut).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(signOut).toBeHidden();
  await expect(account).toBeFocused();
});

test("a menu that comes while its button is pressed opens, and stays open when the button is let go", async ({
  page,
  deck,
}) => {
  const release = await holdBack(page.context(), /header-menus/);
  await openAs(page, deck, admin);
  const account = page.getByRole("button", { name: "Account of ada" });
  await account.hover();
  await page.mouse.down();
  const loaded = page.waitForResponse(/header-menus/);
  release();
  await (await loaded).finished();
  const signOut = page.getByRole("menuitem", { name: "Sign out" });
  await expect(signOut).toBeVisible({ timeout: 5_000 });
  await page.mouse.up();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menu").locator(":focus")).toHaveCount(1);
  await expect(signOut).toBeVisible();
});
