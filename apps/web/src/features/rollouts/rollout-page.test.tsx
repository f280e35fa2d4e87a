import type { HoldReason, RolloutDetail, RolloutState } from "@catalog-deck/contract";
import { anUpdate, aRolloutDetail, aRolloutTarget } from "@catalog-deck/contract/testing";
import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connectionPath, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const path = `${connectionPath}/rollouts/r1`;
const sales = { catalogId: "c-1", catalogName: "Sales-EU" };
const failed = aRolloutTarget({
  ...sales,
  state: "failed",
  update: anUpdate({ id: "u1", catalogId: "c-1", state: "rolledBack", finishedAt: "2026-11-23T10:30:00Z" }),
});
const waiting = aRolloutTarget({ ...sales });
const done = aRolloutTarget({
  catalogId: "c-2",
  catalogName: "Legal",
  state: "succeeded",
  update: anUpdate({ id: "u2", catalogId: "c-2", state: "succeeded", finishedAt: "2026-11-23T10:30:00Z" }),
});
const unknown = aRolloutTarget({
  ...sales,
  state: "updating",
  update: anUpdate({ id: "u1", catalogId: "c-1", state: "unknown" }),
});

function held(reason: HoldReason, params: Record<string, unknown>, fields: Partial<RolloutDetail> = {}): RolloutDetail {
  return aRolloutDetail({
    id: "r1",
    state: "held",
    hold: { reason, params, since: "2026-11-23T10:40:00Z" },
    ...fields,
  });
}

/** A rollout that nothing was sent of. */
function notBegun(rollout: RolloutDetail): RolloutDetail {
  const { startedAt: _, ...fields } = rollout;
  return fields;
}

async function open(rollout: RolloutDetail, role: "admin" | "helpdesk" = "admin") {
  const served = serveApp(role, { [path]: rollout });
  openApp("/rollouts/r1");
  await screen.findByRole("heading", { level: 1, name: rollout.name });
  return served;
}

/** The acts that a page offers, by their words; links to the form among them. */
function offered(): string[] {
  const main = within(screen.getByRole("main"));
  const links = main
    .queryAllByRole("link")
    .filter((link) => /rollouts\/(new|r1\/change)/.test(link.getAttribute("href") ?? ""));
  return [...main.queryAllByRole("button"), ...links].map(
    (act) => act.textContent || (act.getAttribute("aria-label") ?? ""),
  );
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each<[RolloutState, RolloutDetail, string, string[]]>([
  [
    "scheduled",
    notBegun(
      aRolloutDetail({
        id: "r1",
        state: "scheduled",

        startsAt: "2026-11-23T12:05:00Z",
        start: { kind: "at", local: "2026-11-23T13:00", timeZone: "Europe/Berlin" },
        targets: [waiting],
      }),
    ),
    "Starts in 1 h 0",
    ["Cancel the rollout…", "Pause", "Skip Sales-EU", "Change the plan"],
  ],
  [
    "running",
    aRolloutDetail({ id: "r1" }),
    "Wave 1 of 2. Wave 2 starts 30 minutes after the wave before.",
    ["Cancel the rest…", "Pause", "Skip Legal"],
  ],
  [
    "completed",
    aRolloutDetail({ id: "r1", state: "completed", finishedAt: "2026-11-23T10:45:00Z", targets: [done] }),
    "The catalog has the image. It took 45 min 00 s.",
    ["Roll back 1 catalog", "Plan again"],
  ],
  [
    "completedWithFailures",
    aRolloutDetail({
      id: "r1",
      state: "completedWithFailures",
      finishedAt: "2026-11-23T10:45:00Z",
      targets: [done, failed],
    }),
    "1 of 2 catalogs have the image, 1 failed. It took 45 min 00 s.",
    ["Roll back 1 catalog", "Plan again"],
  ],
  [
    "cancelled",
    aRolloutDetail({
      id: "r1",
      state: "cancelled",
      finishedAt: "2026-11-23T10:45:00Z",
      targets: [done, aRolloutTarget({ ...sales, state: "cancelled" })],
    }),
    "1 of 2 catalogs have the image, 1 not sent. It took 45 min 00 s.",
    ["Roll back 1 catalog", "Plan again"],
  ],
])("a rollout that is %s", (_state, rollout, sentence, acts) => {
  test("says where it stands, and offers what can be done", async () => {
    await open(rollout);
    expect(screen.getByRole("region", { name: "Progress" })).toHaveProperty(
      "textContent",
      expect.stringContaining(sentence),
    );
    expect(offered()).toEqual(acts);
  });

  test("helpdesk sees the same, and is offered nothing", async () => {
    await open(rollout, "helpdesk");
    expect(screen.getByRole("region", { name: "Progress" })).toHaveProperty(
      "textContent",
      expect.stringContaining(sentence),
    );
    expect(offered()).toEqual([]);
  });
});

const rules = [
  { code: "region-warning", severity: "warn", message: "Another region.", fact: { code: "of-a-test", params: {} } },
];

describe.each<[HoldReason, RolloutDetail, string, string[]]>([
  ["paused", held("paused", { by: "Alex Admin" }), "Alex Admin paused it.", ["Resume…", "Cancel the rest…"]],
  [
    "gate",
    held("gate", { wave: 1, next: 2 }, { gate: { kind: "person" }, targets: [done, { ...waiting, wave: 2 }] }),
    "Wave 1 is over.",
    ["Continue…", "Roll back 1 catalog…", "Cancel the rest…"],
  ],
  [
    "failures",
    held("failures", { catalogs: [sales] }, { targets: [failed, done] }),
    "Sales-EU failed.",
    ["Retry what failed…", "Continue without it…", "Roll back 1 catalog…", "Cancel the rest…"],
  ],
  [
    "unknownOutcome",
    held("unknownOutcome", { catalogs: [sales] }, { targets: [unknown] }),
    "Nobody can tell whether the update of Sales-EU started.",
    ["Decide about Sales-EU…", "Cancel the rest…"],
  ],
  [
    "drift",
    held("drift", { catalogs: [{ ...sales, image: { id: "img-9", name: "Win11-Fix" } }] }, { targets: [waiting] }),
    "Sales-EU runs Win11-Fix",
    ["Skip and resume…", "Accept its image and resume…", "Cancel the rest…"],
  ],
  [
    "drift",
    held("drift", { catalogs: [sales] }, { targets: [waiting] }),
    "Sales-EU is gone",
    ["Skip and resume…", "Cancel the rest…"],
  ],
  [
    "notAllowed",
    held("notAllowed", { person: { id: "u-2", displayName: "Olga Brandt" } }),
    "Olga Brandt, who is responsible",
    ["Resume…", "Cancel the rest…"],
  ],
  [
    "rules",
    held("rules", { catalogs: [{ ...sales, rules }] }, { targets: [waiting] }),
    "Sales-EU can't be updated as planned.",
    ["Acknowledge and resume…", "Skip Sales-EU…", "Resume…", "Cancel the rest…"],
  ],
  [
    "rules",
    held("rules", { catalogs: [{ ...sales, rules: [{ ...rules[0], severity: "block" }] }] }, { targets: [waiting] }),
    "Another region.",
    ["Skip Sales-EU…", "Resume…", "Cancel the rest…"],
  ],
  [
    "busy",
    held("busy", { catalogs: [sales] }, { targets: [waiting] }),
    "Sales-EU has been busy",
    ["Resume…", "Skip Sales-EU…", "Cancel the rest…"],
  ],
  [
    "missed",
    notBegun(held("missed", { startsAt: "2026-11-23T10:00:00Z" }, { targets: [waiting] })),
    "It missed its start at",
    ["Resume…", "Change the plan…", "Cancel the rollout…"],
  ],
  [
    "clock",
    held("clock", { seenAt: "2026-11-23T10:00:00Z", now: "2026-11-23T09:00:00Z" }),
    "The server's clock was set back",
    ["Resume…", "Cancel the rest…"],
  ],
  ["restored", held("restored", {}), "The database was restored", ["Resume…", "Cancel the rest…"]],
])("a rollout that is held: %s", (_reason, rollout, sentence, acts) => {
  test("says why, and is a table of decisions", async () => {
    await open(rollout);
    screen.getByRole("heading", { level: 2, name: new RegExp(`^${sentence}|Nothing more starts`) });
    expect(screen.getByRole("main").textContent).toContain(sentence);
    const [, ...rows] = within(screen.getByRole("table", { name: "What you can do" })).getAllByRole("row");
    expect(rows.map((row) => within(row).getByRole("rowheader").textContent)).toEqual(acts);
    for (const row of rows) {
      for (const cell of within(row).getAllByRole("cell")) expect(cell.textContent).not.toBe("");
    }
  });

  test("helpdesk is told why, and is offered nothing", async () => {
    await open(rollout, "helpdesk");
    expect(screen.getByRole("main").textContent).toContain(sentence);
    expect(screen.getByRole("main").textContent).toMatch(/administrator/);
    expect(screen.queryByRole("table", { name: "What you can do" })).toBeNull();
    expect(offered()).toEqual([]);
  });
});

test("a start by the clocks of another zone is told by both", async () => {
  const start = { kind: "at", local: "2026-11-23T07:05", timeZone: "America/New_York" } as const;
  await open(notBegun(aRolloutDetail({ id: "r1", state: "scheduled", startsAt: "2026-11-23T12:05:00Z", start })));
  const told = screen.getByText(/^planned .* starts /).textContent;
  expect(told).toMatch(/ planned for .*2026.*7:05.* in America\/New_York/);
  expect(told).not.toContain("2026-11-23");
});

test.each<[string, HoldReason, string, RegExp]>([
  ["paused before its time", "paused", "2026-11-23T12:05:00Z", /^It starts at its time/],
  ["that met a clock set back before its time", "clock", "2026-11-23T12:05:00Z", /^It starts at its time/],
  ["whose start was missed", "missed", "2026-11-23T10:05:00Z", /^It starts in 30 seconds/],
])("a rollout at a time, %s, says when it starts once it is resumed", async (_what, reason, startsAt, words) => {
  const start = { kind: "at", local: "2026-11-23T13:05", timeZone: "Europe/Berlin" } as const;
  await open(notBegun(held(reason, {}, { start, startsAt, targets: [waiting] })));
  expect(within(screen.getByRole("row", { name: /^Resume/ })).getAllByRole("cell")[0]?.textContent).toMatch(words);
});

test.each<[string, RolloutDetail, string]>([
  ["nothing is done yet", aRolloutDetail({ id: "r1", targets: [waiting] }), "The catalog that waits is never sent."],
  [
    "some are done",
    aRolloutDetail({ id: "r1", targets: [done, waiting] }),
    "The catalog that waits is never sent. What is done keeps its new image.",
  ],
  [
    "nothing waits",
    aRolloutDetail({ id: "r1", targets: [unknown] }),
    "The rollout ends; nothing waits any more. What was sent goes on to its end.",
  ],
])("a cancel says what it does: %s", async (_when, rollout, words) => {
  await open(rollout);
  await userEvent
    .setup({ advanceTimers: vi.advanceTimersByTime })
    .click(screen.getByRole("button", { name: "Cancel the rest…" }));
  expect(within(await screen.findByRole("dialog")).getByText(words)).toBeDefined();
});

test("what has failed since it was held is told as well", async () => {
  const later = { ...failed, catalogId: "c-3", catalogName: "Plant-Linz" };
  await open(held("failures", { catalogs: [sales] }, { targets: [failed, done, later] }));
  screen.getByRole("heading", { level: 2, name: "2 catalogs failed: Sales-EU, Plant-Linz. Nothing more starts." });
  expect(screen.getAllByRole("link", { name: /^Open the update ?\((Sales-EU|Plant-Linz)\)$/ })).toHaveLength(2);
  expect(screen.getByRole("button", { name: "Continue without them…" })).toBeDefined();
});

describe("what a person does", () => {
  const user = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime });

  test("a pause is one press, and the page shows what the server answers", async () => {
    const served = await open(aRolloutDetail({ id: "r1" }));
    served.answers[`POST ${path}/pause`] = held("paused", { by: "Alex Admin" }, { version: 3 });
    await user().click(screen.getByRole("button", { name: "Pause" }));
    expect(await screen.findByRole("heading", { name: /Alex Admin paused it/ })).toBeDefined();
    expect(served.calls.find(({ key }) => key === `POST ${path}/pause`)?.body).toEqual({ version: 2 });
    expect(screen.queryByRole("button", { name: "Pause" })).toBeNull();
  });

  test("a start can be undone with one press while the seconds count down", async () => {
    const rollout = notBegun(
      aRolloutDetail({
        id: "r1",
        state: "scheduled",

        startsAt: "2026-11-23T11:00:30Z",
        undoUntil: "2026-11-23T11:00:30Z",
        targets: [waiting],
        version: 1,
      }),
    );
    const served = await open(rollout);
    served.answers[`POST ${path}/cancel`] = notBegun(
      aRolloutDetail({
        id: "r1",
        state: "cancelled",

        finishedAt: "2026-11-23T11:00:05Z",
        targets: [aRolloutTarget({ ...sales, state: "cancelled" })],
      }),
    );
    await user().click(screen.getByRole("button", { name: /^Undo \(\d\d s\)$/ }));
    expect(await screen.findByText("Nothing was sent.")).toBeDefined();
  });

  test("a retry says what it does, takes a note, and is sent with the version that was looked at", async () => {
    const served = await open(held("failures", { catalogs: [sales] }, { targets: [failed], version: 5 }));
    served.answers[`POST ${path}/retry-failed`] = aRolloutDetail({ id: "r1", version: 6 });
    const person = user();
    await person.click(screen.getByRole("button", { name: "Retry what failed…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Retry what failed" }));
    expect(dialog.getByText(/^Sends Sales-EU once more/)).toBeDefined();
    await person.type(dialog.getByLabelText(/^Note/), "Connector is back");
    await person.click(dialog.getByRole("button", { name: "Retry what failed" }));
    await screen.findByRole("button", { name: "Pause" });
    // The button that was pressed is gone.
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
    expect(served.calls.find(({ key }) => key.startsWith("POST"))?.body).toEqual({
      version: 5,
      reason: "Connector is back",
    });
  });

  test("warnings are acknowledged one by one, none of them beforehand", async () => {
    const served = await open(held("rules", { catalogs: [{ ...sales, rules }] }, { targets: [waiting] }));
    served.answers[`POST ${path}/resume`] = aRolloutDetail({ id: "r1", version: 3 });
    const person = user();
    await person.click(screen.getByRole("button", { name: "Acknowledge and resume…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await person.click(dialog.getByRole("button", { name: "Acknowledge and resume" }));
    expect(dialog.getByRole("alert").textContent).toMatch(/^Acknowledge every warning/);
    await person.click(dialog.getByRole("checkbox", { name: /Another region/ }));
    await person.click(dialog.getByRole("button", { name: "Acknowledge and resume" }));
    await screen.findByRole("button", { name: "Pause" });
    expect(served.calls.find(({ key }) => key.startsWith("POST"))?.body).toEqual({
      version: 2,
      acknowledgedWarnings: { "c-1": ["region-warning"] },
    });
  });

  test("an image that drifted is taken as expected, catalog by catalog", async () => {
    const image = { id: "img-9", name: "Win11-Fix" };
    const legal = { catalogId: "c-2", catalogName: "Legal" };
    const served = await open(
      held(
        "drift",
        {
          catalogs: [
            { ...sales, image },
            { ...legal, image },
          ],
        },
        { targets: [waiting, aRolloutTarget(legal)] },
      ),
    );
    served.answers[`POST ${path}/resume`] = aRolloutDetail({ id: "r1", version: 3 });
    const person = user();
    await person.click(screen.getByRole("button", { name: "Accept their images and resume…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await person.click(dialog.getByRole("checkbox", { name: "Legal: runs Win11-Fix" }));
    await person.click(dialog.getByRole("button", { name: "Accept their images and resume" }));
    await screen.findByRole("button", { name: "Pause" });
    expect(served.calls.find(({ key }) => key.startsWith("POST"))?.body).toEqual({ version: 2, acceptDrift: ["c-2"] });
  });

  test("a catalog that waits is skipped after a confirmation", async () => {
    const served = await open(aRolloutDetail({ id: "r1" }));
    served.answers[`POST ${path}/targets/Legal/skip`] = aRolloutDetail({
      id: "r1",
      version: 3,
      targets: [
        aRolloutTarget({
          catalogId: "Legal",
          state: "skipped",
          skipReason: { reason: "person", params: { by: "Alex Admin" } },
        }),
      ],
    });
    const person = user();
    await person.click(screen.getByRole("button", { name: "Skip Legal" }));
    await person.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Skip Legal" }));
    expect(await screen.findByText("Skipped by Alex Admin")).toBeDefined();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
  });

  test("who acts on an older version is shown the present one, and what has happened", async () => {
    const served = await open(held("gate", { wave: 1, next: 2 }, { gate: { kind: "person" } }));
    const present = aRolloutDetail({
      id: "r1",
      version: 3,
      events: [
        { at: "2026-11-23T10:58:00Z", kind: "continued", actor: { id: "u-2", displayName: "Olga Brandt" }, params: {} },
      ],
    });
    served.answers[`POST ${path}/continue`] = problem(412, "rollout-changed", {
      detail: "The rollout has changed.",
      rollout: present,
    });
    served.answers[path] = present;
    const person = user();
    await person.click(screen.getAllByRole("button", { name: "Continue…" })[0] as HTMLElement);
    await person.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Continue" }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toMatch(/The rollout has changed\. Last, .*: Continued, Olga Brandt\./);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByRole("button", { name: "Pause" })).toBeDefined();
  });
});

test("a rollout that does not exist says so, and leads to the others", async () => {
  serveApp("admin");
  openApp("/rollouts/r9");
  expect(await screen.findByRole("heading", { name: "This rollout does not exist" })).toBeDefined();
  expect(screen.getByRole("link", { name: "Go to rollouts" })).toBeDefined();
});

test("on paper a rollout that has begun is a change record, one that has not is a plan; both say who prints and when", async () => {
  await open(aRolloutDetail({ id: "r1" }));
  expect(screen.getByText("Change record of a rollout").nextSibling?.textContent).toBe("r1");
  expect(screen.getByText(/^Printed by Alex Admin, .*12:00.*All times are in/)).toBeDefined();
  cleanup();
  await open(notBegun(aRolloutDetail({ id: "r1", state: "scheduled", startsAt: "2026-11-23T22:00:00Z" })));
  expect(screen.getByText("Plan of a rollout")).toBeDefined();
});
