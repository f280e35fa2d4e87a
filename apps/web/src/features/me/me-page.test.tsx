import type { Session } from "@catalog-deck/contract";
import { anOwnSession, aSession } from "@catalog-deck/contract/testing";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { type Answers, noContent, openApp, problem, serveApp } from "../../testing/test-app.tsx";

function serve(answers: Answers = {}, changes: Partial<Session> = {}) {
  return serveApp("helpdesk", {
    "/api/session": aSession("helpdesk", changes),
    "/api/sessions": { items: [anOwnSession("here", { current: true, program: "Edge" }), anOwnSession("there")] },
    ...answers,
  });
}

async function changePassword(current: string, wanted: string) {
  const user = userEvent.setup();
  const field = await screen.findByLabelText("Current password");
  expect(field.getAttribute("autocomplete")).toBe("current-password");
  await user.type(field, current);
  await user.type(screen.getByLabelText("New password"), wanted);
  await user.click(screen.getByRole("button", { name: "Change password" }));
}

test("own sessions show where they are; only others can be ended one by one", async () => {
  const { asked } = serve({ "DELETE /api/sessions/there": noContent });
  openApp("/account");
  const [here, there] = await screen.findAllByRole("listitem");
  expect(here?.textContent).toContain("Edge on Windows this browser");
  expect(within(here as HTMLElement).queryByRole("button")).toBeNull();
  expect(there?.textContent).toContain("203.0.113.7");
  await userEvent.setup().click(screen.getByRole("button", { name: "Sign out Firefox on Windows, 203.0.113.7" }));
  await waitFor(() => expect(asked()).toContain("DELETE /api/sessions/there"));
});

test("signing out everywhere is confirmed, says that it ends this session too, and can fail", async () => {
  const { asked } = serve({ "DELETE /api/sessions": problem(503, "storage-unavailable") });
  openApp("/account");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Sign out everywhere" }));
  const dialog = await screen.findByRole("dialog", { name: "Sign out everywhere?" });
  expect(dialog.textContent).toContain("including this one");
  expect(asked()).not.toContain("DELETE /api/sessions");
  await user.click(within(dialog).getByRole("button", { name: "Sign out everywhere" }));
  await within(dialog).findByText("Nothing was changed");
});

test("the own password is changed, and the fields are empty again", async () => {
  const { calls } = serve({ "PUT /api/session/password": noContent });
  openApp("/account");
  await changePassword("the old password", "kangaroo ladder tuesday");
  await screen.findByText("Password changed");
  expect(calls.find(({ key }) => key.startsWith("PUT"))?.body).toEqual({
    currentPassword: "the old password",
    newPassword: "kangaroo ladder tuesday",
  });
  expect(screen.getByLabelText<HTMLInputElement>("New password").value).toBe("");
});

test.each([
  { answer: problem(403, "wrong-credentials"), words: "This is not your current password." },
  { answer: problem(429, "too-many-requests", { retryAfterMs: 300_000 }), words: "Try again in 5 min." },
  {
    answer: problem(400, "invalid-request", { errors: [{ field: "newPassword", message: "x" }] }),
    words: /too easy to guess/,
  },
])("a refused change of password says why: $words", async ({ answer, words }) => {
  serve({ "PUT /api/session/password": answer });
  openApp("/account");
  await changePassword("the old password", "kangaroo ladder tuesday");
  await screen.findByText(words);
});

test("a short new password is not sent", async () => {
  const { asked } = serve();
  openApp("/account");
  await changePassword("the old password", "short");
  await screen.findByText("Use at least 12 characters.");
  expect(asked().some((key) => key.startsWith("PUT"))).toBe(false);
});

test("whoever signs in with the company account has no password here", async () => {
  serve({}, { method: "oidc" });
  openApp("/account");
  await screen.findByText(/Change its password there/);
  expect(screen.queryByLabelText("Current password")).toBeNull();
});

const radio = (name: string) => screen.getByRole<HTMLInputElement>("radio", { name });
const put = "PUT /api/settings/notifications";

/** Opens the account page where no notifications are wanted; changes are answered when the test says so. */
async function openNotifications() {
  const open: ((answer: Response) => void)[] = [];
  const { calls } = serve({
    "/api/settings": { savedViews: {}, notifications: { choice: "none" } },
    [put]: () => new Promise<Response>((resolve) => open.push(resolve)),
  });
  openApp("/account");
  await screen.findByRole("radio", { name: "None" });
  const sent = () => calls.filter(({ key }) => key === put).map(({ body }) => body);
  const answer = async (next: Response) => {
    await waitFor(() => expect(open).not.toHaveLength(0));
    open.shift()?.(next);
  };
  return { sent, answer };
}

test("a choice of notifications shows at once, before the server has answered, and stays", async () => {
  const { sent, answer } = await openNotifications();
  fireEvent.click(radio("All updates"));
  expect(radio("All updates").checked).toBe(true);
  expect(radio("All updates").matches(":disabled")).toBe(false);
  await answer(noContent);
  await screen.findByText("This browser blocks notifications from here");
  expect(radio("All updates").checked).toBe(true);
  expect(sent()).toEqual([{ choice: "all" }]);
});

test("a choice of notifications that could not be kept is taken back, with the reason", async () => {
  const { answer } = await openNotifications();
  fireEvent.click(radio("All updates"));
  await answer(problem(503, "storage-unavailable"));
  await screen.findByText("Your choice was not saved");
  await screen.findByText("It went wrong.");
  await waitFor(() => expect(radio("None").checked).toBe(true));
});

test("of two choices of notifications in a row the last holds, sent after the first was answered", async () => {
  const { sent, answer } = await openNotifications();
  fireEvent.click(radio("All updates"));
  fireEvent.click(radio("None"));
  expect(radio("None").checked).toBe(true);
  await waitFor(() => expect(sent()).toHaveLength(1));
  await answer(noContent);
  await waitFor(() => expect(sent()).toEqual([{ choice: "all" }, { choice: "none" }]));
  expect(radio("None").checked).toBe(true);
  await answer(noContent);
  expect(radio("None").checked).toBe(true);
});
