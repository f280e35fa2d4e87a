import { screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { connectionPath, fresh, openApp, serveApp } from "../test-app.tsx";
import { aSession } from "../testing/catalogs.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

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
