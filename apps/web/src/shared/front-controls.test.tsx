import { aCatalog, aCatalogList } from "@catalog-deck/contract/testing";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { connectionPath, openApp, serveApp } from "../testing/test-app.tsx";

const pressed = (name: string) => screen.getByRole("button", { name }).getAttribute("aria-pressed");

/** A browser that takes its time over a cookie: what it was asked to keep, and how it fails. */
function slowCookies() {
  const answer = Promise.withResolvers<void>();
  const set = vi.fn<(cookie: { value: string }) => Promise<void>>(() => answer.promise);
  vi.stubGlobal("cookieStore", { set });
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  return { set, refuse: () => answer.reject(new DOMException("cookies are blocked")) };
}

test("a language shows as chosen at once, and is taken back with a word when the browser does not keep it", async () => {
  const { set, refuse } = slowCookies();
  serveApp("admin", { "/api/sign-in-methods": { methods: [{ kind: "password" }] } });
  openApp("/sign-in");
  fireEvent.click(await screen.findByRole("button", { name: "Deutsch" }));
  expect([pressed("English"), pressed("Deutsch")]).toEqual(["false", "true"]);
  expect(set).toHaveBeenCalledWith(expect.objectContaining({ value: "de" }));
  refuse();
  expect((await screen.findByRole("alert")).textContent).toContain("The language was not saved");
  await waitFor(() => expect([pressed("English"), pressed("Deutsch")]).toEqual(["true", "false"]));
});

test("the menu of the account says so when the browser does not keep a language", async () => {
  const { refuse } = slowCookies();
  serveApp("admin", { [`${connectionPath}/catalogs`]: aCatalogList([aCatalog({ id: "c-1", name: "Accounting" })]) });
  openApp("/catalogs");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Account of/ }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Deutsch" }));
  refuse();
  await screen.findByText("The language was not saved: your browser blocked the cookie");
});
