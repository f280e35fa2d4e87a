import type { CatalogDetail, Image, ImageList, Session } from "@catalog-deck/contract";
import { helpdesk } from "../support/deck.ts";
import { catalogAtCitrix } from "../support/journey.ts";
import { answerChanged, answerNever, answerProblem, expect, signedIn, test } from "../support/pictures-journey.ts";

const images = /\/api\/.*\/images$/;
const sending = /\/api\/.*\/image-updates$/;
const oneCatalog = /\/api\/.*\/catalogs\/[\w-]+$/;
/** The whole form on one screen. */
const tall = { whole: false, height: 1_500 };

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("the update form in its states", async ({ page, deck, look, say }) => {
      await signedIn(page, deck);
      const { id } = await catalogAtCitrix(deck, "Accounting");
      const address = `${deck.url}/catalogs/${id}/update`;
      const form = page.getByRole("dialog");
      const choose = async (image: string) => {
        await form.getByLabel(say("image_search")).fill(image);
        await form.getByText(image, { exact: true }).click();
      };
      const send = form.getByRole("button", { name: say("submit_update"), exact: true });
      await answerNever(page, images);
      await page.goto(address);
      await expect(page.getByRole("status").filter({ hasText: say("loading_form") })).toBeAttached();
      await look("form: loading", { whole: false });
      await page.unroute(images);
      await answerProblem(page, images, 502, { code: "citrix-unreadable", citrixTransactionId: "1f3c8a52-0d0b" });
      await page.goto(address);
      await expect(form.getByRole("alert")).toBeVisible();
      await look("form: error", { whole: false });
      await page.unroute(images);
      await answerChanged<ImageList>(page, images, (body) => ({ ...body, items: [] }));
      await page.goto(address);
      await expect(form.getByText(say("image_none_yet"))).toBeVisible();
      await look("form: no images", { whole: false });
      await page.unroute(images);
      await answerChanged<{ items: Image[] }>(page, images, (body) => ({
        ...body,
        items: body.items.filter(({ sessionSupport }) => sessionSupport === "MultiSession"),
      }));
      await page.goto(address);
      await expect(form.getByLabel(say("image_search"))).toBeVisible();
      await look("form: no serving image", { whole: false });
      await page.unroute(images);
      await page.goto(address);
      await expect(form.getByLabel(say("image_search"))).toBeVisible();
      await look("form: opened", { whole: false });
      await look("form: opened", { whole: false, width: 768 });
      await form.getByRole("option", { name: /WS2025-Nov/ }).evaluate((row) => row.scrollIntoView({ block: "end" }));
      await look("form: images that cannot serve", { whole: false });
      await send.click();
      await look("form: problems", { whole: false });
      await choose("Win11-24H2-Nov");
      await look("form: image chosen", { whole: false });
      await look("form: whole", tall);
      await look("form: whole", { ...tall, width: 768 });
      await page.emulateMedia({ forcedColors: "active" });
      await look("form: in forced colors", { ...tall, width: 1440 });
      await page.emulateMedia({ forcedColors: "none" });
      await form.getByRole("radio", { name: say("restart_natural") }).check();
      await look("form: as users log off", tall);
      await form.getByRole("radio", { name: say("restart_spread") }).check();
      const minutes = form.getByRole("textbox").nth(0);
      await minutes.fill("20000");
      await look("form: minutes out of range", tall);
      await minutes.fill("60");
      await form.getByLabel(say("form_reason_label")).scrollIntoViewIfNeeded();
      await look("form: end", { whole: false });
      await form.getByRole("button", { name: say("dry_check") }).click();
      const check = page.getByRole("dialog", { name: say("dry_title") });
      await expect(check.getByText(say("dry_would_send"))).toBeVisible();
      await look("form: checked", { whole: false });
      await check.getByText(say("dry_by_hand")).scrollIntoViewIfNeeded();
      await look("form: checked, curl", { whole: false });
      await check.getByRole("tab", { name: "PowerShell" }).click();
      await check.getByText(say("dry_by_hand")).scrollIntoViewIfNeeded();
      await look("form: checked, PowerShell", { whole: false });
      await page.keyboard.press("Escape");
      await form.getByRole("radio", { name: say("restart_now") }).check();
      await form.getByRole("button", { name: say("submit_now") }).click();
      await form.getByLabel(say("form_catalog_name")).scrollIntoViewIfNeeded();
      await look("form: right now", { whole: false });
      await form.getByRole("radio", { name: say("restart_spread") }).check();
      await answerProblem(page, sending, 409, { code: "catalog-busy", citrixTransactionId: "1f3c8a52-0d0b" });
      await send.click();
      await expect(form.getByRole("alert").first()).toBeVisible();
      await look("form: refused", { whole: false });
      await page.unroute(sending);
      await page.route(sending, (route) => route.abort());
      await send.click();
      await expect(form.getByRole("button", { name: say("submit_ask_again") })).toBeVisible();
      await look("form: answer lost", { whole: false });
      await page.unroute(sending);
      await answerNever(page, sending);
      await form.getByRole("button", { name: say("submit_ask_again") }).click();
      await look("form: sending", { whole: false });
      await page.unroute(sending);
    });

    test("the update form with warnings, blocked, and for those who may not send", async ({
      page,
      deck,
      look,
      say,
    }) => {
      await signedIn(page, deck);
      const form = page.getByRole("dialog");
      const openFor = async (name: string, image = "") => {
        const { id } = await catalogAtCitrix(deck, name);
        await page.goto(`${deck.url}/catalogs/${id}/update${image}`);
        await expect(form.getByLabel(say("form_reason_label"))).toBeVisible();
      };
      const choose = async (image: string) => {
        await form.getByLabel(say("image_search")).fill(image);
        await form.getByText(image, { exact: true }).click();
      };
      await openFor("Accounting");
      await choose("Win10-22H2");
      await look("form: downgrade with warnings", tall);
      await form.getByRole("checkbox").first().check();
      await form.getByRole("button", { name: say("submit_update"), exact: true }).click();
      await look("form: warning not ticked", { whole: false });
      await form.getByLabel(say("form_reason_label")).fill("CHG0012345");
      await page.reload();
      await expect(form.getByRole("button", { name: say("draft_start_over") })).toBeVisible();
      await look("form: draft is back", { whole: false });
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog", { name: say("leave_discard") })).toBeVisible();
      await look("form: discard?", { whole: false });
      await page.getByRole("button", { name: say("leave_stay") }).click();
      await page.context().setOffline(true);
      await form.getByRole("checkbox").first().check();
      await form.getByRole("button", { name: say("submit_update"), exact: true }).click();
      await expect(form.getByText(say("offline_not_sent"))).toBeVisible();
      await look("form: offline", { whole: false });
      await page.context().setOffline(false);
      await openFor("Sales-EU");
      await look("form: blocked, being updated", { whole: false });
      await openFor("Head-Office-PCs");
      await look("form: blocked, Remote PC", { whole: false });
      await openFor("Legal");
      await choose("Win11-24H2-Nov");
      await answerChanged<CatalogDetail>(page, oneCatalog, (catalog) => ({
        ...catalog,
        imageId: "another",
        templateImageName: "Win11-24H2-Emergency",
      }));
      await expect(form.getByText(say("form_changed"))).toBeVisible();
      await look("form: image in use changed meanwhile", { whole: false });
      await page.unroute(oneCatalog);
      await page.context().clearCookies();
      await signedIn(page, deck, helpdesk);
      const { id } = await catalogAtCitrix(deck, "Accounting");
      await page.goto(`${deck.url}/catalogs/${id}/update`);
      await expect(form.getByText(say("update_needs_admin"))).toBeVisible();
      await look("form: for the helpdesk", { whole: false });
    });

    test("somebody else signs in while a form is open", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      const { id } = await catalogAtCitrix(deck, "Legal");
      await open(`/catalogs/${id}/update`);
      const form = page.getByRole("dialog");
      await form.getByLabel(say("image_search")).fill("Win11-24H2-Nov");
      await form.getByText("Win11-24H2-Nov", { exact: true }).click();
      const submit = form.getByRole("button", { name: say("submit_update"), exact: true });
      await expect(submit).toBeEnabled();
      await signedIn(page, deck, helpdesk);
      await submit.click();
      await expect(page.getByRole("dialog", { name: say("session_other_person") })).toBeVisible();
      await look("session: somebody else is signed in", { whole: false });

      await signedIn(page, deck);
      await page.reload();
      await expect(form.getByRole("slider")).toBeVisible();
      await signedIn(page, deck);
      await answerChanged<Session>(page, "**/api/session", (session) => ({
        ...session,
        user: { ...session.user, role: "helpdesk" },
      }));
      await submit.click();
      await expect(page.getByRole("dialog", { name: say("session_other_role") })).toBeVisible();
      await look("session: the role is another", { whole: false });
    });
  });
}
