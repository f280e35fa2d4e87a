import { aCatalog, aCatalogList, aCatalogRollout, anUpdate, aRollout, aSession } from "@catalog-deck/contract/testing";
import type { QueryClient } from "@tanstack/react-query";
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drawnWhile } from "../../testing/drawn-components.ts";
import { type Answers, connectionPath, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const listPath = `${connectionPath}/catalogs`;
const calm = aCatalog({ id: "c-1", name: "Accounting" });
const running = aCatalog({
  id: "c-2",
  name: "Sales-EU",
  state: "Processing",
  activeUpdate: anUpdate({
    id: "u-1",
    catalogId: "c-2",
    percent: 40,
    startedAt: "2026-11-23T10:30:00Z",
    estimatedMinutes: 50,
    subState: "ProcessingVdaCopyingMasterImage",
  }),
});
const broken = aCatalog({ id: "c-3", name: "Zoo", state: "Error", subState: "ErrorDomainNotReachable" });
const display = aSession("helpdesk", { display: true });

let client: QueryClient;

async function open(answers: Answers = {}, path = "/wallboard", connection?: string) {
  const bff = serveApp("helpdesk", {
    "/api/session": display,
    [listPath]: aCatalogList([calm, running, broken]),
    ...answers,
  });
  client = openApp(path, connection);
  // The page is loaded on demand, which a busy machine takes its time for.
  await waitFor(() => expect(document.title).toContain("Wallboard"));
  return bff;
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("the wallboard", () => {
  it("says how many catalogs could not be read, and shows them where their id is known", async () => {
    const odd = { id: "c-9", name: "Odd one", state: "Unknown" as const, unreadable: true as const };
    await open({ [listPath]: { ...aCatalogList([calm]), items: [calm, odd], unreadable: 1 } });
    expect(await screen.findByText("1 catalog could not be read")).toBeDefined();
    expect(screen.getByRole("article", { name: "Odd one" }).textContent).toContain("Not readable");
  });

  it("shows a rollout under way as one tile, with how many catalogs are done and why it stands still", async () => {
    const rollout = aRollout({
      id: "r-1",
      name: "December",
      state: "held",
      hold: { reason: "gate", params: { wave: 1, next: 2 }, since: "2026-11-23T10:50:00Z" },
      cells: [
        { wave: 1, state: "succeeded" },
        { wave: 2, state: "waiting" },
      ],
      counts: { waiting: 1, starting: 0, updating: 0, succeeded: 1, failed: 0, skipped: 0, cancelled: 0 },
    });
    const waiting = aCatalog({
      id: "c-1",
      name: "Accounting",
      rollout: aCatalogRollout({ name: "December", waves: 2, currentWave: 2, rolloutState: "held" }),
    });
    await open({
      [listPath]: aCatalogList([waiting]),
      [`${connectionPath}/rollouts`]: { items: [rollout], fetchedAt: "", pollAfterMs: 5_000 },
    });
    const tile = await screen.findByRole("article", { name: "December" });
    expect(tile.textContent).toContain("1 of 2");
    expect(tile.textContent).toContain("Wave 1 is over");
    expect(within(tile).getByRole("img", { name: "2 catalogs: 1 done, 1 waits" })).toBeDefined();
    expect(screen.getByRole("article", { name: "Accounting" }).textContent).toMatch(/in rollout December|wave 2 of 2/i);
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("shows broken and updating catalogs first, with state, image, percent, since and until, and nothing to press", async () => {
    await open();
    const tiles = await screen.findAllByRole("article");
    expect(tiles.map((tile) => tile.getAttribute("aria-label"))).toEqual(["Zoo", "Sales-EU", "Accounting"]);
    const sales = screen.getByRole("article", { name: "Sales-EU" });
    expect(sales.textContent).toContain("Updating");
    expect(sales.textContent).toContain("→ Win11-Nov");
    expect(sales.textContent).toContain("40 %");
    expect(sales.textContent).toMatch(/since \d+:30.* · done about \d+:20/);
    expect(within(sales).getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
    expect(screen.getByRole("article", { name: "Zoo" }).textContent).toContain("Domain not reachable");
    expect(screen.getByText("1 needing attention · 1 updating · 3 in all")).toBeDefined();
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.queryByRole("navigation")).toBeNull();
  });

  it("says when such an update is usually done, else when Citrix expects it", async () => {
    const { estimatedMinutes: _, ...withoutEstimate } =
      running.activeUpdate ?? anUpdate({ id: "u-1", catalogId: "c-2" });
    const usualDuration = {
      pace: "withinAnHour",
      scope: "catalog",
      updates: 24,
      p50Ms: 42 * 60_000,
      p95Ms: 70 * 60_000,
    } as const;
    const catalogs = [{ ...running, activeUpdate: withoutEstimate, usualDuration }];
    const bff = await open({ [listPath]: aCatalogList(catalogs) });
    const tile = await screen.findByRole("article", { name: "Sales-EU" });
    expect(tile.textContent).toMatch(/usually done by \d+:10/);
    bff.answers[listPath] = aCatalogList([running]);
    await act(() => client.refetchQueries({ queryKey: ["connections"] }));
    await waitFor(() => expect(tile.textContent).toMatch(/done about \d+:20/));
    expect(tile.textContent).not.toContain("usually");
  });

  it("says how old its data is, ticking, and loudly once Citrix does not answer", async () => {
    const bff = await open();
    expect(await screen.findByText(/^Updated (just now|\d+ s ago)$/)).toBeDefined();
    bff.answers[listPath] = problem(503, "citrix-rate-limited");
    await pass(31_000);
    expect(await screen.findByText("Citrix is limiting requests.")).toBeDefined();
    expect(screen.getByText(/^Data from \d+ s ago$/).className).toContain("text-warn");
    expect(screen.getAllByRole("article")).toHaveLength(3);
  });

  it("goes on by itself after a night without a server", async () => {
    const bff = await open();
    await screen.findAllByRole("article");
    const kept = client.getQueryCache().getAll().length;
    bff.answers[listPath] = problem(503, "citrix-unavailable");
    await pass(31_000);
    vi.setSystemTime(Date.now() + 8 * 60 * 60_000);
    await pass(62_000);
    expect(screen.getByText("Data from 8 h ago")).toBeDefined();
    bff.answers[listPath] = aCatalogList([{ ...calm, name: "Accounting-2" }], { fetchedAt: new Date().toISOString() });
    await pass(62_000);
    expect(await screen.findByRole("article", { name: "Accounting-2" })).toBeDefined();
    expect(screen.getByText(/^Updated/)).toBeDefined();
    expect(client.getQueryCache().getAll()).toHaveLength(kept);
  });

  it("asks to sign in when nobody is, and goes on when somebody has in another tab", async () => {
    const bff = await open({ "/api/session": problem(401, "not-signed-in") });
    expect(await screen.findByText("Signed out")).toBeDefined();
    expect(screen.getByRole("link", { name: "Sign in" }).getAttribute("href")).toBe("/sign-in?next=%2Fwallboard");
    bff.answers["/api/session"] = display;
    await pass(62_000);
    expect(await screen.findAllByRole("article")).toHaveLength(3);
    expect(screen.queryByText("Signed out")).toBeNull();
  });

  it("keeps its tiles when its session ends, says so, and asks again every minute", async () => {
    const bff = await open();
    await screen.findAllByRole("article");
    bff.answers[listPath] = problem(401, "not-signed-in");
    await pass(31_000);
    expect(await screen.findByText("Signed out")).toBeDefined();
    expect(screen.getAllByRole("article")).toHaveLength(3);
    const asked = () => bff.asked().filter((key) => key === listPath).length;
    const before = asked();
    await pass(10 * 61_000);
    expect(asked() - before).toBeGreaterThanOrEqual(9);
    expect(asked() - before).toBeLessThanOrEqual(11);
    bff.answers[listPath] = aCatalogList([calm]);
    await pass(62_000);
    expect(screen.queryByText("Signed out")).toBeNull();
  });

  it("renders nothing when a poll brings nothing new", async () => {
    await open({ [listPath]: aCatalogList([calm, broken]) });
    await screen.findAllByRole("article");
    vi.useFakeTimers({ shouldAdvanceTime: false });
    const poll = async () => {
      await act(() => client.refetchQueries({ queryKey: ["connections"] }));
      await pass(20);
    };
    await poll();
    expect(await drawnWhile(poll)).toEqual([]);
  });

  it("shows the connection of its address", async () => {
    const two = [
      { id: "north", name: "Contoso North", customerId: "n", siteId: "s" },
      { id: "south", name: "Contoso South", customerId: "s", siteId: "s" },
    ];
    await open(
      {
        "/api/session": { ...display, connections: two },
        "/api/connections/south/catalogs": aCatalogList([calm]),
      },
      "/c/south/wallboard",
      "south",
    );
    expect(await screen.findByRole("heading", { level: 1, name: "Contoso South" })).toBeDefined();
    expect(await screen.findByRole("article", { name: "Accounting" })).toBeDefined();
  });

  it("is all that the account of a display gets to see", async () => {
    await open({}, "/catalogs");
    expect(window.location.pathname).toBe("/wallboard");
    expect(await screen.findAllByRole("article")).toHaveLength(3);
  });
});
