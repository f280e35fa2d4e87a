import type { ProblemCode, Role } from "@catalog-deck/contract";
import { anAccount, aSession } from "@catalog-deck/contract/testing";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { type Answers, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const session = aSession("admin", { user: { id: "ada", displayName: "Ada", role: "admin" }, csrfToken: "csrf-1" });

function serve(answers: Answers, role: Role = "admin") {
  return serveApp(role, {
    "/api/session": { ...session, user: { ...session.user, role } },
    "/api/accounts": { items: [anAccount("ada", { role: "admin" }), anAccount("hedy")] },
    ...answers,
  });
}

async function choose(name: string, action: string) {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: `Actions for ${name}` }));
  await user.click(await screen.findByRole("menuitem", { name: action }));
  return { user, dialog: await screen.findByRole("dialog") };
}

test("accounts stand with their role and access, the own one marked", async () => {
  serve({
    "/api/accounts": { items: [anAccount("ada", { role: "admin" }), anAccount("gone", { disabled: true })] },
  });
  openApp("/accounts");
  const own = await screen.findByRole("row", { name: /Ada.*you/ });
  expect(within(own).getAllByText("Administrator").length).toBeGreaterThan(0);
  expect(screen.getByRole("row", { name: /Gone.*Disabled/ })).toBeDefined();
});

test("to helpdesk the page does not exist, and the server is not asked for accounts", async () => {
  const { asked } = serve({}, "helpdesk");
  openApp("/accounts");
  await screen.findByRole("heading", { name: "This page does not exist" });
  expect(asked()).not.toContain("/api/accounts");
});

test("a new account is sent with a password that was made, which is shown once more when it is done", async () => {
  const made = anAccount("zoe", { displayName: "Zoë" });
  const { calls } = serve({ "POST /api/accounts": Response.json(made, { status: 201 }) });
  openApp("/accounts");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New account" }));
  const dialog = await screen.findByRole("dialog", { name: "New account" });
  await user.type(within(dialog).getByLabelText("User name"), "zoe");
  await user.type(within(dialog).getByLabelText("Name"), "Zoë");
  const password = within(dialog).getByRole("status", { name: "Generated password:" }).textContent;
  expect(password).toMatch(/^(\w{5}-){3}\w{5}$/);
  await user.click(within(dialog).getByRole("button", { name: "Create account" }));
  const done = await screen.findByRole("dialog", { name: "Account for Zoë created" });
  expect(within(done).getByRole("status", { name: "Password" }).textContent).toBe(password);
  const sent = calls.find(({ key }) => key === "POST /api/accounts");
  expect(sent?.body).toEqual({ username: "zoe", displayName: "Zoë", role: "helpdesk", password });
  expect(sent?.headers.get("x-csrf-token")).toBe("csrf-1");
});

test("a typed password that is short is not sent; one that is guessed first is told at its field", async () => {
  const { asked } = serve({
    "POST /api/accounts": problem(400, "invalid-request", { errors: [{ field: "password", message: "is common" }] }),
  });
  openApp("/accounts");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New account" }));
  await user.type(await screen.findByLabelText("User name"), "zoe");
  await user.click(screen.getByRole("button", { name: "Type one instead" }));
  const field = screen.getByLabelText("Password");
  expect(field.getAttribute("autocomplete")).toBe("new-password");
  await user.type(field, "short");
  await user.tab();
  await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  await user.click(screen.getByRole("button", { name: "Create account" }));
  expect(asked()).not.toContain("POST /api/accounts");
  await user.type(field, "password1234");
  await user.click(screen.getByRole("button", { name: "Create account" }));
  await screen.findByText(/too easy to guess/);
  await user.click(screen.getByRole("button", { name: "Show characters" }));
  expect(field.getAttribute("type")).toBe("text");
});

test("a user name that is taken is told at its field, and what was typed stays", async () => {
  serve({ "POST /api/accounts": problem(409, "username-taken") });
  openApp("/accounts");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New account" }));
  const field = await screen.findByLabelText<HTMLInputElement>("User name");
  await user.type(field, "hedy");
  await user.click(screen.getByRole("button", { name: "Create account" }));
  await screen.findByText("This user name is taken.");
  expect(field.value).toBe("hedy");
});

test("disabling says what it does, and sends the version that was read", async () => {
  const { calls } = serve({ "PATCH /api/accounts/hedy": anAccount("hedy", { disabled: true }) });
  openApp("/accounts");
  const { user, dialog } = await choose("Hedy", "Disable");
  expect(dialog.textContent).toContain("Hedy is signed out everywhere at once");
  await user.click(within(dialog).getByRole("button", { name: "Disable" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(calls.find(({ key }) => key.startsWith("PATCH"))?.body).toEqual({ disabled: true, version: 3 });
});

test.each<{ code: ProblemCode; words: string }>([
  { code: "last-admin", words: "This is the last administrator" },
  { code: "account-changed", words: "Someone else has just changed this account" },
])("$code is explained in the dialog, and nothing is sent again", async ({ code, words }) => {
  const { calls } = serve({ "PATCH /api/accounts/ada": problem(409, code) });
  openApp("/accounts");
  const { user, dialog } = await choose("Ada", "Make helpdesk");
  expect(dialog.textContent).toContain("you will be signed out");
  const confirm = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Make helpdesk" });
  await user.click(confirm);
  await within(dialog).findByText(words);
  expect(confirm.getAttribute("aria-disabled")).toBe("true");
  expect(document.activeElement).toBe(confirm);
  await user.click(confirm);
  expect(calls.filter(({ key }) => key.startsWith("PATCH"))).toHaveLength(1);
});

test("a list that cannot be read says so and can be read again; an empty one says what accounts are for", async () => {
  const { answers } = serve({ "/api/accounts": problem(503, "storage-unavailable") });
  openApp("/accounts");
  await screen.findByRole("heading", { name: "The accounts could not be loaded" });
  answers["/api/accounts"] = { items: [] };
  await userEvent.setup().click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByRole("heading", { name: "No accounts yet" });
});
