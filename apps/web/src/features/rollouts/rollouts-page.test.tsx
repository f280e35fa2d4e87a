import type { Rollout } from "@catalog-deck/contract";
import { aCatalogList, aRollout } from "@catalog-deck/contract/testing";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, openApp, serveApp } from "../../testing/test-app.tsx";

const path = `${connectionPath}/rollouts`;
const open = `${path}?state=held%2Crunning%2Cscheduled`;
const ended = `${path}?state=completed%2CcompletedWithFailures%2Ccancelled`;
const listOf = (items: Rollout[], nextCursor?: string) => ({
  items,
  ...(nextCursor === undefined ? {} : { nextCursor }),
  fetchedAt: "2026-11-23T11:00:00Z",
  pollAfterMs: 30_000,
});
const none = listOf([]);

const heldOne = aRollout({
  id: "r-held",
  name: "Held one",
  state: "held",
  hold: {
    reason: "failures",
    params: { catalogs: [{ catalogId: "c", catalogName: "Sales-EU" }] },
    since: "2026-11-23T10:40:00Z",
  },
});
const scheduled = aRollout({ id: "r-later", name: "Later", state: "scheduled", startsAt: "2026-12-05T21:00:00Z" });
const completed = aRollout({ id: "r-done", name: "Done one", state: "completed", finishedAt: "2026-11-20T10:00:00Z" });
const stillEnding = aRollout({ id: "r-ending", name: "Ending", state: "cancelled" });

const names = (region: string) =>
  within(screen.getByRole("region", { name: new RegExp(region) }))
    .getAllByRole("link")
    .map(({ textContent }) => textContent);

test("what waits for a person stands first, then what runs, then what is planned; what has ended below", async () => {
  serveApp("admin", {
    [open]: listOf([scheduled, aRollout({ id: "r-1", name: "Running one" }), heldOne]),
    [ended]: listOf([stillEnding, completed]),
  });
  openApp("/rollouts");
  await screen.findByText("1 on hold · 1 running · 1 scheduled");
  expect(names("^Now")).toEqual(["Held one", "Running one", "Ending", "Later"]);
  expect(names("^Ended")).toEqual(["Done one"]);
  expect(screen.getByText("Sales-EU failed.")).toBeDefined();
  expect(screen.getAllByRole("img", { name: /^2 catalogs: / })).toHaveLength(5);
});

test("the filter is kept in the address, and asks for that state alone", async () => {
  const served = serveApp("admin", { [`${path}?state=held`]: listOf([heldOne]) });
  openApp("/rollouts?state=held");
  expect(await screen.findByRole("link", { name: "Held one" })).toBeDefined();
  expect(served.asked().filter((key) => key.startsWith(path))).toEqual([`${path}?state=held`]);
});

test("older ones are loaded when somebody asks for them", async () => {
  const older = aRollout({ id: "r-old", name: "Old one", state: "completed", finishedAt: "2026-01-20T10:00:00Z" });
  serveApp("admin", {
    [open]: none,
    [ended]: listOf([completed], "next"),
    [`${ended}&cursor=next`]: listOf([older]),
  });
  openApp("/rollouts");
  await userEvent.click(await screen.findByRole("button", { name: "Load older rollouts" }));
  expect(await screen.findByRole("link", { name: "Old one" })).toBeDefined();
  expect(screen.queryByRole("button", { name: "Load older rollouts" })).toBeNull();
});

test("without any the page says how to begin; helpdesk what will be here", async () => {
  serveApp("admin", { [path]: none });
  openApp("/rollouts");
  expect(await screen.findByRole("heading", { name: "No rollouts yet" })).toBeDefined();
  expect(screen.getByRole("link", { name: "Select catalogs" }).getAttribute("href")).toBe("/catalogs?view=table");
});

test("helpdesk is offered nothing", async () => {
  serveApp("helpdesk", { [path]: none });
  openApp("/rollouts");
  await screen.findByText(/When an administrator moves several catalogs/);
  expect(screen.queryByRole("button", { name: /Start nothing/ })).toBeNull();
  expect(screen.queryByRole("link", { name: "New rollout" })).toBeNull();
});

const stopped = {
  reason: "Year-end freeze",
  by: { id: "u-2", displayName: "Olga Brandt" },
  since: "2026-11-23T10:00:00Z",
};

test("“Start nothing” needs a reason, and every page says it from then on", async () => {
  const served = serveApp("admin", { [path]: none, [`${connectionPath}/catalogs`]: aCatalogList([]) });
  openApp("/rollouts");
  await userEvent.click(await screen.findByRole("button", { name: "Start nothing…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Start nothing" }));
  await userEvent.click(dialog.getByRole("button", { name: "Start nothing" }));
  expect(dialog.getByText("Say why nothing may start.")).toBeDefined();
  await userEvent.type(dialog.getByLabelText("Reason"), "Year-end freeze");
  served.answers[`PUT ${connectionPath}/start-nothing`] = { stopped };
  served.answers[`${connectionPath}/catalogs`] = aCatalogList([], { startNothing: stopped });
  await userEvent.click(dialog.getByRole("button", { name: "Start nothing" }));
  const notice = (await screen.findByText("Nothing may start.")).closest("[role=status]");
  expect(notice?.textContent).toMatch(/Olga Brandt has stopped updates and rollouts since .*Year-end freeze/);
  expect(served.calls.find(({ key }) => key.startsWith("PUT"))?.body).toEqual({ on: true, reason: "Year-end freeze" });
});

test("an administrator ends it from the notice on any page; helpdesk reads it alone", async () => {
  const served = serveApp("admin", { [`${connectionPath}/catalogs`]: aCatalogList([], { startNothing: stopped }) });
  openApp("/catalogs");
  await userEvent.click(await screen.findByRole("button", { name: "Allow starts again…" }));
  served.answers[`PUT ${connectionPath}/start-nothing`] = { stopped: null };
  served.answers[`${connectionPath}/catalogs`] = aCatalogList([]);
  const dialog = within(await screen.findByRole("dialog", { name: "Allow starts again" }));
  await userEvent.click(dialog.getByRole("button", { name: "Allow starts again" }));
  await expect.poll(() => screen.queryByText("Nothing may start.")).toBeNull();
  expect(served.calls.find(({ key }) => key.startsWith("PUT"))?.body).toEqual({ on: false });
});

test("helpdesk reads why nothing may start, and cannot change it", async () => {
  serveApp("helpdesk", { [`${connectionPath}/catalogs`]: aCatalogList([], { startNothing: stopped }) });
  openApp("/catalogs");
  expect(await screen.findByText("Year-end freeze")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Allow starts again…" })).toBeNull();
});
