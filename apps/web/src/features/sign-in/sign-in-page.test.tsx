import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openApp, problem, serveApp } from "../../testing/test-app.tsx";

const provider = { kind: "oidc", label: "Sign in", href: "/api/auth/oidc/start" };

function openSignIn(search: string, methods: unknown[] = [provider]): void {
  serveApp("admin", { "/api/sign-in-methods": { methods } });
  openApp(`/sign-in${search}`);
}

const link = (name: string) => screen.findByRole("link", { name });

test("the company's identity provider comes first, the password where there are accounts", async () => {
  openSignIn("?next=%2Fimages%3Fq%3Dwin", [provider, { kind: "password" }]);
  expect((await link("Sign in with your company account")).getAttribute("href")).toBe(
    "/api/auth/oidc/start?returnTo=%2Fimages%3Fq%3Dwin",
  );
  expect(screen.getByLabelText("Password")).toBeTruthy();
});

test("the user name has the focus at once", async () => {
  openSignIn("", [{ kind: "password" }]);
  expect(await screen.findByLabelText("User name")).toBe(document.activeElement);
});

test("another way to sign in that comes first is not passed over", async () => {
  openSignIn("", [provider, { kind: "password" }]);
  expect(await screen.findByLabelText("User name")).not.toBe(document.activeElement);
});

test("the demo's buttons are not passed over", async () => {
  const accounts = [{ username: "ada", password: "demo", role: "admin" }];
  serveApp("admin", { "/api/sign-in-methods": { methods: [{ kind: "password" }], demo: { accounts } } });
  openApp("/sign-in");
  expect(await screen.findByLabelText("User name")).not.toBe(document.activeElement);
  expect(screen.getByRole("button", { name: /Administrator/ })).toBeTruthy();
});

test("without accounts there is no password to type", async () => {
  openSignIn("");
  await link("Sign in with your company account");
  expect(screen.queryByLabelText("Password")).toBeNull();
});

test.each([
  { problem: "no-role", role: "alert", says: "has no role here" },
  { problem: "too-many-groups", role: "alert", says: "too many groups" },
  { problem: "provider-unreachable", role: "alert", says: "cannot be reached" },
  { problem: "refused", role: "alert", says: "was not valid" },
  { problem: "unavailable", role: "alert", says: "at the moment" },
  { problem: "overloaded", role: "alert", says: "too much to do" },
  { problem: "cancelled", role: "status", says: "canceled" },
  { problem: "expired", role: "status", says: "Start again" },
])("$problem is told in words, with the way to begin again", async ({ problem: word, role, says }) => {
  openSignIn(`?problem=${word}`);
  await link("Sign in with your company account");
  expect(screen.getByRole(role).textContent).toContain(says);
});

test.each([
  { cause: "name", says: "could not be resolved" },
  { cause: "connection", says: "could not connect" },
  { cause: "tls", says: "(TLS)" },
  { cause: "certificate", says: "is not valid" },
  { cause: "certificate-authority", says: "NODE_EXTRA_CA_CERTS" },
  { cause: "proxy", says: "the proxy does not let" },
])("that the provider is away because of its $cause is told to administrators", async ({ cause, says }) => {
  openSignIn(`?problem=provider-unreachable&cause=${cause}`);
  await link("Sign in with your company account");
  expect(screen.getByRole("alert").textContent).toContain(says);
});

test.each(["?problem=provider-unreachable&cause=%3Cb%3E", "?problem=refused&cause=name"])(
  "a cause that does not belong to the problem (%s) is not told",
  async (search) => {
    openSignIn(search);
    await link("Sign in with your company account");
    expect(screen.getByRole("alert").textContent).not.toContain("For administrators");
  },
);

test("somebody without a role can come as somebody else", async () => {
  openSignIn("?problem=no-role&next=%2Fimages");
  expect((await link("Use another account")).getAttribute("href")).toBe(
    "/api/auth/oidc/start?returnTo=%2Fimages&another=1",
  );
});

test("coming back from signing out at the provider is told", async () => {
  openSignIn("?state=signed-out");
  await link("Sign in with your company account");
  expect(screen.getByRole("status").textContent).toContain("You are signed out");
});

test.each([
  "?problem=constructor",
  "?problem=%3Cb%3E",
  "?state=other",
  "?next=//evil.example",
  "?next=https://evil.example",
])("what the address says besides (%s) changes nothing", async (search) => {
  openSignIn(search);
  expect((await link("Sign in with your company account")).getAttribute("href")).toBe("/api/auth/oidc/start");
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.queryByRole("status")).toBeNull();
});

test("a page that needs a session sends here, and back over the provider", async () => {
  serveApp("admin", {
    "/api/sign-in-methods": { methods: [provider] },
    "/api/session": problem(401, "not-signed-in"),
  });
  openApp("/updates?state=failed");
  expect((await link("Sign in with your company account")).getAttribute("href")).toBe(
    "/api/auth/oidc/start?returnTo=%2Fupdates%3Fstate%3Dfailed",
  );
});
