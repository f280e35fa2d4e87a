import type { ImageUpdate, ImageUpdateList } from "@catalog-deck/contract";
import { catalogAtCitrix } from "../support/journey.ts";
import { answerChanged, answerNever, answerProblem, expect, signedIn, test } from "../support/pictures-journey.ts";

const states = [
  "submitting",
  "running",
  "waitingForRestart",
  "succeeded",
  "rolledBack",
  "failed",
  "rejected",
  "unknown",
] as const;
const one = /\/api\/.*\/image-updates\/[\w-]+$/;
const many = /\/api\/.*\/image-updates(\?.*)?$/;

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("the update form in its states", async ({ page, deck, look, say }) => {
      await signedIn(page, deck);
      const { id } = await catalogAtCitrix(deck, "Accounting");
      await answerNever(page, /\/api\/.*\/images$/);
      await page.goto(`${deck.url}/catalogs/${id}/update`);
      await expect(page.getByRole("status").filter({ hasText: say("loading_form") })).toBeAttached();
      await look("form: loading", { whole: false });
      await page.unroute(/\/api\/.*\/images$/);
      await page.goto(`${deck.url}/catalogs/${id}/update`);
      const form = page.getByRole("dialog");
      await expect(form.getByLabel(say("image_search"))).toBeVisible();
      await look("form: opened", { whole: false });
      await form.getByRole("button", { name: say("submit_update"), exact: true }).click();
      await look("form: problems", { whole: false });
      await form.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await form.getByText("Win11-24H2-Nov", { exact: true }).click();
      await look("form: image chosen", { whole: false });
      await form.getByRole("slider").scrollIntoViewIfNeeded();
      await look("form: slider", { whole: false });
      await form.getByLabel(say("form_reason_label")).scrollIntoViewIfNeeded();
      await look("form: end", { whole: false });
      await form.getByRole("button", { name: say("dry_check") }).click();
      const check = page.getByRole("dialog", { name: say("dry_title") });
      await expect(check.getByText(say("dry_would_send"))).toBeVisible();
      await look("form: checked", { whole: false });
      await check.getByRole("tab", { name: "PowerShell" }).click();
      await check.getByText(say("dry_by_hand")).scrollIntoViewIfNeeded();
      await look("form: checked, request", { whole: false });
      await page.keyboard.press("Escape");
      await form.getByRole("radio", { name: say("restart_now") }).check();
      await form.getByRole("button", { name: say("submit_now") }).click();
      await form.getByLabel(say("form_catalog_name")).scrollIntoViewIfNeeded();
      await look("form: right now", { whole: false });
      await answerProblem(page, /\/api\/.*\/image-updates$/, 409, {
        code: "catalog-busy",
        citrixTransactionId: "1f3c8a52-0d0b",
      });
      await form.getByLabel(say("form_catalog_name")).fill("Accounting");
      await form.getByRole("button", { name: say("submit_now") }).click();
      await expect(form.getByRole("alert").first()).toBeVisible();
      await look("form: refused", { whole: false });
    });

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
      for (const state of states) {
        await answerChanged<ImageUpdate>(page, one, (update) => ({ ...update, state }));
        await open(address);
        await look(`update: ${state}`);
        await page.unroute(one);
      }
      await open(address);
      await page.emulateMedia({ media: "print", colorScheme: "light" });
      await look("update: on paper");
      await page.emulateMedia({ media: "screen" });
      await answerChanged<ImageUpdateList>(page, many, (body) => {
        const [first] = body.items;
        return first
          ? { ...body, items: states.map((state, index) => ({ ...first, state, id: `${first.id}-${index}` })) }
          : body;
      });
      await open("/updates");
      await look("updates: every state");
      await page.unroute(many);
      await open("/updates?state=failed");
      await look("updates: filtered empty");
      await answerProblem(page, many, 503, { code: "storage-unavailable" });
      await open("/updates");
      await look("updates: error");
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
