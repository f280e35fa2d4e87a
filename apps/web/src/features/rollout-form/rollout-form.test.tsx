import type { RolloutCheck, RolloutTarget, RolloutTargetCheck, UpdateRule } from "@catalog-deck/contract";
import {
  aCatalog,
  aCatalogList,
  anImage,
  anUpdate,
  aRollout,
  aRolloutDetail,
  aRolloutTarget,
} from "@catalog-deck/contract/testing";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { forgetAllInput } from "../../lib/kept-input.ts";
import { connectionPath, openApp, problem, serveApp } from "../../testing/test-app.tsx";
import { dismissAllToasts } from "../../ui/toasts.ts";

const names = ["Accounting", "Claims", "Finance", "Legal", "Plant", "Quality"];
const catalogs = names.map((name, index) => aCatalog({ id: `c-${index + 1}`, name, numOfUsers: 9 }));
const images = [anImage("img-1", { name: "Win11-Oct" }), anImage("img-2", { name: "Win11-Nov" })];
const fact = { code: "of-a-test", params: {} };
const warning = (message: string): UpdateRule => ({ code: "region-differs", severity: "warn", message, fact });
const block: UpdateRule = { code: "session-support-mismatch", severity: "block", message: "It cannot serve it.", fact };

/** What the server says of each catalog that it is asked about, `ready` unless told otherwise. */
const verdicts = new Map<string, Partial<RolloutTargetCheck>>();
const posts = { check: `POST ${connectionPath}/rollouts/check`, plan: `POST ${connectionPath}/rollouts` };
const person = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime });

/** The tab's selection, as the catalogs page leaves it. */
function select(ids: readonly string[]): void {
  const name = JSON.stringify(["selection", "u-admin", "default"]);
  sessionStorage.setItem(`catalog-deck-input ${name}`, JSON.stringify(ids));
}

async function open(address = "/rollouts/new?image=img-2", more: Record<string, unknown> = {}) {
  const age = { fetchedAt: "2026-11-23T11:00:00Z", stale: false, pollAfterMs: 30_000 };
  const bff = serveApp("admin", {
    [`${connectionPath}/catalogs`]: aCatalogList(catalogs),
    [`${connectionPath}/images`]: { items: images, ...age },
    "/api/settings": { savedViews: {} },
    [posts.check]: () => checkOf(bff.calls.findLast(({ key }) => key === posts.check)?.body),
    [posts.plan]: aRollout({ id: "r-1" }),
    ...more,
  });
  openApp(address);
  await screen.findByRole("complementary", { name: "The plan" });
  return bff;
}

function checkOf(body: unknown): RolloutCheck {
  const { targets } = body as { targets: { catalogId: string }[] };
  return {
    targets: targets.map(({ catalogId }) => ({
      catalogId,
      verdict: "ready",
      rules: [],
      usualMs: 40 * 60_000,
      ...verdicts.get(catalogId),
    })),
    totals: { catalogs: targets.length, machines: 0, users: 0 },
  };
}

const sentIn = (bff: Awaited<ReturnType<typeof open>>) => bff.calls.filter(({ key }) => key === posts.plan);
const plan = () => screen.getByRole("complementary", { name: "The plan" });
const submit = () => screen.getByRole("button", { name: /^(Update \d+ catalogs?|Schedule for .*)$/ });
const row = (name: string) => screen.getByText(name, { selector: "td span" }).closest("tr") as HTMLElement;
const ready = () => screen.findByText(/6 catalogs chosen · \d will be updated/);

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
  select(catalogs.map(({ id }) => id));
});

afterEach(() => {
  cleanup();
  verdicts.clear();
  forgetAllInput();
  dismissAllToasts();
  vi.useRealTimers();
});

test("what is sent is what the form shows: one first, then the rest, half an hour later; once, under one key", async () => {
  const user = person();
  const bff = await open();
  await ready();
  expect(plan().textContent).toContain("Wave 1");
  expect(plan().textContent).toMatch(/machines60/);
  await user.dblClick(submit());
  await waitFor(() => expect(sentIn(bff)).toHaveLength(1));
  const [sent] = sentIn(bff);
  expect(sent?.headers.get("idempotency-key")).toMatch(/^[0-9a-f-]{36}$/);
  expect(sent?.body).toMatchObject({
    gate: { kind: "minutes", minutes: 30 },
    stopAfterFailures: 1,
    maxParallel: 5,
    vdaUpdateDelay: 60,
    start: { kind: "now" },
    targets: catalogs.map(({ id }, index) => ({
      catalogId: id,
      imageId: "img-2",
      expectedImageId: "img-1",
      wave: index === 0 ? 1 : 2,
    })),
  });
  await waitFor(() => expect(window.location.pathname).toBe("/rollouts/r-1"));
});

test("the plan on paper names every catalog in its wave, the image it leaves and the next one, when, why and who prints", async () => {
  const user = person();
  await open();
  await ready();
  await user.type(screen.getByRole("textbox", { name: "Reason for this update" }), "November patches");
  const print = vi.spyOn(window, "print").mockImplementation(() => {});
  await user.click(screen.getByRole("button", { name: "Print plan" }));
  expect(print).toHaveBeenCalledOnce();
  const paper = within(screen.getByRole("region", { name: "Print plan" }));
  const waves = paper.getAllByRole("list").map((wave) => within(wave).getAllByRole("listitem"));
  expect(waves.map((wave) => wave.map(({ textContent }) => textContent?.split(" · ")[0]))).toEqual([
    ["Accounting"],
    names.slice(1),
  ]);
  expect(waves[0]?.[0]?.textContent).toBe("Accounting · 10 machines · Win11-Oct");
  const facts = paper.getAllByRole("term").map((term) => [term.textContent, term.nextSibling?.textContent]);
  expect(Object.fromEntries(facts)).toMatchObject({
    Image: "Win11-Nov",
    Reason: "November patches",
    "Printed by": expect.stringMatching(/^Alex Admin, .*12:00/),
  });
});

test("blocked, busy and finished catalogs are left out with why; warnings are acknowledged for all or one by one", async () => {
  const user = person();
  verdicts.set("c-1", { verdict: "blocked", rules: [block] });
  verdicts.set("c-2", { verdict: "alreadyOnImage" });
  verdicts.set("c-3", { verdict: "busy", rules: [{ ...block, code: "in-rollout", message: "In rollout Win11." }] });
  for (const id of ["c-4", "c-5"]) verdicts.set(id, { verdict: "warnings", rules: [warning("Another region.")] });
  const bff = await open();
  expect(await screen.findByText("6 catalogs chosen · 3 will be updated · 3 left out")).toBeDefined();
  expect(row("Accounting").textContent).toContain("BlockedIt cannot serve it.");
  expect(row("Claims").textContent).toContain("Already on this image");
  expect(row("Finance").textContent).toContain("BusyIn rollout Win11.");
  await user.click(submit());
  expect(sentIn(bff)).toHaveLength(0);
  expect(within(plan()).getByRole("button", { name: "Acknowledge 2 warnings" })).toBeDefined();
  await user.click(screen.getByRole("checkbox", { name: /^Another region\. 2 catalogs/ }));
  await user.click(screen.getByText("One by one"));
  await user.click(screen.getByRole("checkbox", { name: "Plant" }));
  await user.click(submit());
  expect(sentIn(bff)).toHaveLength(0);
  await user.click(screen.getByRole("checkbox", { name: "Plant" }));
  await user.click(submit());
  await waitFor(() => expect(sentIn(bff)).toHaveLength(1));
  expect(sentIn(bff)[0]?.body).toMatchObject({
    targets: [
      { catalogId: "c-4", wave: 1, acknowledgedWarnings: ["region-differs"] },
      { catalogId: "c-5", wave: 2, acknowledgedWarnings: ["region-differs"] },
      { catalogId: "c-6", wave: 2 },
    ],
  });
});

test("rows are moved by keys and buttons, the focus stays in them, and it is said", async () => {
  const user = person();
  await open();
  await ready();
  await user.selectOptions(within(row("Legal")).getByRole("combobox"), "New wave");
  expect(within(row("Legal")).getByRole<HTMLSelectElement>("combobox").value).toBe("2");
  expect(screen.getByText("Legal: wave 3, 1 of 1")).toBeDefined();
  const up = within(row("Plant")).getByRole("button", { name: "Move Plant up" });
  up.focus();
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  expect(document.activeElement).toBe(up);
  await user.keyboard("{Alt>}{Enter}{/Alt}");
  expect(within(row("Plant")).getByRole<HTMLSelectElement>("combobox").value).toBe("2");
  await user.click(screen.getByRole("button", { name: "All at once" }));
  expect(within(plan()).queryByText("Wave 2")).toBeNull();
  expect(screen.queryByText("Start the next wave")).toBeNull();
});

/** Drags a row by its handle over a part of the table, drops it there, and lets go. */
function drag(name: string, onto: HTMLElement) {
  const handle = row(name).querySelector("[draggable]") as HTMLElement;
  const data = new Map<string, string>();
  const dataTransfer = {
    setData: (type: string, text: string) => data.set(type, text),
    getData: (type: string) => data.get(type) ?? "",
    setDragImage: vi.fn(),
    get types() {
      return [...data.keys()];
    },
  };
  fireEvent.dragStart(handle, { dataTransfer });
  // A part that does not take the drag refuses the drop, too.
  if (!fireEvent.dragOver(onto, { dataTransfer })) fireEvent.drop(onto, { dataTransfer });
  fireEvent.dragEnd(handle, { dataTransfer });
}

const waveHead = (wave: number) => screen.getByText(`Wave ${wave}`, { selector: "td b" }).closest("tr") as HTMLElement;
const namesIn = (table: HTMLElement) =>
  [...table.querySelectorAll("[data-plan-row]")].map((line) => line.querySelector("td span.block")?.textContent);

test("rows are dragged before others, and into other waves", async () => {
  const user = person();
  const bff = await open();
  await ready();
  const table = screen.getByRole("table", { name: "Catalogs and waves" });
  expect(namesIn(table)).toEqual(["Accounting", "Claims", "Finance", "Legal", "Plant", "Quality"]);
  drag("Quality", row("Claims"));
  expect(namesIn(table)).toEqual(["Accounting", "Quality", "Claims", "Finance", "Legal", "Plant"]);
  expect(screen.getByText("Quality: wave 2, 1 of 5")).toBeDefined();
  drag("Legal", waveHead(1));
  expect(within(row("Legal")).getByRole<HTMLSelectElement>("combobox").value).toBe("0");
  expect(screen.getByText("Legal: wave 1, 2 of 2")).toBeDefined();
  // Text from elsewhere is not taken for a row.
  const foreign = { getData: () => "c-1", types: ["text/plain"] };
  expect(fireEvent.dragOver(waveHead(2), { dataTransfer: foreign })).toBe(true);
  await user.click(submit());
  await waitFor(() => expect(sentIn(bff)).toHaveLength(1));
  expect(sentIn(bff)[0]?.body).toMatchObject({
    targets: [
      { catalogId: "c-1", wave: 1 },
      { catalogId: "c-4", wave: 1 },
      { catalogId: "c-6", wave: 2 },
      { catalogId: "c-2", wave: 2 },
      { catalogId: "c-3", wave: 2 },
      { catalogId: "c-5", wave: 2 },
    ],
  });
});

test("the plan is read back as clock times; a gate of a person has none", async () => {
  const user = person();
  await open();
  await ready();
  expect(plan().textContent).toContain("Wave 2about");
  expect(plan().textContent).toContain("Doneabout");
  await user.click(screen.getByRole("radio", { name: /^When somebody continues/ }));
  expect(plan().textContent).toContain("Wave 2when continued");
  expect(plan().textContent).not.toContain("Done");
});

test("'Right now' asks for the number of catalogs", async () => {
  const user = person();
  const bff = await open();
  await ready();
  await user.click(screen.getByRole("radio", { name: /^Right now/ }));
  await user.click(submit());
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Number of catalogs" }));
  await user.keyboard("6");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(sentIn(bff)).toHaveLength(1));
  expect(sentIn(bff)[0]?.body).toMatchObject({ vdaUpdateDelay: 0 });
});

describe("at a time, in both nights of Berlin", () => {
  async function at(date: string, time: string) {
    const user = person();
    const bff = await open();
    await ready();
    await user.click(screen.getByRole("radio", { name: /^At a time/ }));
    for (const [label, text] of [
      ["Date", date],
      ["Time", time],
    ] as const) {
      await user.clear(screen.getByLabelText(label));
      await user.type(screen.getByLabelText(label), text);
    }
    return { user, bff };
  }

  test("a time that the clocks skip is refused, with those beside it", async () => {
    const { user, bff } = await at("2027-03-28", "02:30");
    await chooseZone(user);
    expect(screen.getByText(/02:30 does not exist that night in Europe\/Berlin/).textContent).toContain(
      "Choose 01:30 or 03:30.",
    );
    await user.click(submit());
    expect(sentIn(bff)).toHaveLength(0);
  });

  test("one that they repeat is asked about", async () => {
    const { user, bff } = await at("2027-10-31", "02:30");
    await chooseZone(user);
    await user.click(submit());
    expect(sentIn(bff)).toHaveLength(0);
    expect(document.activeElement).toBe(screen.getByRole("group", { name: /02:30 comes twice that night/ }));
    expect(screen.getByRole("radio", { name: /^The first.*UTC\+2/ })).toBeDefined();
    await user.click(screen.getByRole("radio", { name: /^The second.*UTC\+1/ }));
    await user.click(submit());
    await waitFor(() => expect(sentIn(bff)).toHaveLength(1));
    expect(sentIn(bff)[0]?.body).toMatchObject({
      start: { kind: "at", local: "2027-10-31T02:30", timeZone: "Europe/Berlin", occurrence: "second" },
    });
  });

  test("a time that has passed is refused", async () => {
    const { user, bff } = await at("2026-11-22", "22:00");
    await user.click(submit());
    expect(screen.getAllByText("This time has passed.").length).toBeGreaterThan(0);
    expect(sentIn(bff)).toHaveLength(0);
  });

  async function chooseZone(user: ReturnType<typeof person>) {
    if (screen.queryByRole("combobox", { name: "Time zone: Europe/Berlin" })) return;
    await user.click(screen.getByRole("combobox", { name: /^Time zone/ }));
    await user.keyboard("Europe/Berlin{Enter}");
  }
});

test("what the server refuses shows at its rows; what is sent then is another request", async () => {
  const user = person();
  const targets: RolloutTargetCheck[] = [{ catalogId: "c-6", verdict: "blocked", rules: [block] }];
  const bff = await open("/rollouts/new?image=img-2", { [posts.plan]: problem(422, "rollout-refused", { targets }) });
  await ready();
  verdicts.set("c-6", { verdict: "blocked", rules: [block] });
  await user.click(submit());
  expect(await screen.findByText("Some catalogs can't be updated like this.")).toBeDefined();
  await waitFor(() => expect(row("Quality").textContent).toContain("It cannot serve it."));
  bff.answers[posts.plan] = aRollout({ id: "r-1" });
  await user.click(submit());
  await waitFor(() => expect(sentIn(bff)).toHaveLength(2));
  const [first, second] = sentIn(bff);
  expect(first?.headers.get("idempotency-key")).not.toBe(second?.headers.get("idempotency-key"));
  expect(second?.body).toMatchObject({ targets: catalogs.slice(0, 5).map(({ id }) => ({ catalogId: id })) });
});

test("where no answer comes only the very same request goes out again, also after a reload", async () => {
  const user = person();
  const lost = () => {
    throw new TypeError("the connection broke");
  };
  const bff = await open("/rollouts/new?image=img-2", { [posts.plan]: lost });
  await ready();
  await user.click(submit());
  await screen.findByText("No answer came back, so the outcome is unknown.");
  const [first] = sentIn(bff);
  cleanup();
  const again = await open();
  await user.click(await screen.findByRole("button", { name: "Resend safely" }));
  await waitFor(() => expect(sentIn(again)).toHaveLength(1));
  expect(sentIn(again)[0]?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
  expect(sentIn(again)[0]?.body).toEqual(first?.body);
});

test("a draft is back after a reload, with its waves", async () => {
  const user = person();
  await open();
  await ready();
  await user.click(screen.getByRole("button", { name: "Pilot, then waves of 5" }));
  await user.type(screen.getByRole("textbox", { name: "Name" }), "Win11-Nov, offices");
  cleanup();
  await open();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Name" }).value).toBe("Win11-Nov, offices");
  expect(screen.getByRole("button", { name: "Pilot, then waves of 5" }).getAttribute("aria-pressed")).toBe("true");
});

test("nothing selected is said, with the way to select", async () => {
  forgetAllInput();
  serveApp("admin", {
    [`${connectionPath}/catalogs`]: aCatalogList(catalogs),
    [`${connectionPath}/images`]: {
      items: images,
      fetchedAt: "2026-11-23T11:00:00Z",
      stale: false,
      pollAfterMs: 30_000,
    },
    "/api/settings": { savedViews: {} },
  });
  openApp("/rollouts/new");
  expect(await screen.findByText("No catalogs are selected")).toBeDefined();
  expect(screen.getByRole("link", { name: "Select catalogs" }).getAttribute("href")).toBe("/catalogs");
});

describe("with the plan of a rollout", () => {
  const target = (catalogId: string, wave: number, position: number, fields: Partial<RolloutTarget> = {}) =>
    aRolloutTarget({
      catalogId,
      catalogName: names[Number(catalogId.at(-1)) - 1] ?? catalogId,
      wave,
      position,
      state: "succeeded",
      fromImage: { id: "img-1", name: "Win11-Oct" },
      toImage: { id: "img-2", name: "Win11-Nov" },
      ...fields,
    });
  const back = (catalogId: string) => ({
    update: anUpdate({ id: `u-${catalogId}`, catalogId, state: "succeeded" as const }),
  });
  const ended = aRolloutDetail({
    id: "r-0",
    state: "completed",
    vdaUpdateDelay: 90,
    gate: { kind: "person" },
    targets: [
      target("c-1", 1, 1, back("c-1")),
      target("c-2", 2, 1, back("c-2")),
      target("c-3", 2, 2, back("c-3")),
      target("c-4", 2, 3, { state: "failed" }),
    ],
  });
  const served = { [`${connectionPath}/rollouts/r-0`]: ended };

  test("again: its catalogs, waves and pace, and another image", async () => {
    const user = person();
    const bff = await open("/rollouts/new?again=r-0&image=img-2", served);
    await screen.findByText("4 catalogs chosen · 4 will be updated");
    await user.click(submit());
    await waitFor(() => expect(sentIn(bff)).toHaveLength(1));
    expect(sentIn(bff)[0]?.body).toMatchObject({
      vdaUpdateDelay: 90,
      gate: { kind: "person" },
      targets: [1, 2, 2, 2].map((wave, index) => ({ catalogId: `c-${index + 1}`, imageId: "img-2", wave })),
    });
    expect(sentIn(bff)[0]?.body).not.toHaveProperty("rollbackOf");
  });

  test("back: what has succeeded goes to its recorded image, the last one first, with a reason", async () => {
    const user = person();
    const bff = await open("/rollouts/new?rollbackOf=r-0", served);
    await screen.findByText("3 catalogs chosen · 3 will be updated");
    const send = screen.getByRole("button", { name: "Roll back 3 catalogs" });
    await user.click(send);
    expect(sentIn(bff)).toHaveLength(0);
    await user.type(screen.getByRole("textbox", { name: "Reason for this update" }), "Printers are gone");
    await user.click(send);
    await waitFor(() => expect(sentIn(bff)).toHaveLength(1));
    expect(sentIn(bff)[0]?.body).toMatchObject({
      rollbackOf: "r-0",
      reason: "Printers are gone",
      targets: [
        { catalogId: "c-3", imageId: "img-1", wave: 1 },
        { catalogId: "c-2", imageId: "img-1", wave: 1 },
        { catalogId: "c-1", imageId: "img-1", wave: 2 },
      ],
    });
  });

  test("changed: it is sent with the version that was seen, and a newer one is not written over", async () => {
    const user = person();
    const waiting = aRolloutDetail({
      id: "r-0",
      state: "scheduled",
      version: 3,
      name: "November",
      start: { kind: "at", local: "2026-12-05T22:00", timeZone: "Europe/Berlin" },
      targets: [target("c-1", 1, 1, { state: "waiting" }), target("c-2", 2, 1, { state: "waiting" })],
    });
    const { startedAt: _, ...planned } = waiting;
    const change = `PUT ${connectionPath}/rollouts/r-0`;
    const bff = await open("/rollouts/r-0/change", {
      [`${connectionPath}/rollouts/r-0`]: planned,
      [`${posts.check}?changes=r-0`]: checkOf({ targets: [{ catalogId: "c-1" }, { catalogId: "c-2" }] }),
      [change]: problem(412, "rollout-changed"),
    });
    await screen.findByText("2 catalogs chosen · 2 will be updated");
    await user.click(screen.getByRole("button", { name: "All at once" }));
    await user.click(screen.getByRole("button", { name: "Change plan" }));
    await screen.findByText("The rollout has changed since this form was opened.");
    expect(bff.calls.find(({ key }) => key === change)?.body).toMatchObject({
      version: 3,
      name: "November",
      start: { kind: "at", local: "2026-12-05T22:00", timeZone: "Europe/Berlin" },
      targets: [
        { catalogId: "c-1", wave: 1 },
        { catalogId: "c-2", wave: 1 },
      ],
    });
  });
});
