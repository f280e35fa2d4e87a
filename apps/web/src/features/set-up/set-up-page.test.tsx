import { aSession } from "@catalog-deck/contract/testing";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { openApp, problem, serveApp } from "../../testing/test-app.tsx";

const signedOut = problem(401, "not-signed-in");

async function fill() {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("User name"), "ada");
  await user.type(screen.getByLabelText("Password"), "kangaroo ladder tuesday");
  await user.click(screen.getByRole("button", { name: "Create account and sign in" }));
}

test("the link's token goes into the body alone, and its maker is signed in", async () => {
  const { calls, asked } = serveApp("admin", { "/api/session": signedOut, "POST /api/set-up": aSession("admin") });
  openApp("/set-up#the-token");
  await fill();
  await vi.waitFor(() => expect(window.location.pathname).toBe("/catalogs"));
  expect(window.location.hash).toBe("");
  expect(calls.find(({ key }) => key === "POST /api/set-up")?.body).toEqual({
    token: "the-token",
    username: "ada",
    password: "kangaroo ladder tuesday",
  });
  expect(asked().join()).not.toContain("the-token");
});

test("a link that is used up says what to do", async () => {
  serveApp("admin", { "/api/session": signedOut, "POST /api/set-up": problem(403, "set-up-link-invalid") });
  openApp("/set-up#old");
  await fill();
  await screen.findByRole("heading", { name: "This link is no longer valid" });
  expect(screen.getByRole("link", { name: "Go to sign-in" })).toBeDefined();
});

test("a link without its token says that it is incomplete", async () => {
  serveApp("admin", { "/api/session": signedOut });
  openApp("/set-up");
  await screen.findByRole("heading", { name: "This link is incomplete" });
});
