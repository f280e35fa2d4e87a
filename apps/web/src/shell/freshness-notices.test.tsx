import { aCatalog, anImage, anUpdate } from "@catalog-deck/contract/testing";
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../testing/test-app.tsx";

const image = anImage("Win11-Nov", { linkedCatalogs: 1 });
const catalog = aCatalog({ id: "Legal", name: "Legal", imageId: image.id, templateImageName: image.name });
const update = anUpdate({ id: "u1", catalogId: "Legal", catalogName: "Legal" });
const trouble = () => ({
  code: "citrix-unavailable",
  message: "Citrix Cloud has failed several times in a row.",
  nextTryAt: new Date(Date.now() + 45_000).toISOString(),
});

function answers(catalogs: unknown): Record<string, unknown> {
  return {
    [`${connectionPath}/catalogs`]: catalogs,
    [`${connectionPath}/catalogs/Legal`]: { ...catalog, ...fresh },
    [`${connectionPath}/images`]: { items: [image], ...fresh },
    [`${connectionPath}/images/Win11-Nov`]: { ...image, catalogs: [], applications: [], ...fresh },
    [`${connectionPath}/image-updates`]: { items: [update] },
    [`${connectionPath}/image-updates/u1`]: { ...update, timeline: [] },
  };
}

const pages = ["/catalogs", "/catalogs/Legal", "/images", "/images/Win11-Nov", "/updates", "/updates/u1"];

test.each(pages)("%s says that Citrix is left alone, and when it is asked again", async (page) => {
  serveApp("helpdesk", answers({ items: [catalog], ...fresh, stale: true, trouble: trouble() }));
  openApp(page);
  expect(await screen.findByText("This data is out of date.")).toBeDefined();
  // A printed change record says it too.
  const said = screen.getAllByText(/failed several times in a row/);
  expect(said.filter((element) => element.closest("[role=status]"))).toHaveLength(1);
  expect(screen.getByRole("timer").textContent).toMatch(/^Next try in [34]\d s\.$/);
});

test("a page of updates says so also when no list of catalogs ever came", async () => {
  const away = problem(503, "citrix-unavailable", {
    detail: "Citrix Cloud cannot be reached at the moment.",
    retryAfterMs: 45_000,
  });
  serveApp("helpdesk", answers(away));
  openApp("/updates/u1");
  expect(await screen.findByText("Citrix Cloud cannot be reached at the moment.")).toBeDefined();
  expect(screen.getByRole("timer").textContent).toMatch(/^Next try in [34]\d s\.$/);
});
