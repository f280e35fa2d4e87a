import type { OpenDecision } from "@catalog-deck/contract";
import { aCatalog, anUpdate } from "@catalog-deck/contract/testing";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const path = `${connectionPath}/image-updates/u1`;
const noCatalogs = { [`${connectionPath}/catalogs`]: { items: [], ...fresh } };
const decision: OpenDecision = {
  neededSince: "2026-11-23T10:15:00.000Z",
  sent: {
    at: "2026-11-23T10:00:00.000Z",
    image: { id: "img-2", name: "Win11-Nov" },
    citrixTransactionId: "tx-1",
    answer: "Citrix answered with status 503.",
    answerFact: { code: "answer-status", params: { status: 503 } },
  },
  catalog: {
    state: "Active",
    image: { id: "img-1", name: "Win11-Oct" },
    lastModifiedTime: "2026-11-23T10:02:00.000Z",
    warnings: [],
    readAt: "2026-11-23T10:15:00.000Z",
    version: "v1",
  },
};
const undecided = anUpdate({ id: "u1", catalogId: "sales", state: "unknown", decision });

const opened = async () => await screen.findByRole("region", { name: /Did this update start/ });

test("an administrator sees what was sent beside what Citrix shows, and decides with a reason", async () => {
  const user = userEvent.setup();
  const answers: Record<string, unknown> = { ...noCatalogs, [path]: undecided };
  const { asked } = serveApp("admin", answers);
  openApp("/updates/u1");
  const panel = await opened();
  expect(within(panel).getByText("Citrix answered with status 503.")).toBeTruthy();
  expect(within(panel).getByText(/Win11-Oct \(as before\)/)).toBeTruthy();
  await user.click(within(panel).getByRole("button", { name: /It did not start/ }));
  const dialog = await screen.findByRole("dialog", { name: "The update did not start" });
  await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByLabelText("How do you know?")));
  await user.click(within(dialog).getByRole("button", { name: "Confirm that it did not start" }));
  expect(within(dialog).getByText("Say how you know.")).toBeTruthy();
  expect(asked()).not.toContain(`POST ${path}/decision`);
  await user.type(within(dialog).getByLabelText("How do you know?"), "No task in the console");
  answers[`POST ${path}/decision`] = { ...undecided, state: "rejected" };
  answers[path] = anUpdate({ id: "u1", catalogId: "sales", state: "rejected" });
  await user.click(within(dialog).getByRole("button", { name: "Confirm that it did not start" }));
  await screen.findByText(/Nothing was changed/);
  expect(asked().filter((one) => one === `POST ${path}/decision`)).toHaveLength(1);
  expect(screen.queryByRole("region", { name: /Did this update start/ })).toBeNull();
});

test("a question that resolves itself under the hands says what happened, and closes with one button", async () => {
  const user = userEvent.setup();
  const answers: Record<string, unknown> = { ...noCatalogs, [path]: undecided };
  const { asked } = serveApp("admin", answers);
  const client = openApp("/updates/u1");
  await user.click(within(await opened()).getByRole("button", { name: /It did not start/ }));
  const dialog = await screen.findByRole("dialog", { name: "The update did not start" });
  await user.type(within(dialog).getByLabelText("How do you know?"), "No task in the con");
  const message = "Citrix's answer was lost, but the catalog is being updated.";
  answers[path] = anUpdate({ id: "u1", catalogId: "sales", state: "running", message });
  await act(() => client.refetchQueries({ queryKey: ["connections"] }));
  const resolved = await screen.findByRole("dialog", { name: "No decision is needed any more" });
  expect(within(resolved).getByRole("alert").textContent).toMatch(
    /Updating.*the catalog is being updated.*was not sent/,
  );
  const close = within(resolved).getByText("Close");
  await waitFor(() => expect(document.activeElement).toBe(close.closest("button")));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const standing = screen.getByRole("region", { name: "Current state" });
  await waitFor(() => expect(document.activeElement?.contains(standing)).toBe(true));
  expect(document.activeElement).not.toBe(document.body);
  expect(asked()).not.toContain(`POST ${path}/decision`);
  expect(screen.queryByRole("region", { name: /Did this update start/ })).toBeNull();
});

test("a cancelled answer gives the focus back to its button", async () => {
  const user = userEvent.setup();
  serveApp("admin", { ...noCatalogs, [path]: undecided });
  openApp("/updates/u1");
  const button = within(await opened()).getByRole("button", { name: "It started…" });
  await user.click(button);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(document.activeElement).toBe(button));
});

test.each([412, 409])("a decision that is too late (%i) is told beside the facts as they are now", async (status) => {
  const user = userEvent.setup();
  serveApp("admin", {
    ...noCatalogs,
    [path]: undecided,
    [`POST ${path}/decision`]: problem(status, "catalog-changed", { detail: "Sales-EU has changed." }),
  });
  openApp("/updates/u1");
  await user.click(within(await opened()).getByRole("button", { name: "It started…" }));
  const dialog = await screen.findByRole("dialog", { name: "The update started" });
  await user.type(within(dialog).getByLabelText("How do you know?"), "Seen{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("Sales-EU has changed.");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what stands in the way otherwise is told in the dialog, and the reason stays", async () => {
  const user = userEvent.setup();
  serveApp("admin", { ...noCatalogs, [path]: undecided, [`POST ${path}/decision`]: problem(503) });
  openApp("/updates/u1");
  await user.click(within(await opened()).getByRole("button", { name: "It started…" }));
  const dialog = await screen.findByRole("dialog", { name: "The update started" });
  await user.type(within(dialog).getByLabelText("How do you know?"), "Seen{Enter}");
  expect((await within(dialog).findByRole("alert")).textContent).toContain("It went wrong.");
  expect(within(dialog).getByLabelText<HTMLInputElement>("How do you know?").value).toBe("Seen");
});

test("the helpdesk is told that an administrator has to decide, and cannot", async () => {
  serveApp("helpdesk", { ...noCatalogs, [path]: undecided });
  openApp("/updates/u1");
  expect(await screen.findByText("An administrator has to decide")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /start/ })).toBeNull();
});

test("the question stands on the catalog's card and in the list of updates", async () => {
  const catalog = aCatalog({ id: "sales", name: "Sales-EU", activeUpdate: undecided });
  serveApp("admin", {
    [`${connectionPath}/catalogs`]: { items: [catalog], ...fresh },
    [`${connectionPath}/image-updates`]: { items: [undecided] },
  });
  openApp("/updates");
  expect((await screen.findAllByText("Decision needed")).length).toBeGreaterThan(0);
  openApp("/catalogs");
  const card = await screen.findByRole("article", { name: "Sales-EU" });
  expect(within(card).getByText("An administrator has to decide")).toBeTruthy();
  const link = within(card).getByRole("link", { name: "Open the update of Sales-EU" });
  expect(link.getAttribute("href")).toBe("/updates/u1");
  expect(within(card).queryByRole("link", { name: /Update image/ })).toBeNull();
});

test("an external update says so, without a delay, a start and a duration that nobody knows", async () => {
  const external = anUpdate({
    id: "u1",
    catalogId: "sales",
    origin: "external",
    vdaUpdateDelay: undefined,
    requestedBy: undefined,
    requestedAt: undefined,
    noticedAt: "2026-11-23T09:59:58Z",
    state: "succeeded",
    finishedAt: "2026-11-23T10:00:00Z",
  });
  serveApp("helpdesk", {
    ...noCatalogs,
    [path]: external,
    [`${connectionPath}/image-updates`]: { items: [external] },
  });
  openApp("/updates/u1");
  expect(await screen.findByText("Citrix Cloud")).toBeTruthy();
  expect(screen.queryByText("Sent")).toBeNull();
  expect(screen.queryByText("Restarts")).toBeNull();
  expect(screen.queryByText("Took")).toBeNull();
  openApp("/updates");
  expect((await screen.findAllByText(/started in Citrix Cloud/i)).length).toBeGreaterThan(0);
});
