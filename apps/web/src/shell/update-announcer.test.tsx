import type { NotificationChoice } from "@catalog-deck/contract";
import { aCatalog, aCatalogList, aCatalogRollout, anUpdate, aRollout, aSession } from "@catalog-deck/contract/testing";
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectionPath, openApp, serveApp } from "../testing/test-app.tsx";

const listPath = `${connectionPath}/catalogs`;
const session = aSession("admin");
const mine = { id: session.user.id, displayName: session.user.displayName };
const update = anUpdate({ id: "u-1", catalogId: "c-1", requestedBy: mine });
const running = aCatalog({ id: "c-1", name: "Sales-EU", state: "Processing", activeUpdate: update });
const ended = aCatalog({ id: "c-1", name: "Sales-EU", lastUpdate: { ...update, state: "succeeded" } });

const shown: string[] = [];
let hidden = false;

class RecordedNotification extends EventTarget {
  static permission: NotificationPermission = "granted";
  constructor(title: string) {
    super();
    shown.push(title);
  }
}

function open(choice: NotificationChoice | undefined, by = mine) {
  const list = aCatalogList([{ ...running, activeUpdate: { ...update, requestedBy: by } }]);
  const bff = serveApp("admin", {
    "/api/settings": { savedViews: {}, ...(choice ? { notifications: { choice } } : {}) },
    [listPath]: list,
  });
  openApp("/catalogs?q=sales");
  const asked = () => bff.asked().filter((key) => key === listPath).length;
  const end = () => {
    bff.answers[listPath] = aCatalogList([
      { ...ended, lastUpdate: { ...update, requestedBy: by, state: "succeeded" } },
    ]);
  };
  return { asked, end };
}

async function hide(now: boolean): Promise<void> {
  hidden = now;
  await act(async () => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const icon = () => document.querySelector("link[rel=icon]")?.getAttribute("href");

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
  vi.stubGlobal("Notification", RecordedNotification);
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => (hidden ? "hidden" : "visible"));
  document.head.insertAdjacentHTML("beforeend", '<link rel="icon" href="/icon.svg">');
});

afterEach(() => {
  cleanup();
  hidden = false;
  shown.length = 0;
  RecordedNotification.permission = "granted";
  localStorage.clear();
  document.querySelector("link[rel=icon]")?.remove();
  vi.useRealTimers();
});

describe("the tab", () => {
  it("shows what runs, and what has ended until the page has been in view for a while", async () => {
    const { end } = open("none");
    await screen.findByRole("article", { name: "Sales-EU" });
    await waitFor(() => expect(document.title).toBe("1 updating · Catalogs · Contoso · Catalog Deck"));
    expect(icon()).toBe("/icon-updating.svg");
    end();
    await pass(31_000);
    await waitFor(() => expect(document.title).toMatch(/^Sales-EU runs Win11-Nov · Catalogs/));
    expect(icon()).toBe("/icon-done.svg");
    await hide(true);
    await pass(60_000);
    expect(icon()).toBe("/icon-done.svg");
    await hide(false);
    await pass(11_000);
    await waitFor(() => expect(document.title).toBe("Catalogs · Contoso · Catalog Deck"));
    expect(icon()).toBe("/icon.svg");
  });
});

describe("updates that end at once", () => {
  it("are told together where they are many, and each end is read out with its message alone", async () => {
    const names = ["Sales", "Support", "Legal"];
    const running = (name: string) =>
      aCatalog({ id: name, name, state: "Processing", activeUpdate: anUpdate({ id: `u-${name}`, catalogId: name }) });
    const ended = (name: string) => {
      const lastUpdate = anUpdate({ id: `u-${name}`, catalogId: name, state: "succeeded" });
      return aCatalog({ id: name, name, lastUpdate });
    };
    const bff = serveApp("admin", {
      "/api/settings": { savedViews: {} },
      [listPath]: aCatalogList(names.map(running)),
    });
    openApp("/catalogs");
    await screen.findByRole("article", { name: "Legal" });
    bff.answers[listPath] = aCatalogList(names.map(ended));
    await pass(31_000);
    const messages = screen.getByRole("region", { name: "Messages" });
    await waitFor(() => expect(messages.textContent).toContain("3 updates succeeded"));
    expect(messages.textContent).toContain("Sales, Support, Legal");
    const live = [...document.querySelectorAll("[aria-live=polite],[role=status]")].filter((one) => one !== messages);
    expect(live.filter(({ textContent }) => textContent?.includes("Legal"))).toEqual([]);
  });

  it("are counted in the title with how many of them failed", async () => {
    const names = ["Sales", "Support", "Legal"];
    const update = (name: string) => ({ id: `u-${name}`, catalogId: name });
    const running = (name: string) =>
      aCatalog({ id: name, name, state: "Processing", activeUpdate: anUpdate(update(name)) });
    const ended = (name: string) => {
      const state = name === "Sales" ? "succeeded" : "failed";
      return aCatalog({ id: name, name, lastUpdate: anUpdate({ ...update(name), state }) });
    };
    const bff = serveApp("admin", {
      "/api/settings": { savedViews: {} },
      [listPath]: aCatalogList(names.map(running)),
    });
    openApp("/catalogs");
    await screen.findByRole("article", { name: "Legal" });
    bff.answers[listPath] = aCatalogList(names.map(ended));
    await pass(31_000);
    await waitFor(() => expect(document.title).toMatch(/^2 of 3 updates failed · /));
  });
});

describe("a tab that nobody sees", () => {
  it("asks every minute while an update runs of which the person wants to be told, and tells of its end", async () => {
    const { asked, end } = open("mine");
    await screen.findByRole("article", { name: "Sales-EU" });
    await hide(true);
    const before = asked();
    await pass(55_000);
    expect(asked()).toBe(before);
    await pass(10_000);
    expect(asked()).toBe(before + 1);
    end();
    await pass(62_000);
    await waitFor(() => expect(shown).toEqual(["Sales-EU runs Win11-Nov"]));
    const atRest = asked();
    await pass(600_000);
    expect(asked()).toBe(atRest);
  });

  it.each([
    { name: "notifications are off", choice: "none" as const, by: mine, permission: "granted" as const },
    { name: "nobody has chosen", choice: undefined, by: mine, permission: "granted" as const },
    {
      name: "it is somebody else's update",
      choice: "mine" as const,
      by: { id: "other", displayName: "Sam" },
      permission: "granted" as const,
    },
    { name: "the browser has not been allowed", choice: "all" as const, by: mine, permission: "default" as const },
  ])("asks nothing when $name", async ({ choice, by, permission }) => {
    RecordedNotification.permission = permission;
    const { asked, end } = open(choice, by);
    await screen.findByRole("article", { name: "Sales-EU" });
    await hide(true);
    const before = asked();
    await pass(600_000);
    expect(asked()).toBe(before);
    end();
    await hide(false);
    await pass(1_000);
    await waitFor(() => expect(document.title).toContain("Sales-EU runs Win11-Nov"));
    expect(shown).toEqual([]);
  });
});

it("a rollout is told of wave by wave, and not its catalogs one by one", async () => {
  const inRollout = { ...update, rolloutId: "r-1" };
  const rollout = aCatalogRollout({ name: "December", wave: 1, targetState: "updating" });
  const cell = (state: "updating" | "succeeded") => [
    { wave: 1, state },
    { wave: 2, state: "waiting" as const },
  ];
  const rolloutsPath = `${connectionPath}/rollouts`;
  const list = (state: "updating" | "succeeded") => ({
    items: [aRollout({ id: "r-1", name: "December", cells: cell(state) })],
    fetchedAt: "2026-11-23T11:00:00Z",
    pollAfterMs: 5_000,
  });
  const bff = serveApp("admin", {
    "/api/settings": { savedViews: {}, notifications: { choice: "all" } },
    [listPath]: aCatalogList([{ ...running, activeUpdate: inRollout, rollout }]),
    [rolloutsPath]: list("updating"),
  });
  openApp("/catalogs");
  await screen.findByRole("article", { name: "Sales-EU" });
  await waitFor(() => expect(bff.asked()).toContain(rolloutsPath));
  bff.answers[listPath] = aCatalogList([{ ...ended, lastUpdate: { ...inRollout, state: "succeeded" } }]);
  bff.answers[rolloutsPath] = list("succeeded");
  await pass(6_000);
  expect(await screen.findByText("December: wave 1 is done")).toBeDefined();
  await pass(30_000);
  expect(screen.queryByText(/Sales-EU runs/)).toBeNull();
  expect(shown).toEqual(["December: wave 1 is done"]);
});
