import { screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../test-app.tsx";

afterEach(() => {
  vi.unstubAllGlobals();
});

const image = {
  id: "Win11-Nov",
  name: "Win11-Nov",
  state: "Ready",
  sessionSupport: "SingleSession",
  citrixPrepared: false,
  isDeprecated: false,
  linkedCatalogs: 1,
};
const catalog = {
  id: "Legal",
  name: "Legal",
  state: "Active",
  warnings: [],
  imageId: image.id,
  templateImageName: image.name,
  sessionSupport: "SingleSession",
  allocationType: "Random",
  isRemotePcCatalog: false,
};
const update = {
  id: "u1",
  catalogId: "Legal",
  catalogName: "Legal",
  fromImage: { id: "Win11-Oct", name: "Win11-Oct" },
  toImage: { id: image.id, name: image.name },
  vdaUpdateDelay: 60,
  requestedBy: { id: "a", displayName: "Alex" },
  requestedAt: "2026-11-23T10:00:00.000Z",
  state: "running",
};
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
  expect(await screen.findByText("This data is old.")).toBeDefined();
  // A printed change record says it too.
  const said = screen.getAllByText(/failed several times in a row/);
  expect(said.filter((element) => element.closest("[role=status]"))).toHaveLength(1);
  expect(screen.getByRole("timer").textContent).toMatch(/^Next try in [34]\d s\.$/);
});

test("a page of updates says so also when no list of catalogs ever came", async () => {
  const away = problem(503, { detail: "Citrix Cloud cannot be reached at the moment.", retryAfterMs: 45_000 });
  serveApp("helpdesk", answers(away));
  openApp("/updates/u1");
  expect(await screen.findByText("Citrix Cloud cannot be reached at the moment.")).toBeDefined();
  expect(screen.getByRole("timer").textContent).toMatch(/^Next try in [34]\d s\.$/);
});
