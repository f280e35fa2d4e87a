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
const first = (count: number) => (body: CatalogList) => ({ ...body, items: body.items.slice(0, count) });

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("the wallboard, and in trouble", async ({ page, context, deck, look, open, say }) => {
      await signedIn(page, deck);
      await open("/wallboard");
      const tiles = page.getByRole("article");
      await expect(tiles).toHaveCount(24);
      await look("wallboard: 24", { whole: false });
      await look("wallboard: 24", { whole: false, width: 768 });
      await look("wallboard: 24", { whole: false, width: 640 });
      await page.emulateMedia({ forcedColors: "active" });
      await look("wallboard: 24 in forced colours", { whole: false, width: 1440 });
      await page.emulateMedia({ forcedColors: "none" });
      for (const [count, name] of [
        [3, "3"],
        [0, "empty"],
      ] as const) {
        await answerChanged<CatalogList>(page, list, first(count));
        await open("/wallboard");
        await look(`wallboard: ${name}`, { whole: false });
        await page.unroute(list);
      }
      await answerChanged<CatalogList>(page, list, (body) => ({
        ...body,
        items: [...body.items.slice(2), { id: "odd-1", name: "Finance-EU", state: "Unknown", unreadable: true }],
        unreadable: 2,
      }));
      await open("/wallboard");
      await expect(page.getByText("Finance-EU").first()).toBeVisible();
      await look("wallboard: not readable", { whole: false });
      await page.unroute(list);
      await answerChanged<CatalogList>(page, list, (body) => ({
        ...body,
        stale: true,
        fetchedAt: new Date(Date.parse(body.fetchedAt) - 14 * 60_000).toISOString(),
        trouble: citrixAway,
      }));
      await open("/wallboard");
      await expect(page.getByText(say("data_old"))).toBeVisible();
      await look("wallboard: stale", { whole: false });
      await page.unroute(list);
      await answerProblem(page, list, 503, { code: "citrix-unavailable", retryAfterMs: 30_000 });
      await open("/wallboard");
      await expect(page.getByText(say("wall_unread"))).toBeVisible();
      await look("wallboard: error", { whole: false });
      await page.unroute(list);
      await answerNever(page, list);
      await page.goto(`${deck.url}/wallboard`);
      await expect(page.getByRole("status", { name: say("wall_reading") })).toBeVisible();
      await look("wallboard: loading", { whole: false });
      await page.unroute(list);
      await open("/wallboard");
      await expect(tiles).toHaveCount(24);
      await context.setOffline(true);
      await expect(page.getByText(say("offline"), { exact: true })).toBeVisible();
      await look("wallboard: offline", { whole: false });
      await context.setOffline(false);
      await open("/wallboard");
      await expect(tiles).toHaveCount(24);
      await answerProblem(page, list, 401, { code: "not-signed-in" });
      await expect(page.getByText(say("wall_signed_out"))).toBeVisible();
      await look("wallboard: session ended", { whole: false });
    });
  });

  test.describe(`${language}, 1,000 catalogs`, () => {
    test.use({ language, simulated: { fleet: { catalogs: 1_000 } } });

    test("the wallboard with many", async ({ page, deck, look, open }) => {
      await signedIn(page, deck);
      await open("/wallboard");
      await expect(page.getByRole("article")).toHaveCount(100);
      await look("wallboard: 1000", { whole: false });
      await answerChanged<CatalogList>(page, list, first(100));
      await open("/wallboard");
      await look("wallboard: 100", { whole: false });
    });
  });
}
