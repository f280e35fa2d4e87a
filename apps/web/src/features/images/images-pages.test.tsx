import type { Catalog, ImageDetail } from "@catalog-deck/contract";
import { aCatalog, aCatalogRollout, anImage, anUpdate } from "@catalog-deck/contract/testing";
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const catalog = (id: string, fields: Partial<Catalog> = {}) =>
  aCatalog({ id, name: id, imageId: "Win11-Oct", ...fields });

const images = [
  anImage("Win11-Nov", { finalizedDate: "2026-11-20T10:00:00Z", linkedCatalogs: 1 }),
  anImage("Win11-Oct", { finalizedDate: "2026-10-10T10:00:00Z", linkedCatalogs: 2 }),
  anImage("Win10-Old", { isDeprecated: true, linkedCatalogs: 1 }),
  anImage("Broken", { state: "Failed" }),
];

const detail: ImageDetail = {
  ...anImage("Win11-Nov", { linkedCatalogs: 1 }),
  catalogs: [{ catalogId: "Legal", catalogName: "Legal", state: "Active" }],
  applications: [{ id: "a1", name: "SAP Logon", applicationPath: "C:\\SAP\\saplogon.exe" }],
  ...fresh,
};

const answers = () => ({
  [`${connectionPath}/images`]: { items: images, ...fresh },
  [`${connectionPath}/images/Win11-Nov`]: detail as unknown,
  [`${connectionPath}/catalogs`]: {
    items: [
      catalog("Legal", { imageId: "Win11-Nov" }),
      catalog("Accounting"),
      catalog("Call-Centre", { sessionSupport: "MultiSession" }),
    ],
    ...fresh,
  },
});

const rowNames = () =>
  screen
    .getAllByRole("row")
    .map((row) => within(row).queryByRole("link")?.textContent)
    .filter((name) => name !== undefined);

test("images that could not be read are counted, and none is called gone because of them", async () => {
  const odd = { id: "odd", state: "Unknown", unreadable: true };
  const list = { ...answers()[`${connectionPath}/images`], items: [...images, odd], unreadable: 2 };
  const catalogs = {
    items: [catalog("Legal", { imageId: "nowhere" }), catalog("Sales", { imageId: "odd" })],
    ...fresh,
  };
  serveApp("admin", {
    ...answers(),
    [`${connectionPath}/images`]: list,
    [`${connectionPath}/catalogs`]: catalogs,
  });
  openApp("/images");
  expect(await screen.findByText("2 images could not be read")).toBeDefined();
  const row = screen.getByRole("link", { name: "odd" }).closest("tr");
  expect(row?.textContent).toContain("Not readable");
  expect(row?.textContent).not.toMatch(/Own image|No catalog/);
  expect(screen.queryByText("Not listed by Citrix")).toBeNull();
});

test("images are listed with what needs attention first, and the address says what was searched for", async () => {
  const user = userEvent.setup();
  serveApp("helpdesk", answers());
  openApp("/images");
  await screen.findByRole("link", { name: "Win11-Nov" });
  expect(rowNames()).toEqual(["Win10-Old", "Win11-Nov", "Win11-Oct", "Broken"]);
  await user.type(screen.getByRole("searchbox", { name: "Search images" }), "win11");
  expect(rowNames()).toEqual(["Win11-Nov", "Win11-Oct"]);
  await waitFor(() => expect(window.location.search).toBe("?q=win11"));
  await user.click(screen.getByRole("button", { name: "Image" }));
  await user.click(screen.getByRole("button", { name: "Image" }));
  await waitFor(() => expect(rowNames()).toEqual(["Win11-Oct", "Win11-Nov"]));
  expect(screen.getByRole("columnheader", { name: "Image" }).getAttribute("aria-sort")).toBe("descending");
});

test("a pasted address shows the same: a filter that lets nothing through offers all images", async () => {
  const user = userEvent.setup();
  serveApp("admin", answers());
  openApp("/images?q=nothing&state=failed");
  await user.click(await screen.findByRole("button", { name: "Show all images" }));
  await screen.findByRole("link", { name: "Win11-Nov" });
  expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("");
});

test("images that cannot be read say why, with the transaction id, and another try shows them", async () => {
  const user = userEvent.setup();
  const served: Record<string, unknown> = {
    ...answers(),
    [`${connectionPath}/images`]: problem(503, "citrix-unavailable", { citrixTransactionId: "tx-7" }),
  };
  serveApp("admin", served);
  openApp("/images");
  await screen.findByText("The images could not be loaded");
  expect(screen.getByText("tx-7")).toBeTruthy();
  served[`${connectionPath}/images`] = { items: images, ...fresh };
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByRole("link", { name: "Win11-Nov" });
});

test("an image's page tells what uses it, what could move to it and why others cannot", async () => {
  serveApp("admin", answers());
  openApp("/images/Win11-Nov");
  const users = await screen.findByRole("region", { name: /Used by/ });
  expect(within(users).getByRole("link", { name: "Legal" })).toBeTruthy();
  const update = await screen.findByRole("link", { name: "Update image of Accounting" });
  expect(update.getAttribute("href")).toBe("/catalogs/Accounting/update?toImage=Win11-Nov");
  expect(screen.getByText("Why 1 other catalog can't")).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Update image of Call-Centre" })).toBeNull();
  expect(screen.getByText("SAP Logon")).toBeTruthy();
});

test("the helpdesk sees which catalogs could move, and no action", async () => {
  serveApp("helpdesk", answers());
  openApp("/images/Win11-Nov");
  const moves = await screen.findByRole("region", { name: /Could move to it/ });
  await within(moves).findByRole("link", { name: "Accounting" });
  expect(screen.queryByText(/Update image/)).toBeNull();
});

const unfitDetail = (fields: Partial<ImageDetail>): ImageDetail => ({
  ...anImage("Win10-Old", { linkedCatalogs: 1, ...fields }),
  catalogs: [{ catalogId: "Office", catalogName: "Office", state: "Active" }],
  applications: [],
  ...fresh,
});
const withUnfit = (fields: Partial<ImageDetail>, office: Partial<Catalog> = {}) => ({
  ...answers(),
  [`${connectionPath}/images/Win10-Old`]: unfitDetail(fields),
  [`${connectionPath}/catalogs`]: {
    items: [catalog("Office", { imageId: "Win10-Old", ...office }), catalog("Accounting")],
    ...fresh,
  },
});

test.each([{ isDeprecated: true }, { state: "Failed" }])(
  "the page of an unfit image (%j) offers its catalogs the best other one, and no catalog to move to it",
  async (fields) => {
    serveApp("admin", withUnfit(fields));
    openApp("/images/Win10-Old");
    const users = within(await screen.findByRole("region", { name: /Used by/ }));
    const update = await users.findByRole("link", { name: "Update to Win11-Nov, Office" });
    expect(update.getAttribute("href")).toBe("/catalogs/Office/update?toImage=Win11-Nov");
    expect(users.getAllByRole("link", { name: /Update/ })).toHaveLength(1);
    expect(screen.queryByRole("region", { name: /Could move to it/ })).toBeNull();
    expect(screen.queryByText("Accounting")).toBeNull();
  },
);

test("the helpdesk sees on an unfit image's page what would replace it, and no action", async () => {
  serveApp("helpdesk", withUnfit({ isDeprecated: true }));
  openApp("/images/Win10-Old");
  const best = await screen.findByRole("link", { name: "Win11-Nov" });
  expect(best.getAttribute("href")).toBe("/images/Win11-Nov");
  expect(screen.queryByRole("link", { name: /^Update to/ })).toBeNull();
});

test("a catalog that leaves an unfit image is offered no other, and is on its way on the other's page", async () => {
  const activeUpdate = anUpdate({
    id: "u-1",
    catalogId: "Office",
    catalogName: "Office",
    fromImage: { id: "Win10-Old", name: "Win10-Old" },
    toImage: { id: "Win11-Nov", name: "Win11-Nov" },
  });
  serveApp("admin", withUnfit({ isDeprecated: true }, { state: "Processing", activeUpdate }));
  openApp("/images/Win10-Old");
  const users = within(await screen.findByRole("region", { name: /Used by/ }));
  expect(await users.findByText(/on its way to Win11-Nov/)).toBeTruthy();
  expect(users.queryByRole("link", { name: /Update to/ })).toBeNull();
  cleanup();
  openApp("/images/Win11-Nov");
  const coming = within(await screen.findByRole("region", { name: /On its way/ }));
  expect(coming.getByRole("link", { name: "Office" }).getAttribute("href")).toBe("/catalogs/Office");
  expect(coming.getByText(/now on Win11-Oct/)).toBeTruthy();
  expect(coming.getByText("Updating")).toBeTruthy();
  const moves = within(screen.getByRole("region", { name: /Could move to it/ }));
  expect(await moves.findByRole("link", { name: "Accounting" })).toBeTruthy();
  expect(moves.queryByText(/Why 1 other/)).toBeNull();
});

test("an image that is being made says so with its progress, and offers no catalog", async () => {
  serveApp("admin", {
    ...answers(),
    [`${connectionPath}/images/Win11-Nov`]: {
      ...detail,
      state: "BuilderVerifying",
      status: "The VDA is being checked.",
      startedAt: new Date(Date.now() - 10.5 * 60_000).toISOString(),
      estimatedTimeInMinute: 40,
      catalogs: [],
    },
  });
  openApp("/images/Win11-Nov");
  await screen.findByText("Being verified: can't be used yet");
  expect(screen.getByText("The VDA is being checked.")).toBeTruthy();
  expect(screen.getByText("about 30 min left")).toBeTruthy();
  expect(screen.getByText(/a catalog can only move to an image that is Ready/)).toBeTruthy();
});

test("an address of no image says that it does not exist", async () => {
  serveApp("admin", answers());
  openApp("/images/gone");
  expect(await screen.findByText("This image does not exist")).toBeTruthy();
});

test("images that have to go come first, with what hangs on them and a link to the form for the best replacement", async () => {
  const user = userEvent.setup();
  const many = Array.from({ length: 8 }, (_, number) => catalog(`Office-${number}`, { imageId: "Win10-Old" }));
  serveApp("admin", { ...answers(), [`${connectionPath}/catalogs`]: { items: many, ...fresh } });
  openApp("/images");
  const radar = within(await screen.findByRole("region", { name: /To be replaced/ }));
  const card = within(radar.getByRole("article", { name: "Win10-Old" }));
  expect(card.getByText(/8 catalogs/)).toBeTruthy();
  const update = card.getByRole("link", { name: "Update to Win11-Nov, Office-0" });
  expect(update.getAttribute("href")).toBe("/catalogs/Office-0/update?toImage=Win11-Nov");
  expect(card.getByRole("link", { name: "Update Office-0 to Win11-Oct" })).toBeTruthy();
  expect(card.getAllByRole("listitem")).toHaveLength(5);
  await user.click(card.getByRole("button", { name: /Show all 8/ }));
  expect(card.getAllByRole("listitem")).toHaveLength(8);
});

test("the catalogs of such an image are updated together: those that can be, with the best for most of them", async () => {
  const user = userEvent.setup();
  const old = ["Office", "Kiosk", "Claims"].map((name) => catalog(name, { imageId: "Win10-Old" }));
  const taken = catalog("Legal", { imageId: "Win10-Old", rollout: aCatalogRollout() });
  serveApp("admin", { ...answers(), [`${connectionPath}/catalogs`]: { items: [...old, taken], ...fresh } });
  openApp("/images");
  const radar = within(await screen.findByRole("region", { name: /To be replaced/ }));
  await user.click(radar.getByRole("button", { name: "Update 3…" }));
  expect(await screen.findByText(/^3 catalogs chosen/)).toBeTruthy();
  expect(window.location.href).toMatch(/\/rollouts\/new\?image=win11-nov$/);
});

test("the helpdesk sees what would replace an image, and no action", async () => {
  const old = ["Office", "Kiosk"].map((name) => catalog(name, { imageId: "Win10-Old" }));
  serveApp("helpdesk", { ...answers(), [`${connectionPath}/catalogs`]: { items: old, ...fresh } });
  openApp("/images");
  const radar = within(await screen.findByRole("region", { name: /To be replaced/ }));
  const [best] = radar.getAllByRole("link", { name: "Win11-Nov" });
  expect(best?.getAttribute("href")).toBe("/images/Win11-Nov");
  expect(radar.queryByRole("link", { name: /^Update/ })).toBeNull();
  expect(radar.queryByRole("button", { name: /^Update/ })).toBeNull();
});

test("when nothing has to go one calm line says so", async () => {
  const fit = images.filter(({ isDeprecated }) => !isDeprecated);
  serveApp("admin", { ...answers(), [`${connectionPath}/images`]: { items: fit, ...fresh } });
  openApp("/images");
  expect(await screen.findByText("All images in use are supported.")).toBeTruthy();
  expect(screen.queryByRole("region", { name: /To be replaced/ })).toBeNull();
});

test("images are listed also while the catalogs cannot be read", async () => {
  serveApp("admin", { ...answers(), [`${connectionPath}/catalogs`]: problem(503) });
  openApp("/images");
  await screen.findByRole("link", { name: "Win11-Nov" });
  expect(screen.queryByText("All images in use are supported.")).toBeNull();
});
