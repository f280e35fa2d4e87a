import { aCatalog, aCatalogList, anUpdate } from "@catalog-deck/contract/testing";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { catchDownloads } from "../../testing/downloads.ts";
import { connectionPath, fresh, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const updates = `${connectionPath}/image-updates`;

async function choose(user: ReturnType<typeof userEvent.setup>, format: RegExp) {
  await user.click(await screen.findByRole("button", { name: "Export" }));
  await user.click(await screen.findByRole("menuitem", { name: format }));
}

test("the catalogs that the page shows are saved in its order, with date and connection in the name", async () => {
  const saved = catchDownloads();
  const user = userEvent.setup();
  const list = ["Sales-EU", "Legal", "Sales-APAC"].map((name) => aCatalog({ id: name, name }));
  serveApp("helpdesk", { [`${connectionPath}/catalogs`]: aCatalogList(list) });
  openApp("/catalogs?q=sales&sort=name&direction=down");
  await choose(user, /^CSV/);
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.name).toMatch(/^catalog-deck-catalogs-Contoso-\d{4}-\d\d-\d\d\.csv$/);
  const rows = parse((await saved[0]?.text()) ?? "", { bom: true, columns: true }) as Record<string, string>[];
  expect(rows.map(({ Name }) => Name)).toEqual(["Sales-EU", "Sales-APAC"]);
  expect(await screen.findByText("2 catalogs exported")).toBeTruthy();
});

test("the history is saved whole, with all pages of the filter", async () => {
  const saved = catchDownloads();
  const user = userEvent.setup();
  const one = (id: string) => anUpdate({ id, catalogId: "c", state: "failed" });
  serveApp("helpdesk", {
    [`${connectionPath}/catalogs`]: { items: [], ...fresh },
    [`${updates}?state=failed`]: { items: [one("a")], nextCursor: "2" },
    [`${updates}?state=failed&limit=200`]: { items: [one("a")], nextCursor: "2" },
    [`${updates}?state=failed&cursor=2&limit=200`]: { items: [one("b")] },
  });
  openApp("/updates?state=failed");
  await choose(user, /^JSON/);
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.name).toMatch(/^catalog-deck-updates-Contoso-.*\.json$/);
  const file = JSON.parse((await saved[0]?.text()) ?? "");
  expect(file).toMatchObject({ filter: { state: "failed" }, complete: true });
  expect(file.updates.map(({ id }: { id: string }) => id)).toEqual(["a", "b"]);
});

test("a history that cannot be read to its end saves nothing and says so", async () => {
  const saved = catchDownloads();
  const user = userEvent.setup();
  const served: Record<string, unknown> = {
    [`${connectionPath}/catalogs`]: { items: [], ...fresh },
    [updates]: { items: [anUpdate({ id: "a", catalogId: "c" })] },
    [`${updates}?limit=200`]: problem(503),
  };
  serveApp("helpdesk", served);
  openApp("/updates");
  await choose(user, /^CSV/);
  expect(await screen.findByText(/could not be loaded completely, so nothing was saved/)).toBeTruthy();
  expect(saved).toEqual([]);
  served[`${updates}?limit=200`] = { items: [anUpdate({ id: "a", catalogId: "c" })] };
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(await screen.findByText("1 update exported")).toBeTruthy();
});
