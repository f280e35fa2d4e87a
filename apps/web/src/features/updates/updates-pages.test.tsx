import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { anUpdate } from "@catalog-deck/contract/testing";
import { isEnded } from "@catalog-deck/domain";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../../testing/test-app.tsx";

function update(id: string, fields: Partial<ImageUpdate> = {}): ImageUpdate {
  const state = fields.state ?? "succeeded";
  const finished = isEnded(state) ? { finishedAt: "2026-11-23T10:30:00.000Z" } : {};
  return anUpdate({ id, catalogId: "accounting", catalogName: `Catalog ${id}`, state, ...finished, ...fields });
}

const updates = `${connectionPath}/image-updates`;
const noCatalogs = { [`${connectionPath}/catalogs`]: { items: [], ...fresh } };

const rowNames = () =>
  screen
    .getAllByRole("row")
    .map((row) => within(row).queryByRole("link")?.textContent)
    .filter((name) => name !== undefined);

test("running updates come first, older ones are loaded on demand, and loaded ones stay", async () => {
  const user = userEvent.setup();
  const running = update("running", { state: "running", percent: 40, requestedAt: "2026-11-22T10:00:00.000Z" });
  serveApp("helpdesk", {
    ...noCatalogs,
    [updates]: { items: [update("new"), running], nextCursor: "older" },
    [`${updates}?cursor=older`]: { items: [update("old", { requestedAt: "2026-11-01T10:00:00.000Z" })] },
  });
  openApp("/updates");
  await screen.findByRole("link", { name: "Catalog new" });
  expect(rowNames()).toEqual(["Catalog running", "Catalog new"]);
  await user.click(screen.getByRole("button", { name: "Load older updates" }));
  await screen.findByRole("link", { name: "Catalog old" });
  expect(rowNames()).toEqual(["Catalog running", "Catalog new", "Catalog old"]);
  expect(screen.queryByRole("button", { name: "Load older updates" })).toBeNull();
});

test("an external update stands under way, since when and until when", async () => {
  const began = new Date(Date.now() - 5 * 60_000).toISOString();
  const { toImage, requestedBy, requestedAt, vdaUpdateDelay, ...known } = update("external", { state: "running" });
  const external: ImageUpdate = {
    ...known,
    origin: "external",
    noticedAt: began,
    startedAt: began,
    estimatedMinutes: 40,
  };
  serveApp("helpdesk", { ...noCatalogs, [updates]: { items: [external, update("new")] } });
  openApp("/updates");
  await screen.findByRole("link", { name: "Catalog external" });
  expect(screen.getByText("1 under way")).toBeTruthy();
  const row = screen.getByRole("link", { name: "Catalog external" }).closest("tr");
  expect(row?.textContent).toMatch(/since \d+:\d\d.* · done about/);
  expect(row?.textContent).toContain("image not known yet");
  expect(row?.textContent).toContain("Citrix Cloud");
});

test("older updates that cannot be loaded say so and leave the list as it is", async () => {
  const user = userEvent.setup();
  serveApp("helpdesk", {
    ...noCatalogs,
    [updates]: { items: [update("new")], nextCursor: "older" },
    [`${updates}?cursor=older`]: problem(503),
  });
  openApp("/updates");
  await user.click(await screen.findByRole("button", { name: "Load older updates" }));
  await screen.findByText("Older updates could not be loaded");
  expect(rowNames()).toEqual(["Catalog new"]);
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

test("an address that makes no sense shows all updates, not a refusal", async () => {
  const { asked } = serveApp("helpdesk", { [`${connectionPath}/image-updates`]: { items: [] } });
  openApp("/updates?state=nonsense&catalogId=../x");
  expect(await screen.findByText("No updates yet")).toBeTruthy();
  expect(asked().filter((path) => /nonsense|\.\./.test(path))).toEqual([]);
});

test("the filters of a pasted address are asked for, and can be taken back when nothing matches", async () => {
  const user = userEvent.setup();
  const { asked } = serveApp("admin", {
    ...noCatalogs,
    [updates]: { items: [update("new")] },
    [`${updates}?catalogId=accounting&state=failed`]: { items: [] },
  });
  openApp("/updates?state=failed&catalogId=accounting");
  await screen.findByText("No matching updates");
  expect(asked()).toContain(`${updates}?catalogId=accounting&state=failed`);
  await user.click(screen.getByRole("link", { name: "Show all updates" }));
  await screen.findByRole("link", { name: "Catalog new" });
  await waitFor(() => expect(window.location.search).toBe(""));
});

test("a period, a person and words are asked for; each click is a step that Back undoes", async () => {
  const user = userEvent.setup();
  const ada = { id: "u2", displayName: "Ada" };
  const { asked } = serveApp("helpdesk", {
    ...noCatalogs,
    [updates]: {
      items: [update("new", { requestedBy: ada, requestedAt: new Date(Date.now() - 60_000).toISOString() })],
    },
    [`${updates}/people`]: { items: [ada] },
  });
  openApp("/updates?person=u2");
  await screen.findByRole("link", { name: "Catalog new" });
  expect(asked()).toContain(`${updates}?requestedBy=u2`);
  expect(await screen.findByRole("combobox", { name: "By: Ada" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "7 d" }));
  await waitFor(() => expect(window.location.search).toBe("?person=u2&period=7d"));
  await waitFor(() => {
    const from = asked()
      .map((path) => new URLSearchParams(path.split("?")[1]).get("from"))
      .findLast((at) => at !== null);
    expect(Math.round((Date.now() - Date.parse(from ?? "")) / 86_400_000)).toBe(7);
  });
  await user.type(screen.getByRole("searchbox", { name: "Search updates" }), "nov");
  await waitFor(() => expect(window.location.search).toBe("?person=u2&period=7d&q=nov"));
  await waitFor(() => expect(asked().some((path) => path.includes("q=nov"))).toBe(true));
  window.history.back();
  await waitFor(() => expect(window.location.search).toBe("?person=u2"));
});

test("another order is that of the whole history, not of its first page", async () => {
  serveApp("helpdesk", {
    ...noCatalogs,
    [updates]: { items: [update("b")], nextCursor: "older" },
    [`${updates}?cursor=older`]: { items: [update("a", { requestedAt: "2026-11-01T10:00:00.000Z" })] },
  });
  openApp("/updates?sort=oldest");
  await screen.findByRole("link", { name: "Catalog a" });
  expect(rowNames()).toEqual(["Catalog a", "Catalog b"]);
});

test("before the first update the page says what will stand there", async () => {
  serveApp("helpdesk", { ...noCatalogs, [updates]: { items: [] } });
  openApp("/updates");
  expect(await screen.findByText("No updates yet")).toBeTruthy();
});

const meanings: [ImageUpdateState, RegExp, RegExp][] = [
  ["submitting", /being sent to Citrix/, /it is sent once/],
  ["running", /Citrix is updating the catalog/, /logged off when their machine's turn comes, within 1 hour/],
  ["waitingForRestart", /still run the old one/, /stay on Win11-Oct until they log off/],
  ["succeeded", /runs on the new image/, /New sessions are on Win11-Nov/],
  ["rolledBack", /runs on its old image/, /Find out why Win11-Nov failed/],
  ["failed", /Look at the catalog before/, /Citrix Support asks for the transaction id/],
  ["rejected", /Nothing was changed/, /start a new update from the catalog/],
  ["unknown", /the update may have started/, /Do not send it again/],
];

test.each(meanings)(
  "an update that is %s says what is true, what users notice and what to do",
  async (state, truth, more) => {
    serveApp("helpdesk", { ...noCatalogs, [`${updates}/u1`]: update("u1", { state, citrixTransactionId: "tx-1" }) });
    openApp("/updates/u1");
    const standing = await screen.findByRole("region", { name: "Current state" });
    expect(within(standing).getByText(truth)).toBeTruthy();
    expect(within(standing).getByText(more)).toBeTruthy();
    expect(screen.getByText("tx-1")).toBeTruthy();
    expect(screen.queryByRole("link", { name: /Update image/ })).toBeNull();
  },
);

test("an update's page shows progress, its timeline in order, and the message that users get", async () => {
  serveApp("admin", {
    ...noCatalogs,
    [`${updates}/u1`]: update("u1", {
      state: "running",
      subState: "ProcessingVdaCopyingMasterImage",
      percent: 42,
      startedAt: new Date(Date.now() - 10 * 60_000).toISOString(),
      estimatedMinutes: 40,
      warningTitle: "Restart at noon",
      warningMessage: "Save your work: %m% minutes left.",
      reason: "CHG0012345",
      timeline: [
        { at: "2026-11-23T10:00:00.000Z", state: "submitting" },
        { at: "2026-11-23T10:00:02.000Z", state: "running", subState: "ProcessingProvisioningMasterImage" },
        { at: "2026-11-23T10:05:00.000Z", state: "running", subState: "ProcessingVdaCopyingMasterImage" },
      ],
    }),
  });
  openApp("/updates/u1");
  const bar = await screen.findByRole("progressbar");
  expect(bar.getAttribute("aria-valuenow")).toBe("42");
  expect(screen.getByText(/^since \d+:\d\d.* · done about \d+:\d\d/)).toBeTruthy();
  const timeline = screen.getByRole("region", { name: /Timeline/ });
  const steps = within(timeline)
    .getAllByRole("listitem")
    .map((step) => step.textContent);
  expect(steps[0]).toContain("Sending");
  expect(steps[2]).toContain("Copying the image");
  expect(screen.getByText("Restart at noon")).toBeTruthy();
  expect(screen.getByText("CHG0012345")).toBeTruthy();
});

test("an address of no update says that it does not exist", async () => {
  serveApp("admin", noCatalogs);
  openApp("/updates/gone");
  expect(await screen.findByText("This update does not exist")).toBeTruthy();
});
