import type { Catalog, Image, ImageUpdate, UpdateDurations } from "@catalog-deck/contract";
import { aCatalog, anImage, anUpdate, aSession } from "@catalog-deck/contract/testing";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const catalog = aCatalog({ id: "sales", name: "Sales", imageId: "nov", templateImageName: "Win11-Nov" });

const image = (id: string, fields: Partial<Image> = {}) =>
  anImage(id, { name: `Win11-${id}`, linkedCatalogs: 1, ...fields });

function update(id: string, fields: Partial<ImageUpdate> = {}): ImageUpdate {
  return anUpdate({
    id,
    catalogId: "sales",
    catalogName: "Sales",
    fromImage: { id: "oct", name: "Win11-Oct" },
    toImage: { id: "nov", name: "Win11-Nov" },
    requestedBy: { id: "u2", displayName: "Ada" },
    requestedAt: "2026-11-20T10:00:00.000Z",
    state: "succeeded",
    finishedAt: "2026-11-20T10:52:00.000Z",
    ...fields,
  });
}

const updates = `${connectionPath}/image-updates`;
const own = `${updates}?catalogId=sales`;

interface Served {
  catalog?: Partial<Catalog>;
  images?: Image[];
  history?: unknown;
  durations?: UpdateDurations;
}

const answers = (served: Served): Record<string, unknown> => ({
  [`${connectionPath}/catalogs`]: { items: [], ...fresh },
  [`${connectionPath}/catalogs/sales`]: { ...catalog, ...served.catalog, ...fresh },
  [`${connectionPath}/images`]: { items: served.images ?? [image("nov"), image("oct")], ...fresh },
  [own]: served.history ?? { items: [update("u1")] },
  [`${updates}/durations`]: served.durations ?? { items: [] },
});

const history = () => screen.findByRole("region", { name: "Update history" });

test("the history tells of each update what moved, who did it, how it ended and how long it took, by month", async () => {
  serveApp("helpdesk", {
    ...answers({
      history: {
        items: [
          update("u3", { state: "rolledBack", toImage: { id: "dec", name: "Win11-Dec" }, reason: "CHG-7" }),
          update("u2", {
            origin: "external",
            requestedAt: undefined,
            vdaUpdateDelay: undefined,
            finishedAt: "2026-11-20T10:00:00.000Z",
          }),
        ],
        nextCursor: "older",
      },
    }),
    [`${own}&cursor=older`]: { items: [update("u1", { requestedAt: "2026-10-02T10:00:00.000Z" })] },
  });
  const user = userEvent.setup();
  openApp("/catalogs/sales");
  const section = await history();
  const november = await within(section).findByRole("region", { name: /November/ });
  const [first, second] = within(november).getAllByRole("listitem");
  expect(first?.textContent).toMatch(/Win11-Oct.*Win11-Dec.*by Ada.*CHG-7.*Rolled back.*took 52 min/);
  expect(second?.textContent).toContain("started in Citrix Cloud");
  expect(second?.textContent).not.toContain("took");
  const link = within(first as HTMLElement).getByRole<HTMLAnchorElement>("link");
  expect(link.pathname).toBe("/updates/u3");
  await user.click(within(section).getByRole("button", { name: "Load more" }));
  expect(await within(section).findByRole("region", { name: /October/ })).toBeTruthy();
});

test("older updates that cannot be read say so and leave the timeline as it is", async () => {
  serveApp("helpdesk", {
    ...answers({ history: { items: [update("u1")], nextCursor: "older" } }),
    [`${own}&cursor=older`]: problem(503),
  });
  const user = userEvent.setup();
  openApp("/catalogs/sales");
  const section = await history();
  await user.click(await within(section).findByRole("button", { name: "Load more" }));
  expect((await within(section).findByRole("alert")).textContent).toContain("Older updates could not be loaded");
  expect(within(section).getAllByRole("listitem")).toHaveLength(1);
});

test("an administrator is offered the way back to the previous image, with a reason to give", async () => {
  serveApp("admin", answers({}));
  openApp("/catalogs/sales");
  const back = await screen.findByRole<HTMLAnchorElement>("link", { name: "Roll back to Win11-Oct" });
  expect(back.pathname).toBe("/catalogs/sales/new-update");
  expect(Object.fromEntries(new URLSearchParams(back.search))).toEqual({ toImage: "oct", rollback: "u1" });
});

test.each<[string, Served]>([
  ["the image no longer exists", { images: [image("nov")] }],
  ["only use an image that is ready", { images: [image("nov"), image("oct", { state: "Error" })] }],
])("where there is no way back the page says why: %s", async (why, served) => {
  serveApp("admin", answers(served));
  openApp("/catalogs/sales");
  const words = await screen.findByText(/Cannot roll back to Win11-Oct/);
  expect(words.textContent?.toLowerCase()).toContain(why);
  expect(screen.queryByRole("link", { name: /Roll back/ })).toBeNull();
});

test("helpdesk is not offered a way back", async () => {
  serveApp("helpdesk", answers({}));
  openApp("/catalogs/sales");
  await within(await history()).findByRole("listitem");
  expect(screen.queryByText(/[Rr]oll back/)).toBeNull();
});

test("a running update says what Citrix expects and how long such updates took before", async () => {
  const running = update("u9", {
    state: "running",
    requestedAt: new Date(Date.now() - 11 * 60_000).toISOString(),
    startedAt: new Date(Date.now() - 10.5 * 60_000).toISOString(),
    estimatedMinutes: 40,
  });
  delete running.finishedAt;
  const usual = { scope: "catalog", updates: 24, p50Ms: 52 * 60_000, p95Ms: 80 * 60_000 } as const;
  serveApp("helpdesk", {
    ...answers({
      catalog: { state: "Processing", activeUpdate: running },
      durations: {
        items: [
          { pace: "longer", ...usual, p50Ms: 1 },
          { pace: "withinAnHour", ...usual },
        ],
      },
    }),
    [`${updates}/u9`]: running,
  });
  openApp("/catalogs/sales");
  const live = await screen.findByRole("region", { name: "Update under way" });
  await within(live).findByText(/^since \d+:\d\d.* · usually done by \d+:\d\d/);
  // What is still to come stands behind what was seen.
  const steps = within(live)
    .getAllByRole("listitem")
    .map(({ textContent }) => textContent);
  expect(steps.at(-1)).toBe("Configuring machines (still to come)");
  await within(live).findByText("usually 52 min, rarely over 1 h 20 min (24 updates of this catalog)");
});

test("of fewer than three updates nothing is said", async () => {
  const running = update("u9", { state: "running" });
  serveApp("helpdesk", {
    ...answers({ catalog: { state: "Processing", activeUpdate: running } }),
    [`${updates}/u9`]: running,
  });
  openApp("/catalogs/sales");
  await screen.findByRole("region", { name: "Update under way" });
  await within(await history()).findByRole("listitem");
  expect(screen.queryByText(/usually/)).toBeNull();
});

const failedUpdate = update("u1", {
  state: "failed",
  subState: "ErrorRegisterVdaFailed",
  citrixTransactionId: "tx-1",
});

test("a catalog in error has one list of what to do, in which no step contradicts another", async () => {
  serveApp(
    "admin",
    answers({ catalog: { state: "Error", imageId: "oct", templateImageName: "Win11-Oct", lastUpdate: failedUpdate } }),
  );
  openApp("/catalogs/sales");
  const steps = within(await screen.findByRole("list", { name: "What to do" })).getAllByRole("listitem");
  expect(steps.map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining("Check network"),
    "Bring Sales back to Active in Citrix Cloud: DaaS, Manage, Quick Deploy.",
    "Nothing to roll back: the catalog is already on Win11-Oct.",
    "Once the cause is fixed, start the update again.",
    "If that does not help, give Citrix Support the transaction id tx-1.",
  ]);
  expect(screen.queryByText(/quickest way out/)).toBeNull();
  expect(screen.queryByRole("link", { name: /Roll back/ })).toBeNull();
});

test("what is wrong stands in one box: warnings that are errors say more about it there", async () => {
  const warnings = [
    { type: "VdaRegisterFailure", isError: true, warningMessage: "37 machines did not register." },
    { type: "CitrixImageDeprecated", isError: false },
  ];
  serveApp("helpdesk", answers({ catalog: { state: "Error", subState: "ErrorRegisterVdaFailed", warnings } }));
  openApp("/catalogs/sales");
  const box = (await screen.findByText("Machines do not register")).closest(".rounded-note");
  expect(box?.textContent).toContain("Machines do not register with Citrix Cloud. 37 machines did not register.");
  const deprecated = screen.getByText("The image in use is deprecated by Citrix").closest(".rounded-note");
  expect(deprecated).not.toBe(box);
  expect(screen.getAllByText(/^Check /)).toHaveLength(1);
});

test("'Update image' cannot be pressed where nothing can be sent, and says why", async () => {
  serveApp("admin", answers({ catalog: { state: "Error" } }));
  openApp("/catalogs/sales");
  const button = await screen.findByRole("button", { name: "Update image" });
  expect(button.getAttribute("aria-disabled")).toBe("true");
  const reason = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  expect(reason?.textContent).toMatch(/state is "Error".*Bring the catalog back to Active/);
  expect(screen.queryByRole("link", { name: "Update image" })).toBeNull();
});

test("a running roll back is marked as one, with its reason and what it takes back", async () => {
  const running = update("u9", {
    state: "running",
    fromImage: { id: "nov", name: "Win11-Nov" },
    toImage: { id: "oct", name: "Win11-Oct" },
    rollsBack: "u1",
    reason: "Printing fails",
  });
  delete running.finishedAt;
  serveApp("helpdesk", {
    ...answers({ catalog: { state: "Processing", activeUpdate: running } }),
    [`${updates}/u9`]: running,
    [`${updates}/u1`]: update("u1"),
  });
  openApp("/catalogs/sales");
  const live = within(await screen.findByRole("region", { name: "Update under way" }));
  expect(live.getAllByText("Rolling back").length).toBeGreaterThan(0);
  expect(live.getByText("Printing fails")).toBeTruthy();
  const undone = await live.findByRole<HTMLAnchorElement>("link", { name: /^the update to Win11-Nov by Ada/ });
  expect(undone.pathname).toBe("/updates/u1");
  expect(screen.queryByText(/new image/)).toBeNull();
});

test("what has to be done in Citrix Cloud leads there where its address is known", async () => {
  const session = aSession("admin");
  const [connection] = session.connections;
  const consoleUrl = "https://citrix.cloud.com/";
  serveApp("admin", {
    ...answers({ catalog: { state: "Error", lastUpdate: failedUpdate } }),
    "/api/session": { ...session, connections: [{ ...connection, consoleUrl }] },
  });
  openApp("/catalogs/sales");
  const link = await screen.findByRole<HTMLAnchorElement>("link", { name: "Open Citrix Cloud" });
  expect([link.href, link.rel]).toEqual([consoleUrl, "noreferrer"]);
  expect(link.closest("li")?.textContent).toContain("DaaS, Manage, Quick Deploy");
});
