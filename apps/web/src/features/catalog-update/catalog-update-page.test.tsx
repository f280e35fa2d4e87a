import type { CatalogDetail, Role } from "@catalog-deck/contract";
import { aCatalog, anImage, anUpdate } from "@catalog-deck/contract/testing";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, serveApp } from "../../testing/test-app.tsx";

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
  expect(await screen.findByText("Starting an update needs an administrator")).toBeTruthy();
  expect(screen.queryByText("When machines restart")).toBeNull();
  expect(screen.queryByRole("button", { name: "Update image" })).toBeNull();
});
