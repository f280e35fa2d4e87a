import type { CatalogDetail, Role } from "@catalog-deck/contract";
import { aCatalog, anImage, anUpdate } from "@catalog-deck/contract/testing";
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { signOut } from "../../api/session.ts";
import { connectionPath, fresh, noContent, openApp, serveApp } from "../../testing/test-app.tsx";
import { dismissAllToasts } from "../../ui/toasts.ts";

const accounting: CatalogDetail = { ...aCatalog({ id: "cat-1", name: "Accounting" }), ...fresh };
const update = anUpdate({ id: "upd-1", catalogId: "cat-1", catalogName: "Accounting" });
const post = `POST ${connectionPath}/catalogs/cat-1/image-updates`;

const serve = (role: Role, catalog = accounting) =>
  serveApp(role, {
    [`${connectionPath}/catalogs`]: { items: [catalog], ...fresh },
    [`${connectionPath}/catalogs/cat-1`]: catalog,
    [`${connectionPath}/images`]: {
      items: [anImage("img-1", { name: "Win11-Oct" }), anImage("img-2", { name: "Win11-Nov" })],
      ...fresh,
    },
    [`${connectionPath}/image-updates`]: { items: [] },
    [post]: Response.json(update, { status: 202 }),
    "DELETE /api/session": noContent,
  });

afterEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  act(() => dismissAllToasts());
});

test("the address opens the form with its image; sending it leads to the catalog's page", async () => {
  const user = userEvent.setup();
  const { calls } = serve("admin");
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await user.click(await screen.findByRole("button", { name: "Update image" }));
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs/cat-1"));
  const sent = calls.filter(({ key }) => key.startsWith("POST "));
  expect(sent.map(({ key }) => key)).toEqual([post]);
  expect(sent[0]?.headers.get("x-csrf-token")).toBe("token");
  expect(sent[0]?.headers.get("idempotency-key")).toMatch(/^[\x21-\x7e]{1,128}$/);
  expect(sent[0]?.body).toMatchObject({ imageId: "img-2", expectedImageId: "img-1", vdaUpdateDelay: 60 });
});

test("where machines keep their disk the message after sending says that none moves", async () => {
  const user = userEvent.setup();
  serve("admin", { ...accounting, allocationType: "Permanent", persistStaticAllocatedVmDisks: true });
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await user.click(await screen.findByRole("checkbox", { name: /keep their disk/ }));
  await user.click(screen.getByRole("button", { name: "Update image" }));
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs/cat-1"));
  expect(await screen.findByText("No existing machine changes; machines added later get Win11-Nov.")).toBeTruthy();
});

test("a helpdesk account sees that an administrator is needed, and no form", async () => {
  serve("helpdesk");
  openApp("/catalogs/cat-1/update?toImage=img-2");
  expect(await screen.findByText("Only administrators can start updates")).toBeTruthy();
  expect(screen.queryByText("When machines restart")).toBeNull();
  expect(screen.queryByRole("button", { name: "Update image" })).toBeNull();
});

const reasonField = () => screen.findByRole<HTMLInputElement>("textbox", { name: "Reason for this update" });

test("Escape closes a form without changes, and asks about one with them", async () => {
  const user = userEvent.setup();
  serve("admin");
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await reasonField();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs"));

  cleanup();
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await user.type(await reasonField(), "CHG-77");
  await user.keyboard("{Escape}");
  const question = await screen.findByRole("dialog", { name: "Discard this update?" });
  await user.click(within(question).getByRole("button", { name: "Keep editing" }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Discard this update?" })).toBeNull());
  expect((await reasonField()).value).toBe("CHG-77");
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("button", { name: "Discard" }));
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs"));

  cleanup();
  openApp("/catalogs/cat-1/update?toImage=img-2");
  expect((await reasonField()).value).toBe("");
});

test("a form that a reload or a link has opened leaves nothing for Back to open it again", async () => {
  const user = userEvent.setup();
  serve("admin");
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await reasonField();
  const before = window.history.length;
  await user.keyboard("{Escape}");
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs"));
  expect(window.history.length).toBe(before);
});

test("a press outside the form asks as Escape does", async () => {
  const user = userEvent.setup();
  serve("admin");
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await user.type(await reasonField(), "CHG-77");
  await user.click(document.body);
  expect(await screen.findByRole("dialog", { name: "Discard this update?" })).toBeTruthy();
});

test("the image is in the address once it has been picked, and a reload keeps it with all that was typed", async () => {
  const user = userEvent.setup();
  serve("admin");
  openApp("/catalogs/cat-1/update");
  await user.click(await screen.findByRole("option", { name: /^Win11-Nov/ }));
  await waitFor(() => expect(window.location.search).toBe("?toImage=img-2"));
  await user.type(await reasonField(), "CHG-77");
  cleanup();
  openApp(`${window.location.pathname}${window.location.search}`);
  expect((await reasonField()).value).toBe("CHG-77");
  expect(screen.getByText("10 machines move to Win11-Nov within 1 hour.")).toBeTruthy();
});

test("signing out forgets what was entered", async () => {
  const user = userEvent.setup();
  serve("admin");
  const client = openApp("/catalogs/cat-1/update?toImage=img-2");
  await user.type(await reasonField(), "CHG-77");
  expect(JSON.stringify({ ...sessionStorage })).toContain("CHG-77");
  await signOut(client);
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain("CHG-77");
});

test("a form opened from the catalog's page stays over that page, and closes to it", async () => {
  const user = userEvent.setup();
  serve("admin");
  openApp("/catalogs/cat-1");
  await user.click(await screen.findByRole("link", { name: "Update image" }));
  expect(await screen.findByRole("dialog", { name: "Update image" })).toBeTruthy();
  expect(screen.getByRole("heading", { level: 1, name: "Accounting", hidden: true })).toBeTruthy();
  await reasonField();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(window.location.pathname).toBe("/catalogs/cat-1");
});

test("no message tells of a start that the page one is led to shows", async () => {
  const user = userEvent.setup();
  serve("admin");
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await user.click(await screen.findByRole("button", { name: "Update image" }));
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs/cat-1"));
  expect(await screen.findByRole("heading", { level: 1, name: "Accounting" })).toBeTruthy();
  expect(screen.queryByText("Update of Accounting started")).toBeNull();
});

test("who has left the form meanwhile is told of the start, with a way to the update", async () => {
  const user = userEvent.setup();
  const { answers } = serve("admin");
  const answered = Promise.withResolvers<unknown>();
  const started = answers[post];
  answers[post] = () => answered.promise;
  openApp("/catalogs/cat-1/update?toImage=img-2");
  await user.click(await screen.findByRole("button", { name: "Update image" }));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(window.location.pathname).toBe("/catalogs"));
  answered.resolve(started);
  const messages = within(await screen.findByRole("region", { name: "Messages" }));
  await user.click(await messages.findByRole("button", { name: "Open" }));
  await waitFor(() => expect(window.location.pathname).toBe("/updates/upd-1"));
});
