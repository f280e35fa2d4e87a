import { chooseImage, sessionOf } from "../support/journey.ts";
import { expect, signedIn, test } from "../support/pictures-journey.ts";

const saved = {
  views: [
    { name: "Europe, what needs attention", search: "show=needsAttention&region=westeurope" },
    { name: "Sales", search: "q=sales" },
    {
      name: "Everything as a table, for the weekly look at images that are old",
      search: "view=table",
    },
  ],
  default: "Sales",
};

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("saved views", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      await open("/catalogs?q=legal");
      const menu = page.getByRole("button", { name: say("view_menu"), exact: true });
      await menu.click();
      await expect(page.getByRole("menu")).toBeVisible();
      await look("views: none yet", { whole: false });
      await page.getByRole("menuitem", { name: say("view_save_new") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: say("view_save") })
        .click();
      await look("views: name missing", { whole: false });
      await page.keyboard.press("Escape");

      const { csrfToken } = await sessionOf(page, deck);
      const headers = { "x-csrf-token": csrfToken };
      const address = `${deck.url}/api/settings/saved-views?connection=default`;
      expect((await page.request.put(address, { headers, data: saved })).status()).toBe(204);
      await open("/catalogs");
      await expect(page).toHaveURL(/q=sales/);
      await look("views: default");
      const sales = { name: "Sales" };
      await page.getByRole("button", { name: say("view_current", sales) }).click();
      await look("views: menu", { whole: false });
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: say("as_table") }).click();
      await page.getByRole("button", { name: say("view_current_changed", sales) }).click();
      await look("views: menu, changed", { whole: false });
      await page.getByRole("menuitem", { name: say("view_delete", sales) }).click();
      await expect(page.getByRole("button", { name: say("view_undo") })).toBeVisible();
      await look("views: deleted", { whole: false });
      await open("/catalogs?view=table");
      await look("views: long name", { whole: false });
    });

    test("notifications", async ({ page, context, deck, look, open, say }) => {
      await context.addInitScript(() => {
        Object.defineProperty(Notification, "permission", { get: () => "default" });
      });
      await signedIn(page, deck);
      await open("/account");
      await look("notifications: account");
      const { csrfToken } = await sessionOf(page, deck);
      await open("/catalogs");
      if (language === "en") {
        await (await chooseImage(page, "Accounting", "Win11-24H2-Nov"))
          .getByRole("button", { name: "Update image" })
          .click();
        await expect(page.getByRole("button", { name: say("notify_question_all") })).toBeVisible();
        await look("notifications: question", { whole: false });
      }
      const headers = { "x-csrf-token": csrfToken };
      await page.request.put(`${deck.url}/api/settings/notifications`, { headers, data: { choice: "mine" } });
      await open("/account");
      await expect(page.getByRole("button", { name: say("notify_allow_here") })).toBeVisible();
      await look("notifications: not allowed here");
    });
  });
}
