import type { CatalogList } from "@catalog-deck/contract";
import {
  answerChanged,
  answerNever,
  answerProblem,
  citrixAway,
  expect,
  signedIn,
  test,
} from "../support/pictures-journey.ts";

const list = /\/api\/connections\/\w+\/catalogs$/;

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("catalogs: fleets of every size, filters, and the table", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      await open("/catalogs");
      await expect(page.getByRole("article")).toHaveCount(24);
      await look("catalogs: 24 cards");
      await look("catalogs: 24 cards", { width: 768 });
      await look("catalogs: 24 cards", { width: 640 });
      await page.emulateMedia({ forcedColors: "active" });
      await look("catalogs: 24 in forced colours", { whole: false, width: 1440 });
      await page.emulateMedia({ forcedColors: "none" });
      await page.getByRole("button", { name: say("export_button"), exact: true }).click();
      await look("catalogs: export", { whole: false });
      await page.keyboard.press("Escape");
      await open("/catalogs?view=table");
      await look("catalogs: 24 table");
      await look("catalogs: 24 table", { width: 768 });
      await look("catalogs: 24 table", { width: 640 });
      await open("/catalogs?q=sales&sort=name");
      await look("catalogs: filtered");
      await open("/catalogs?q=nothing-has-this-name");
      await look("catalogs: filtered empty");
      for (const [count, name] of [
        [3, "3"],
        [0, "empty"],
      ] as const) {
        await answerChanged<CatalogList>(page, list, (body) => ({ ...body, items: body.items.slice(0, count) }));
        await open("/catalogs");
        await look(`catalogs: ${name}`);
        await page.unroute(list);
      }
    });

    test("catalogs: while they load, and in trouble", async ({ page, context, deck, look, open, say }) => {
      await signedIn(page, deck);
      await answerNever(page, list);
      await page.goto(`${deck.url}/catalogs`);
      await expect(page.getByText(say("loading_catalogs"))).toBeAttached();
      await look("catalogs: loading");
      await page.goto(`${deck.url}/catalogs?view=table`);
      await expect(page.getByText(say("loading_catalogs"))).toBeAttached();
      await look("catalogs: loading, table");
      await page.unroute(list);
      await answerProblem(page, list, 503, {
        code: "citrix-unavailable",
        citrixTransactionId: "1f3c8a52-0d0b-4c4e-9a70-5f2f4f3f0a11",
        retryAfterMs: 30_000,
      });
      await open("/catalogs");
      await look("catalogs: error");
      await page.unroute(list);
      await open("/catalogs");
      await expect(page.getByRole("article")).toHaveCount(24);
      await answerChanged<CatalogList>(page, list, (body) => ({
        ...body,
        items: [...body.items.slice(2), { id: "odd-1", name: "Finance-EU", state: "Unknown", unreadable: true }],
        unreadable: 2,
      }));
      for (const path of ["/catalogs", "/catalogs?view=table"]) {
        await open(path);
        await expect(page.getByText("Finance-EU").first()).toBeVisible();
        await look(`catalogs: not readable${path.includes("?") ? ", table" : ""}`);
      }
      await page.unroute(list);
      await answerChanged<CatalogList>(page, list, (body) => ({
        ...body,
        stale: true,
        trouble: citrixAway,
      }));
      await open("/catalogs");
      await look("catalogs: stale", { whole: false });
      await page.unroute(list);
      await open("/catalogs");
      await answerProblem(page, list, 503, { code: "citrix-rate-limited", retryAfterMs: 45_000 });
      await expect(page.getByText(say("citrix_limits"))).toBeVisible();
      await look("catalogs: rate-limited", { whole: false });
      await page.unroute(list);
      await open("/catalogs");
      await context.setOffline(true);
      await expect(page.getByText(say("offline"), { exact: true })).toBeVisible();
      await look("catalogs: offline", { whole: false });
      await context.setOffline(false);
    });

    test("menus, keys, messages and pages that do not exist", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      await open("/catalogs");
      await page.getByRole("button", { name: say("account_of", { name: "ada" }) }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await look("menus: account", { whole: false });
      await page.keyboard.press("Escape");
      const filter = page.getByRole("combobox", { name: say("column_state"), exact: true });
      await filter.click();
      await look("menus: filter", { whole: false, width: 1440 });
      await page.keyboard.press("Escape");
      const size = page.viewportSize();
      await page.setViewportSize({ width: 360, height: 780 });
      await page.getByRole("button", { name: say("filters"), exact: true }).click();
      await look("catalogs: filters shown", { whole: false, width: 360 });
      await filter.click();
      await look("menus: filter", { whole: false, width: 360 });
      await page.keyboard.press("Escape");
      if (size) await page.setViewportSize(size);
      await page.locator("body").press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await look("dialogs: keys", { whole: false });
      await open("/nowhere");
      await look("missing: page");
      await open("/catalogs/none");
      await look("missing: catalog");
    });

    test("a session that ends", async ({ page, context, deck, look, open }) => {
      await signedIn(page, deck);
      await open("/catalogs");
      await context.clearCookies({ name: "deck_session" });
      await page.getByRole("link").filter({ hasText: "Legal" }).first().click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await look("dialogs: session ended", { whole: false });
    });
  });

  test.describe(`${language}, 1,000 catalogs`, () => {
    test.use({ language, simulated: { fleet: { catalogs: 1_000 } } });

    test("catalogs: 1,000", async ({ page, deck, look, open }) => {
      await signedIn(page, deck);
      await open("/catalogs");
      await expect(page.getByRole("article").first()).toBeVisible();
      await look("catalogs: 1000 cards", { whole: false });
      await open("/catalogs?view=table");
      await look("catalogs: 1000 table", { whole: false });
      await open("/images");
      await look("images: 1000 catalogs", { whole: false });
      const [first] = await deck.simulator.control.catalogs();
      await page.goto(`${deck.url}/catalogs/${first?.id}/update`);
      await expect(page.getByRole("dialog").getByRole("textbox").first()).toBeVisible();
      await look("form: over 1000 catalogs", { whole: false });
      await open(`/images/${first?.imageId}`);
      await look("image: with 1000 catalogs");
    });
  });
}
