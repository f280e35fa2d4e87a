import { admin, helpdesk } from "../support/deck.ts";
import { catalogAtCitrix, expect, openAs, test } from "../support/journey.ts";

test("from an image that has to go to the form for the one that replaces it", async ({ page, deck }) => {
  await openAs(page, deck, admin, "/images");
  const radar = page.getByRole("region", { name: /^To be replaced/ });
  const old = radar.getByRole("article", { name: "Win10-22H2" });
  await expect(old.getByRole("link", { name: "Reception", exact: true })).toBeVisible();
  await old.getByRole("link", { name: "Update to Win11-24H2-Nov, Reception" }).click();
  const form = page.getByRole("dialog", { name: "Update image" });
  await expect(form.getByRole("button", { name: /^Change/ })).toBeVisible();
  await expect(form.getByText("Win11-24H2-Nov", { exact: true }).first()).toBeVisible();
});

test("from such an image to the form for all of its catalogs", async ({ page, deck }) => {
  const { imageId } = await catalogAtCitrix(deck, "Legal");
  await deck.simulator.control.patchImage(imageId ?? "", { isDeprecated: true });
  await openAs(page, deck, admin, "/images");
  const radar = page.getByRole("region", { name: /^To be replaced/ });
  const update = radar.getByRole("article", { name: "Win11-24H2-Oct" }).getByRole("button", { name: /^Update/ });
  const count = /\d+/.exec((await update.textContent()) ?? "")?.[0];
  await update.click();
  await expect(page.getByText(new RegExp(`^${count} catalogs chosen · \\d+ will be updated`))).toBeVisible();
  await expect(page.getByRole("button", { name: /^Change/ })).toBeVisible();
  await expect(page.getByText("Win11-24H2-Nov", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Catalogs and waves" })).toContainText("Legal");
});

test("the helpdesk sees the same without a way to start anything", async ({ page, deck }) => {
  await openAs(page, deck, helpdesk, "/images");
  const radar = page.getByRole("region", { name: /^To be replaced/ });
  await expect(radar.getByRole("link", { name: "Reception", exact: true })).toBeVisible();
  await expect(radar.getByRole("link", { name: "Win11-24H2-Nov", exact: true })).toBeVisible();
  await expect(radar.getByRole("link", { name: /^Update/ })).toHaveCount(0);
});

test.describe("with 1,000 catalogs", () => {
  test.use({ simulated: { fleet: { catalogs: 1_000 } } });

  test("the first ones show at once, and all on request", async ({ page, deck }) => {
    const [first, ...others] = await deck.simulator.control.catalogs();
    const imageId = first?.imageId ?? "";
    const using = [first, ...others].filter((one) => one?.imageId === imageId).length;
    await deck.simulator.control.patchImage(imageId, { isDeprecated: true });
    await openAs(page, deck, admin, "/images");
    const card = page
      .getByRole("region", { name: /^To be replaced/ })
      .getByRole("article")
      .filter({
        has: page.getByRole("button", { name: `Show all ${using}`, exact: true }),
      });
    await card
      .first()
      .getByRole("button", { name: /^Show all/ })
      .click();
    await expect(page.getByRole("listitem").nth(using - 1)).toBeAttached();
  });
});
