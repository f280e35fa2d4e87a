import { join } from "node:path";
import type { ImageUpdate, ImageUpdateList } from "@catalog-deck/contract";
import { catalogAtCitrix } from "../support/journey.ts";
import { picturesFolder } from "../support/pictures.ts";
import { answerChanged, answerNever, answerProblem, expect, signedIn, test } from "../support/pictures-journey.ts";
import { inShape, type UpdateShape, updateShapes } from "../support/update-states.ts";

const one = /\/api\/.*\/image-updates\/[\w-]+$/;
/** What A4 leaves between its margins at 96 dots per inch. */
const paperPx = 673;
const many = /\/api\/.*\/image-updates(\?.*)?$/;

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("a running update on its card, its catalog's page and its own", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      const { id } = await catalogAtCitrix(deck, "Accounting");
      await open(`/catalogs/${id}`);
      await look("catalog: at rest");
      await open(`/catalogs/${id}/update`);
      const form = page.getByRole("dialog");
      await form.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await form.getByText("Win11-24H2-Nov", { exact: true }).click();
      await form.getByRole("button", { name: say("submit_update"), exact: true }).click();
      await expect(page.getByRole("region", { name: say("update_under_way") })).toBeVisible();
      await deck.simulator.control.advance(38_000);
      await expect(page.getByRole("region", { name: say("update_under_way") })).toContainText("42");
      await look("catalog: updating, toast", { whole: false });
      await open(`/catalogs/${id}`);
      await look("catalog: updating");
      await open("/updates");
      await look("updates: one under way");
      await page.getByRole("table").getByRole("link").first().click();
      await expect(page.getByRole("heading", { level: 1, name: "Accounting" })).toBeVisible();
      const address = page.url().replace(deck.url, "");
      let shape: UpdateShape = "submitting";
      await answerChanged<ImageUpdate>(page, one, (update) => inShape(update, shape));
      for (shape of updateShapes) {
        await open(address);
        await look(`update: ${shape}`);
      }
      for (shape of ["succeeded", "failed"] as const) {
        await open(address);
        await page.emulateMedia({ media: "print" });
        await look(`update: on paper, ${shape}`, { width: paperPx });
        await page.emulateMedia({ media: "screen", colorScheme: "dark" });
        await page.pdf({ path: join(picturesFolder, `update-on-paper-${shape}.${language}.pdf`), format: "A4" });
        await page.emulateMedia({ colorScheme: "light" });
      }
      await page.unrouteAll({ behavior: "wait" });
      await answerProblem(page, one, 503, { code: "storage-unavailable" });
      await open(address);
      await look("update: error");
      await page.unroute(one);
      await answerNever(page, one);
      await page.goto(`${deck.url}${address}`);
      await expect(page.getByRole("status", { name: say("update_reading") })).toBeVisible();
      await look("update: loading");
      await page.unroute(one);
      await answerChanged<ImageUpdateList>(page, many, (body) => {
        const [first] = body.items;
        return first
          ? {
              ...body,
              items: updateShapes.map((shape, index) => ({ ...inShape(first, shape), id: `${first.id}-${index}` })),
            }
          : body;
      });
      await open("/updates");
      await look("updates: every state");
      await page.unrouteAll({ behavior: "wait" });
      await open("/updates?state=failed");
      await look("updates: filtered empty");
      await answerProblem(page, many, 503, { code: "storage-unavailable" });
      await open("/updates");
      await look("updates: error");
      await page.unroute(many);
      await open("/updates");
      await answerProblem(page, many, 502, { code: "citrix-unavailable" });
      await expect(page.getByRole("button", { name: say("ask_again") })).toBeVisible();
      await look("updates: stale", { whole: false });
      await page.unroute(many);
      await answerNever(page, many);
      await page.goto(`${deck.url}/updates`);
      await expect(page.getByRole("status", { name: say("updates_reading") })).toBeVisible();
      await look("updates: loading");
    });

    test("catalogs that need attention, and an update that nobody knows the fate of", async ({
      page,
      deck,
      look,
      open,
      say,
    }) => {
      await signedIn(page, deck);
      await open("/updates");
      await look("updates: none yet");
      for (const [name, state] of [
        ["Sales-APAC", "with warnings"],
        ["Engineering-CAD", "other"],
      ] as const) {
        const found = (await deck.simulator.control.catalogs()).find((catalog) => catalog.name === name);
        if (found === undefined) continue;
        await open(`/catalogs/${found.id}`);
        await look(`catalog: ${state}`);
      }
      const broken = (await deck.simulator.control.catalogs()).find(({ state }) => state === "Error");
      if (broken) {
        await open(`/catalogs/${broken.id}`);
        await look("catalog: error");
      }
      await answerNever(page, /\/api\/.*\/catalogs\/[\w-]+$/);
      await page.goto(`${deck.url}/catalogs/${broken?.id}`);
      await expect(page.getByText(say("loading_catalog"))).toBeAttached();
      await look("catalog: loading");
      await page.unroute(/\/api\/.*\/catalogs\/[\w-]+$/);
      const { id } = await catalogAtCitrix(deck, "Legal");
      await deck.simulator.control.setFault({ operation: "startImageUpdate", kind: "breakBefore", times: 1 });
      await open(`/catalogs/${id}/update`);
      const form = page.getByRole("dialog");
      await form.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await form.getByText("Win11-24H2-Nov", { exact: true }).click();
      await form.getByRole("button", { name: say("submit_update"), exact: true }).click();
      await expect(form).toBeHidden();
      await open("/updates");
      await page.getByRole("table").getByRole("link").first().click();
      await expect(page.getByRole("heading", { level: 1, name: "Legal" })).toBeVisible();
      await look("update: outcome unknown");
    });
  });
}
