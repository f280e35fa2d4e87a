import type { Catalog, ImageUpdate, ImageUpdateList, UpdateDurations } from "@catalog-deck/contract";
import { catalogAtCitrix } from "../support/journey.ts";
import { answerChanged, expect, signedIn, test } from "../support/pictures-journey.ts";

const many = /\/api\/.*\/image-updates(\?.*)?$/;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const outcomes = ["succeeded", "succeeded", "rolledBack", "succeeded", "failed", "succeeded", "succeeded"] as const;

/** Three months of updates of a catalog, made of one that is there: durations, outcomes and origins of every kind. */
function threeMonthsOf(update: ImageUpdate): ImageUpdate[] {
  return Array.from({ length: 30 }, (_, index) => {
    const state = outcomes[index % outcomes.length] ?? "succeeded";
    const atMs = Date.parse(update.requestedAt ?? "") - index * 3 * dayMs - ((index * 7) % 11) * 47 * minuteMs;
    const isNatural = index % 9 === 4;
    const tookMs = isNatural ? 2.4 * dayMs : (38 + ((index * 37) % 53)) * minuteMs;
    return {
      ...update,
      id: `${update.id}-${index}`,
      state,
      vdaUpdateDelay: isNatural ? -1 : 60,
      requestedAt: new Date(atMs).toISOString(),
      finishedAt: new Date(atMs + tookMs).toISOString(),
      ...(index % 6 === 5 ? { origin: "external", vdaUpdateDelay: undefined, requestedBy: undefined } : {}),
      ...(index % 4 === 1 ? { reason: "CHG0012345: monthly security updates" } : {}),
      ...(state === "succeeded"
        ? {}
        : {
            message: "Citrix could not finish the update and restored the previous image.",
            fact: { code: "put-back", params: {} },
          }),
    };
  });
}

/** A catalog whose update is under way, with what past ones took: its own or those of all catalogs. */
function withUsual(catalog: Catalog, index: number): Catalog {
  if (catalog.activeUpdate === undefined) return catalog;
  const scope = index % 2 === 0 ? "catalog" : "connection";
  return {
    ...catalog,
    usualDuration: { pace: "withinAnHour", scope, updates: 24, p50Ms: 52 * minuteMs, p95Ms: 80 * minuteMs },
  };
}

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("the history of a catalog, durations and the way back", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      const { id } = await catalogAtCitrix(deck, "Accounting");
      await open(`/catalogs/${id}/update`);
      const form = page.getByRole("dialog");
      await form.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await form.getByText("Win11-24H2-Nov", { exact: true }).click();
      await form.getByRole("button", { name: say("submit_update"), exact: true }).click();
      await expect(page.getByRole("region", { name: say("update_under_way") })).toBeVisible();
      await answerChanged<UpdateDurations>(page, /\/durations\?/, () => ({
        items: [{ pace: "withinAnHour", scope: "catalog", updates: 24, p50Ms: 52 * minuteMs, p95Ms: 80 * minuteMs }],
      }));
      await open(`/catalogs/${id}`);
      await look("catalog: usual duration", { whole: false });
      await answerChanged<{ items: Catalog[] }>(page, /\/api\/.*\/catalogs$/, (list) => ({
        ...list,
        items: list.items.map(withUsual),
      }));
      for (const path of ["/catalogs", "/wallboard"]) {
        await open(path);
        await expect(page.getByRole("article", { name: "Accounting" })).toBeVisible();
        await look(`${path.slice(1)}: usual duration`, { whole: false });
      }
      await page.unroute(/\/api\/.*\/catalogs$/);
      await deck.simulator.control.advance(91_000);
      await open(`/catalogs/${id}`);
      const history = page.getByRole("region", { name: say("update_history") });
      await expect(history.getByRole("listitem")).toHaveCount(1);
      await answerChanged<ImageUpdateList>(page, many, (body) => {
        const update = body.items.find(({ origin }) => origin === "catalog-deck");
        return update ? { items: threeMonthsOf(update), nextCursor: "older" } : body;
      });
      await open(`/catalogs/${id}`);
      await expect(history.getByRole("listitem")).toHaveCount(30);
      await look("catalog: history");
      const durations = page.getByRole("region", { name: say("chart_title") });
      await open("/updates?durations=shown");
      await expect(durations.getByRole("img").first()).toBeVisible();
      await look("updates: durations", { whole: false });
      await page.emulateMedia({ forcedColors: "active" });
      await look("updates: durations in forced colors", { whole: false, width: 1440 });
      await page.emulateMedia({ forcedColors: "none" });
      await durations.getByRole("button", { name: say("chart_table") }).click();
      await look("updates: durations as a table", { whole: false });
      await page.unroute(many);
      await open("/updates?durations=shown&state=failed");
      await look("updates: no durations", { whole: false });
      await open(`/catalogs/${id}`);
      await page.locator('a[href*="rollback="]').click();
      await expect(form.getByText(say("rollback_restarts"), { exact: true })).toBeVisible();
      await look("form: roll back", { whole: false });
      await form.getByRole("button", { name: say("rollback_submit"), exact: true }).click();
      await form.getByLabel(say("form_reason_label")).scrollIntoViewIfNeeded();
      await look("form: roll back, reason missing", { whole: false });
      for (const tick of await form.getByRole("checkbox").all()) await tick.check();
      await form.getByLabel(say("form_reason_label")).fill("CHG0012345");
      await form.getByRole("button", { name: say("rollback_submit"), exact: true }).click();
      await expect(page.getByRole("region", { name: say("update_under_way") })).toBeVisible();
      await look("catalog: being rolled back");
      await page.getByRole("link", { name: say("open_update") }).click();
      await expect(page.getByRole("region", { name: say("where_it_stands") })).toBeVisible();
      await look("update: a roll back");
    });
  });
}
