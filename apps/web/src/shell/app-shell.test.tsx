import { aCatalog, aCatalogList, aSession } from "@catalog-deck/contract/testing";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../testing/test-app.tsx";

test.each([
  [31, /a minute fast/],
  [612, /10 minutes fast/],
  [-1_800, /30 minutes slow/],
])(
  "an administrator is told of a server whose clock is %i seconds off, and that updates are not affected",
  async (clockOffBySeconds, words) => {
    const session = { ...aSession("admin"), clockOffBySeconds };
    serveApp("admin", { "/api/session": session, [`${connectionPath}/images`]: { items: [], ...fresh } });
    openApp("/images");
    const notice = await screen.findByRole("complementary", { name: "Server clock" });
    expect(notice.textContent).toMatch(words);
    expect(notice.textContent).toContain("Updates are not affected");
  },
);

test("nothing is said of a clock that is right", async () => {
  serveApp("admin", { [`${connectionPath}/images`]: { items: [], ...fresh } });
  openApp("/images");
  await screen.findByRole("heading", { level: 1 });
  expect(screen.queryByRole("complementary", { name: "Server clock" })).toBeNull();
});

test("on a slow machine, too, the new page does not take the focus from a dialog that has opened since", async () => {
  const notSignedIn = problem(401, "not-signed-in");
  serveApp("admin", {
    [`${connectionPath}/catalogs`]: aCatalogList([aCatalog({ id: "c-1", name: "Accounting" })]),
    [`${connectionPath}/images`]: notSignedIn,
    "/api/sign-in-methods": { methods: [{ kind: "password" }] },
  });
  openApp("/catalogs");
  await screen.findByRole("article", { name: "Accounting" });
  const late: FrameRequestCallback[] = [];
  const frame = window.requestAnimationFrame;
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => late.push(callback));
  fireEvent.click(screen.getByRole("link", { name: "Images" }));
  await waitFor(() => expect(window.location.pathname).toBe("/images"));
  await waitFor(() => expect(late).not.toHaveLength(0));
  vi.stubGlobal("requestAnimationFrame", frame);
  await screen.findByRole("dialog", { name: "Your session has ended" });
  await waitFor(() => expect(document.activeElement?.closest("[role=dialog]")).not.toBeNull());
  const focused = document.activeElement;
  for (const callback of late) callback(performance.now());
  expect(document.activeElement).toBe(focused);
});

test.each([
  { path: "/images", needed: "/api/session", shown: "Images" },
  { path: "/sign-in", needed: "/api/sign-in-methods", shown: "Sign in" },
])(
  "a server that has too much to do is asked again for what $path cannot do without",
  async ({ path, needed, shown }) => {
    const overloaded = problem(503, "overloaded", { retryAfterMs: 20 });
    const given: Record<string, unknown> = {
      "/api/session": aSession("admin"),
      "/api/sign-in-methods": { methods: [{ kind: "password" }] },
    };
    let refused = 0;
    const bff = serveApp("admin", {
      ...given,
      [`${connectionPath}/images`]: { items: [], ...fresh },
      [needed]: () => {
        refused += 1;
        return refused <= 2 ? overloaded : given[needed];
      },
    });
    openApp(path);
    expect(await screen.findByRole("heading", { level: 1, name: shown })).toBeDefined();
    await waitFor(() => expect(bff.asked().filter((asked) => asked === needed)).toHaveLength(3));
    expect(screen.queryByRole("alert")).toBeNull();
  },
);
