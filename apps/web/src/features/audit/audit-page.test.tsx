import type { AuditEntry, AuditVerification } from "@catalog-deck/contract";
import { anAuditEntry } from "@catalog-deck/contract/testing";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { connectionPath, fresh, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const facts = {
  catalogName: "Sales-EU",
  fromImage: { id: "oct", name: "Win11-Oct" },
  toImage: { id: "nov", name: "Win11-Nov" },
  vdaUpdateDelay: 90,
  reason: "CHG0012345",
};
const update = {
  catalogId: "sales",
  updateId: "u1",
  connectionId: "default",
  citrixTransactionId: "tx-1",
  requestId: "r-1",
};

const answers = {
  [`${connectionPath}/catalogs`]: { items: [], ...fresh },
  "/api/audit/people": { items: [{ id: "ada", displayName: "Ada Admin" }] },
};

const rows = () => screen.getAllByRole("row").slice(1);

test("each entry says who, from where, what, which images and how long, and opens to everything else", async () => {
  const user = userEvent.setup();
  serveApp("admin", {
    ...answers,
    "/api/audit": { items: [anAuditEntry("e1", "update-intended", { ...update, details: facts })] },
  });
  openApp("/audit");
  const table = await screen.findByRole("table", { name: "Audit log" });
  const [row] = rows();
  for (const words of ["Ada Admin", "203.0.113.7", "Update requested", "Sales-EU", "Win11-Oct", "Win11-Nov", "tx-1"]) {
    expect(row?.textContent).toContain(words);
  }
  expect(row?.textContent).toContain("spread over 1 h 30 min");
  expect(within(table).getAllByTitle("2026-11-23 10:00:05 UTC").length).toBeGreaterThan(0);
  expect(screen.queryByText("r-1")).toBeNull();
  await user.click(screen.getByRole("button", { name: /^Details of/ }));
  expect(screen.getByText("r-1")).toBeTruthy();
  expect(screen.getByText("update-intended")).toBeTruthy();
  expect(screen.getByText("Contoso", { selector: "dd" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: /^Details of/ }));
  expect(screen.queryByText("r-1")).toBeNull();
});

const tellings: [string, Partial<AuditEntry>, RegExp][] = [
  ["signed-in", { details: { method: "password" } }, /Signed in.*with a password/],
  [
    "sign-in-refused",
    { details: { username: "eve", reason: "wrong-credentials" } },
    /as “eve”: wrong user name or password/,
  ],
  [
    "refused",
    { details: { reason: "role", method: "GET", route: "/api/audit" } },
    /Request refused.*not allowed for this role/,
  ],
  ["update-outcome", { details: { ...facts, state: "unknown" } }, /Citrix's answer was lost/],
  [
    "update-ended",
    { details: { ...facts, state: "rolledBack", message: "It was put back." } },
    /rolled back.*It was put back/,
  ],
  ["update-decided", { details: { ...facts, outcome: "not-started" } }, /manually: the update had not started/],
  [
    "account-created",
    { details: { account: { displayName: "Eve", username: "eve" } } },
    /Account created.*Eve \(eve\)/,
  ],
  ["audit-exported", { details: { format: "csv" } }, /Audit log exported.*as CSV/],
  ["unreadable", {}, /cannot be read.*changed in the database/],
  ["license-renewed", { details: {} }, /License renewed/],
];

test.each(tellings)("%s is told in words", async (kind, fields, words) => {
  serveApp("admin", { ...answers, "/api/audit": { items: [anAuditEntry("e1", kind, fields)] } });
  openApp("/audit");
  await screen.findByRole("table", { name: "Audit log" });
  expect(rows()[0]?.textContent).toMatch(words);
});

test("what the server itself found out is told as its own, and for whom", async () => {
  const {
    actor: _,
    address: __,
    ...bare
  } = anAuditEntry("e1", "update-ended", { details: { ...facts, state: "succeeded" } });
  serveApp("admin", {
    ...answers,
    "/api/audit": { items: [{ ...bare, requestedBy: { id: "ada", displayName: "Ada" } }] },
  });
  openApp("/audit");
  await screen.findByRole("table", { name: "Audit log" });
  expect(rows()[0]?.textContent).toMatch(/Catalog Deck.*for Ada.*Update succeeded/);
});

test.each([
  ["external-update", "Citrix Cloud"],
  ["account-created", "on the server"],
  ["sign-in-refused", "unknown person"],
])("%s by no person of ours comes from: %s", async (kind, who) => {
  const { actor: _, address: __, ...bare } = anAuditEntry("e1", kind, { details: facts });
  serveApp("admin", { ...answers, "/api/audit": { items: [bare] } });
  openApp("/audit");
  await screen.findByRole("table", { name: "Audit log" });
  expect(within(rows()[0] as HTMLElement).getAllByText(who)).not.toEqual([]);
});

test("a period is asked for as it is now, and exported", async () => {
  const user = userEvent.setup();
  const { asked } = serveApp("admin", { ...answers, "/api/audit": { items: [anAuditEntry("e1", "signed-in")] } });
  openApp("/audit");
  await user.click(await screen.findByRole("button", { name: "24 h" }));
  await waitFor(() => expect(window.location.search).toBe("?period=24h"));
  await waitFor(() => expect(asked().findLast((path) => path.startsWith("/api/audit?from="))).toBeDefined());
  const href = screen.getByRole("link", { name: "Export CSV" }).getAttribute("href") ?? "";
  const from = Date.parse(new URLSearchParams(href.split("?")[1]).get("from") ?? "");
  expect(Math.round((Date.now() - from) / 3_600_000)).toBe(24);
});

test("the filters of a pasted address are asked for, exported, and can be taken back when nothing matches", async () => {
  const user = userEvent.setup();
  const { asked } = serveApp("admin", { ...answers, "/api/audit": { items: [] } });
  openApp("/audit?person=ada&what=all-refusals&from=2026-11-23T09%3A00%3A00.000Z");
  await screen.findByText("No matching entries");
  const query = "actor=ada&from=2026-11-23T09%3A00%3A00.000Z&kind=sign-in-refused&kind=refused";
  expect(asked()).toContain(`/api/audit?${query}`);
  expect(screen.getByRole("link", { name: "Export CSV" }).getAttribute("href")).toBe(
    `/api/audit/export?${query}&format=csv`,
  );
  expect(await screen.findByRole("combobox", { name: "Person: Ada Admin" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Show all entries" }));
  await waitFor(() => expect(window.location.search).toBe(""));
  await waitFor(() => expect(asked()).toContain("/api/audit"));
});

test("a time that is set stands in the address in UTC", async () => {
  const user = userEvent.setup();
  serveApp("admin", { ...answers, "/api/audit": { items: [anAuditEntry("e1", "signed-out")] } });
  openApp("/audit");
  await user.click(await screen.findByRole("button", { name: "Dates…" }));
  const from = await screen.findByLabelText("From");
  await user.type(from, "2026-11-23T09:00");
  const expected = new Date("2026-11-23T09:00").toISOString();
  await waitFor(() => expect(new URLSearchParams(window.location.search).get("from")).toBe(expected));
});

test("older entries are loaded on demand, and trouble with them leaves the list as it is", async () => {
  const user = userEvent.setup();
  const served: Record<string, unknown> = {
    ...answers,
    "/api/audit": { items: [anAuditEntry("e2", "signed-out")], nextCursor: "2" },
    "/api/audit?cursor=2": problem(503),
  };
  serveApp("admin", served);
  openApp("/audit");
  await user.click(await screen.findByRole("button", { name: "Load older entries" }));
  await screen.findByText("Older entries could not be loaded");
  expect(rows()).toHaveLength(1);
  served["/api/audit?cursor=2"] = { items: [anAuditEntry("e1", "signed-in")] };
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(rows()).toHaveLength(2));
});

const head = { sequence: 12, hash: "ab".repeat(32) };
const checkedAt = "2026-11-23T10:00:00.000Z";
const verdicts: { result: AuditVerification; says: RegExp }[] = [
  { result: { whole: true, entries: 12, head, checkedAt }, says: /The chain is intact, 12 entries/ },
  {
    result: {
      whole: false,
      entries: 6,
      head,
      checkedAt,
      firstBroken: { sequence: 7, code: "missing", reason: "gone" },
    },
    says: /The chain is broken at entry 7: it is missing/,
  },
];

test.each(verdicts)("verifying the chain says: $says", async ({ result, says }) => {
  const user = userEvent.setup();
  serveApp("admin", {
    ...answers,
    "/api/audit": { items: [anAuditEntry("e1", "signed-in")] },
    "/api/audit/verification": result,
  });
  openApp("/audit");
  await user.click(await screen.findByRole("button", { name: "Verify the chain" }));
  await waitFor(() => expect(screen.getByRole("main").textContent).toMatch(says));
  expect(screen.getByText(`12:${head.hash}`)).toBeTruthy();
  expect(screen.getByRole("button", { name: /Copy head/ })).toBeTruthy();
});

test("a chain that could not be verified is never said to be whole", async () => {
  const user = userEvent.setup();
  const signedIn = { items: [anAuditEntry("e1", "signed-in")] };
  serveApp("admin", { ...answers, "/api/audit": signedIn, "/api/audit/verification": problem(503) });
  openApp("/audit");
  await user.click(await screen.findByRole("button", { name: "Verify the chain" }));
  await waitFor(() => expect(screen.getAllByText("The chain could not be verified").length).toBeGreaterThan(0));
  expect(screen.queryByText(/is intact/)).toBeNull();
});

test("a log that cannot be read says so and can be asked for again", async () => {
  serveApp("admin", { ...answers, "/api/audit": problem(503, "storage-unavailable") });
  openApp("/audit");
  await screen.findByText("The audit log could not be loaded");
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

test("to the helpdesk there is no such page, and nothing of it is asked for", async () => {
  const { asked } = serveApp("helpdesk", answers);
  openApp("/audit");
  await screen.findByText("This page does not exist");
  expect(asked().filter((path) => path.startsWith("/api/audit"))).toEqual([]);
});
