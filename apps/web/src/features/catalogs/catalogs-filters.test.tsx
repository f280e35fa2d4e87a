import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { connectionPath, openApp, serveApp } from "../../test-app.tsx";
import { aCatalog, aCatalogList } from "../../testing/catalogs.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("each click on a filter is a step that Back undoes; letters are none", async () => {
  const user = userEvent.setup();
  const us = aCatalog({ id: "c-3", name: "Legal-US", region: "eastus" });
  const asia = aCatalog({ id: "c-4", name: "Legal-Asia", region: "southeastasia" });
  const calm = aCatalog({ id: "c-1", name: "Accounting" });
  serveApp("admin", { [`${connectionPath}/catalogs`]: aCatalogList([calm, us, asia]) });
  openApp("/catalogs");
  const field = await screen.findByRole("searchbox");
  const before = window.history.length;
  await user.type(field, "legal");
  await waitFor(() => expect(window.location.search).toBe("?q=legal"));
  expect(window.history.length).toBe(before);
  await user.click(await screen.findByRole("combobox", { name: "Region" }));
  await user.click(await screen.findByRole("option", { name: /eastus/ }));
  await waitFor(() => expect(window.location.search).toBe("?q=legal&region=eastus"));
  expect(screen.queryByRole("article", { name: "Legal-Asia" })).toBeNull();
  await user.click(await screen.findByRole("option", { name: /southeastasia/ }));
  await waitFor(() => expect(window.location.search).toBe("?q=legal&region=eastus&region=southeastasia"));
  expect(await screen.findByRole("combobox", { name: "Region: eastus, southeastasia" })).toBeDefined();
  expect(screen.getByRole("article", { name: "Legal-Asia" })).toBeDefined();
  act(() => window.history.back());
  await waitFor(() => expect(screen.queryByRole("article", { name: "Legal-Asia" })).toBeNull());
  act(() => window.history.back());
  await waitFor(() => expect(window.location.search).toBe("?q=legal"));
  expect(screen.getByRole("article", { name: "Legal-Asia" })).toBeDefined();
  expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("legal");
});
