import type { CatalogDetail } from "@catalog-deck/contract";
import { catalogAtCitrix } from "../support/journey.ts";
import {
  answerChanged,
  answerNever,
  answerProblem,
  citrixAway,
  expect,
  signedIn,
  test,
} from "../support/pictures-journey.ts";

const one = /\/api\/.*\/catalogs\/[\w-]+$/;

for (const language of ["en", "de"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("a catalog's page in every state", async ({ page, deck, look, open, say }) => {
      await signedIn(page, deck);
      for (const [name, state] of [
        ["Design-Studio", "input required"],
        ["Data-Science", "warning that is none"],
        ["Marketing", "waiting for restarts"],
        ["Reception", "image deprecated"],
        ["Branch-Kuala-Lumpur", "unknown"],
        ["Trade-Fair-Berlin", "gone at Citrix"],
        ["Sales-EU", "external update"],
        ["Head-Office-PCs", "remote PC"],
      ] as const) {
        const { id } = await catalogAtCitrix(deck, name);
        await open(`/catalogs/${id}`);
        await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
        await look(`catalog: ${state}`);
      }
      const { id } = await catalogAtCitrix(deck, "Engineering-CAD");
      await open(`/catalogs/${id}`);
      await look("catalog: error", { width: 768 });
      await look("catalog: error", { width: 640 });
      await answerChanged<CatalogDetail>(page, one, (catalog) => ({
        ...catalog,
        stale: true,
        trouble: citrixAway,
      }));
      await open(`/catalogs/${id}`);
      await look("catalog: stale", { whole: false });
      await page.unroute(one);
      await answerProblem(page, one, 503, { code: "citrix-unavailable", retryAfterMs: 30_000 });
      await open(`/catalogs/${id}`);
      await look("catalog: not read");
      await page.unroute(one);
      await answerNever(page, one);
      await page.goto(`${deck.url}/catalogs/${id}`);
      await expect(page.getByRole("status").filter({ hasText: say("loading_catalog") })).toBeAttached();
      await look("catalog: loading");
    });
  });
}
