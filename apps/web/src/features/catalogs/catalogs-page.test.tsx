import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { aCatalog, aCatalogList, anUpdate, aSession } from "@catalog-deck/contract/testing";
import type { QueryClient } from "@tanstack/react-query";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drawnWhile } from "../../testing/drawn-components.ts";
import { type Answers, connectionPath, openApp, problem, serveApp } from "../../testing/test-app.tsx";

const listPath = `${connectionPath}/catalogs`;
const calm = aCatalog({ id: "c-1", name: "Accounting" });
const running = aCatalog({
  id: "c-2",
  name: "Sales-EU",
  state: "Processing",
  activeUpdate: anUpdate({ id: "u-1", catalogId: "c-2", percent: 40, subState: "ProcessingVdaCopyingMasterImage" }),
});

let client: QueryClient;

function open(address: string, role: "admin" | "helpdesk" = "admin", answers: Answers = {}) {
  const bff = serveApp(role, {
    "/api/sign-in-methods": { methods: [{ kind: "password" }] },
    [listPath]: aCatalogList([calm, running]),
    ...answers,
  });
  client = openApp(address);
  return bff;
}

const poll = () => act(() => client.refetchQueries({ queryKey: ["connections"] }));

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("catalogs that could not be read", () => {
  const list = (unreadable: number, items: unknown[]) => ({
    ...aCatalogList([calm]),
    items: [calm, ...items],
    unreadable,
  });
  const odd = { id: "c-9", name: "Odd one", state: "Unknown", unreadable: true };

  it("are counted, stand where their id is known, and are offered for no update", async () => {
    open("/catalogs", "admin", { [listPath]: list(2, [odd]) });
    expect(await screen.findByText("2 catalogs could not be read")).toBeDefined();
    const card = screen.getByRole("article", { name: "Odd one" });
    expect(card.textContent).toContain("Not readable");
    expect(card.textContent).toContain("Citrix's data about this catalog could not be read.");
    expect(card.textContent).not.toMatch(/No image|Not joined|sessions/i);
    expect(within(card).queryByRole("link", { name: /Update image/ })).toBeNull();
    expect(within(screen.getByRole("article", { name: "Accounting" })).getByRole("link", { name: /Update image/ }));
  });

  it("are called by their id where the name could not be read either", async () => {
    open("/catalogs", "admin", { [listPath]: list(1, [{ id: "c-9", state: "Unknown", unreadable: true }]) });
    expect(await screen.findByText("1 catalog could not be read")).toBeDefined();
    expect(screen.getByRole("article", { name: "c-9" })).toBeDefined();
  });

  it("show the update that was sent for one from here", async () => {
    open("/catalogs", "admin", { [listPath]: list(1, [{ ...odd, activeUpdate: running.activeUpdate }]) });
    const card = await screen.findByRole("article", { name: "Odd one" });
    expect(card.textContent).toContain("Updating");
    expect(card.textContent).toContain("Win11-Nov");
  });

  it("are not taken for a customer without catalogs", async () => {
    open("/catalogs", "admin", { [listPath]: { ...list(3, []), items: [] } });
    expect(await screen.findByText("3 catalogs could not be read")).toBeDefined();
    expect(screen.queryByText("No catalogs yet")).toBeNull();
  });
});

/** Sales-EU, updated from Citrix's own console. */
function externally(fields: Partial<Catalog> = {}, known: Partial<ImageUpdate> = {}): Catalog {
  const { toImage, requestedBy, requestedAt, vdaUpdateDelay, ...update } = anUpdate({ id: "u-1", catalogId: "c-2" });
  const activeUpdate: ImageUpdate = { ...update, origin: "external", noticedAt: requestedAt, ...known };
  return { ...running, subState: "ProcessingVdaUpdatingCitrixServers", activeUpdate, ...fields };
}

describe("since, until, to what and by whom", () => {
  const startedAt = "2026-11-23T10:20:00Z";

  it("an external update says it on its card", async () => {
    const catalog = externally(
      { statusMessage: "Updating the catalog to Win11-Nov." },
      { startedAt, estimatedMinutes: 60 },
    );
    open("/catalogs", "helpdesk", { [listPath]: aCatalogList([catalog]) });
    const line = await screen.findByText(/^since \d+:20(?: [AP]M)? · done about \d+:20(?: [AP]M)?$/);
    const card = line.closest("article");
    expect(card?.textContent).toContain("image not known yet");
    expect(card?.textContent).toContain("Updating the catalog to Win11-Nov.");
    expect(card?.textContent).toContain("started in Citrix Cloud");
  });

  it("where only the last change is known, at least that", async () => {
    const catalog = externally({}, { seenRunningSince: "2026-11-23T10:14:00Z" });
    open("/catalogs", "helpdesk", { [listPath]: aCatalogList([catalog]) });
    expect(await screen.findByText(/^since at least \d+:14(?: [AP]M)?$/)).toBeDefined();
  });

  it("of one of ours, also until when the last session ends, still after its end", async () => {
    const requestedAt = "2026-11-23T10:50:00Z";
    const activeUpdate = anUpdate({
      id: "u-1",
      catalogId: "c-2",
      requestedAt,
      vdaUpdateDelay: 90,
      estimatedMinutes: 20,
    });
    const bff = open("/catalogs", "helpdesk", { [listPath]: aCatalogList([{ ...running, activeUpdate }]) });
    expect(
      await screen.findByText(
        /^since \d+:50(?: [AP]M)? · done about \d+:10(?: [AP]M)? · last session ends by \d+:20(?: [AP]M)?$/,
      ),
    ).toBeDefined();
    const lastUpdate = { ...activeUpdate, state: "succeeded" as const, finishedAt: "2026-11-23T11:00:00Z" };
    bff.answers[listPath] = aCatalogList([{ ...calm, id: "c-2", name: "Sales-EU", lastUpdate }]);
    await poll();
    expect(await screen.findByText(/^last session ends by \d+:20(?: [AP]M)?$/)).toBeDefined();
  });

  it("other work of Citrix is never called an update", async () => {
    const { activeUpdate, ...rest } = running;
    const catalog = { ...rest, subState: "ProcessingAddMachines", lastModifiedTime: "2026-11-23T10:14:00Z" };
    open("/catalogs", "helpdesk", { [listPath]: aCatalogList([catalog]) });
    const card = await screen.findByRole("article", { name: "Sales-EU" });
    expect(card.textContent).toContain("Citrix is working on it");
    expect(card.textContent).toMatch(/Add machines.*since at least \d+:14(?: [AP]M)?/);
    expect(card.textContent).not.toMatch(/updat/i);
  });

  it("an external update of which no start is known took no time", async () => {
    const lastUpdate = externally({}, { state: "succeeded", finishedAt: "2026-11-23T10:30:00Z" }).activeUpdate;
    const ended = { ...calm, ...(lastUpdate && { lastUpdate }) };
    open("/catalogs", "helpdesk", { [listPath]: aCatalogList([ended]) });
    const card = await screen.findByRole("article", { name: calm.name });
    expect(card.textContent).toMatch(/Updated \d+:30(?: [AP]M)?/);
    expect(card.textContent).not.toContain("took");
  });
});

describe("the catalogs page", () => {
  it("shows each catalog, and of a running update the step, how far, and who started it", async () => {
    open("/catalogs");
    const card = await screen.findByRole("article", { name: "Sales-EU" });
    expect(within(card).getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
    expect(card.textContent).toContain("Win11-Nov");
    expect(card.textContent).toMatch(/since \d\d:00/);
    expect(card.textContent).toContain("by Alex Admin");
    expect(screen.getByRole("button", { name: /1\s*Updating/ })).toBeDefined();
  });

  it("shortens a huge text of Citrix, and shows it whole when asked, also after new data", async () => {
    const statusMessage = `Quota reached. ${"Details of the deployment that nobody needs. ".repeat(60)}`;
    const broken = aCatalog({ id: "c-4", name: "Broken", state: "Error", statusMessage });
    open("/catalogs", "helpdesk", {
      [listPath]: aCatalogList([broken, { ...broken, id: "c-5", name: "B2" }]),
    });
    const card = await screen.findByRole("article", { name: "Broken" });
    expect(card.textContent?.length).toBeLessThan(500);
    fireEvent.click(within(card).getByRole("button", { name: "Show all", expanded: false }));
    expect(card.textContent).toContain(statusMessage.trim());
    await poll();
    expect(within(card).getByRole("button", { name: "Show less", expanded: true })).toBeDefined();
    expect(screen.getByRole("article", { name: "B2" }).textContent?.length).toBeLessThan(500);
  });

  it("says beside Citrix's estimate how long such updates have taken, where that is known", async () => {
    const usualDuration = { pace: "withinAnHour", updates: 24, p50Ms: 42 * 60_000, p95Ms: 70 * 60_000 } as const;
    const other = { ...running, id: "c-3", name: "Support", usualDuration: { scope: "connection", ...usualDuration } };
    const items = [{ ...running, usualDuration: { scope: "catalog" as const, ...usualDuration } }, other] as Catalog[];
    const bff = open("/catalogs", "helpdesk", { [listPath]: aCatalogList([calm, ...items]) });
    const card = await screen.findByRole("article", { name: "Sales-EU" });
    const words = within(card).getByText("usually 42 min, rarely over 1 h 10 min");
    expect(words.title).toContain("(24 updates of this catalog)");
    expect(screen.getByRole("article", { name: "Support" }).textContent).toContain("(all catalogs)");
    expect(bff.asked().filter((key) => key.includes("durations"))).toEqual([]);
    bff.answers[listPath] = aCatalogList([calm, running]);
    await poll();
    await waitFor(() => expect(card.textContent).not.toContain("usually"));
  });

  it("lets an administrator update an image", async () => {
    open("/catalogs");
    expect(await screen.findByRole("link", { name: "Update image of Accounting" })).toBeDefined();
  });

  it("shows the helpdesk everything but no trace of actions", async () => {
    open("/catalogs", "helpdesk");
    await screen.findByRole("article", { name: "Accounting" });
    expect(document.body.textContent).not.toContain("Update image");
    expect(screen.getByRole("button", { name: "Copy status of Sales-EU" })).toBeDefined();
  });

  it("says beside the heading how many of all are shown", async () => {
    open("/catalogs?q=account");
    expect(await screen.findByText("1 of 2 in Contoso, 10 machines")).toBeDefined();
    fireEvent.click(screen.getAllByRole("button", { name: "Clear filters" })[0] as HTMLElement);
    expect(await screen.findByText("2 in Contoso, 20 machines")).toBeDefined();
  });

  it("has a part for the other catalogs only while there are some", async () => {
    const fresh = aCatalog({ id: "c-6", name: "Fresh", state: "PreDeployment" });
    const bff = open("/catalogs?state=other", "admin", { [listPath]: aCatalogList([calm, running, fresh]) });
    await screen.findByRole("article", { name: "Fresh" });
    expect(screen.queryByRole("article", { name: "Accounting" })).toBeNull();
    const strip = screen.getByRole("group", { name: "Catalogs by state" });
    expect(within(strip).getByRole("button", { name: /1\s*Other/, pressed: true })).toBeDefined();
    fireEvent.click(within(strip).getByRole("button", { name: /3\s*All/ }));
    await screen.findByRole("article", { name: "Accounting" });
    bff.answers[listPath] = aCatalogList([calm, running]);
    await poll();
    await waitFor(() => expect(within(strip).queryByRole("button", { name: /Other/ })).toBeNull());
  });

  it("shows what the address says", async () => {
    open("/catalogs?q=account&show=active");
    await screen.findByRole("article", { name: "Accounting" });
    expect(screen.queryByRole("article", { name: "Sales-EU" })).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>("Search catalogs").value).toBe("account");
  });

  it("searches as one types, and keeps the words in the address", async () => {
    open("/catalogs");
    await screen.findByRole("article", { name: "Accounting" });
    fireEvent.change(screen.getByLabelText("Search catalogs"), { target: { value: "sales" } });
    await waitFor(() => expect(screen.queryByRole("article", { name: "Accounting" })).toBeNull());
    await waitFor(() => expect(window.location.search).toBe("?q=sales"));
  });

  it("shows several parts of the strip together; a second press takes one away", async () => {
    open("/catalogs?show=updating");
    const strip = await screen.findByRole("group", { name: "Catalogs by state" });
    fireEvent.click(within(strip).getByRole("button", { name: /1\s*Active/ }));
    await screen.findByRole("article", { name: "Accounting" });
    expect(screen.getByRole("article", { name: "Sales-EU" })).toBeDefined();
    expect(within(strip).getAllByRole("button", { pressed: true })).toHaveLength(2);
    fireEvent.click(within(strip).getByRole("button", { name: /1\s*Updating/ }));
    await waitFor(() => expect(screen.queryByRole("article", { name: "Sales-EU" })).toBeNull());
    expect(window.location.search).toBe("?show=active");
  });

  it.each(["{Enter}", "{ArrowDown}"])(
    "reaches the first result by %s, and Esc goes back to an empty search",
    async (key) => {
      const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
      open("/catalogs");
      const field = await screen.findByRole<HTMLInputElement>("searchbox");
      await user.type(field, `accou${key}`);
      await waitFor(() => expect(document.activeElement?.textContent).toBe("Accounting"));
      await user.keyboard("{Escape}");
      expect(document.activeElement).toBe(field);
      expect(field.value).toBe("");
      expect(await screen.findByRole("article", { name: "Sales-EU" })).toBeDefined();
    },
  );

  it("keeps machines and region on the card of a catalog that is being updated", async () => {
    open("/catalogs");
    const card = await screen.findByRole("article", { name: "Sales-EU" });
    expect(card.textContent).toContain("10 machines");
    expect(card.textContent).toContain("westeurope");
  });

  it.each([
    ["failed", "Its last update, to Win11-Nov, failed at 1:30 (by Alex Admin)."],
    ["rolledBack", "Its last update, to Win11-Nov, was rolled back at 1:30 (by Alex Admin)."],
    ["rejected", "Its last update, to Win11-Nov, was refused by Citrix at 1:30 (by Alex Admin)."],
  ] as const)("says of an update that has %s which it was, when, and who started it", async (state, words) => {
    const lastUpdate = anUpdate({ id: "u-1", catalogId: "c-3", state, finishedAt: "2026-11-23T10:30:00Z" });
    const broken = aCatalog({
      id: "c-3",
      name: "Zoo",
      state: "Error",
      subState: "ErrorDomainNotReachable",
      lastUpdate,
    });
    open("/catalogs", "helpdesk", { [listPath]: aCatalogList([broken]) });
    const card = await screen.findByRole("article", { name: "Zoo" });
    expect(card.textContent?.replace(/at \d+:30(?:\s[AP]M)?/, "at 1:30")).toContain(words);
  });

  it("offers a way out when nothing matches", async () => {
    open("/catalogs?q=nowhere");
    await screen.findByText("No matching catalogs");
    const [clear] = screen.getAllByRole("button", { name: "Clear filters" });
    if (clear) fireEvent.click(clear);
    expect(await screen.findByRole("article", { name: "Accounting" })).toBeDefined();
  });

  it.each([
    ["/catalogs", "article"],
    ["/catalogs?view=table", "table"],
  ])("renders nothing when a poll brings nothing new: %s", async (address, role) => {
    const bff = open(address);
    await screen.findByRole(role, { name: role === "table" ? "Catalogs" : "Sales-EU" });
    // From here on time stands still but for what the test lets pass: no clock on the page ticks.
    vi.useFakeTimers({ shouldAdvanceTime: false });
    const pollAndSettle = async () => {
      await poll();
      await act(() => vi.advanceTimersByTimeAsync(20));
    };
    await pollAndSettle();
    expect(await drawnWhile(pollAndSettle)).toEqual([]);
    bff.answers[listPath] = aCatalogList([{ ...calm, region: "eastus" }, running]);
    expect(await drawnWhile(pollAndSettle)).not.toEqual([]);
  });

  it("says when an update has ended, and shows it on the card", async () => {
    const bff = open("/catalogs");
    await screen.findByRole("article", { name: "Sales-EU" });
    const ended = anUpdate({ id: "u-1", catalogId: "c-2", state: "succeeded", finishedAt: "2026-11-23T11:00:00Z" });
    bff.answers[listPath] = aCatalogList([
      calm,
      aCatalog({ id: "c-2", name: "Sales-EU", templateImageName: "Win11-Nov", lastUpdate: ended }),
    ]);
    await poll();
    const messages = screen.getByRole("region", { name: "Messages" });
    expect(await within(messages).findByText("Sales-EU runs Win11-Nov")).toBeDefined();
    expect(document.title).toContain("Sales-EU runs Win11-Nov");
  });

  it("keeps the list on screen and says so when Citrix is away", async () => {
    const bff = open("/catalogs");
    await screen.findByRole("article", { name: "Accounting" });
    const trouble = {
      code: "citrix-unavailable",
      message: "Citrix Cloud does not answer.",
      fact: { code: "citrix-timed-out", params: {} },
      citrixTransactionId: "t-9",
      nextTryAt: new Date(Date.now() + 41_000).toISOString(),
    };
    bff.answers[listPath] = aCatalogList([calm, running], { stale: true, trouble });
    await poll();
    expect(await screen.findByText("This data is out of date.")).toBeDefined();
    expect(screen.getByText("t-9")).toBeDefined();
    // Counted down for the eye; the region around it is read out when it comes, not at every tick.
    const timer = screen.getByText(/^Next try in (4\d|3\d) s\.$/);
    expect([timer.getAttribute("role"), timer.getAttribute("aria-live")]).toEqual(["timer", "off"]);
    bff.answers[listPath] = problem(503, "citrix-rate-limited");
    await poll();
    expect(await screen.findByText("Citrix is limiting requests.")).toBeDefined();
    expect(screen.getByRole("article", { name: "Accounting" })).toBeDefined();
  });

  it("shows the reason and another try when no list ever came", async () => {
    const away = problem(503, "citrix-unavailable", { citrixTransactionId: "t-1", retryAfterMs: 300_000 });
    const bff = open("/catalogs", "admin", { [listPath]: away });
    await screen.findByText("The catalogs could not be loaded");
    expect(screen.getByText("t-1")).toBeDefined();
    expect(screen.getByText(/^Next try at \d/)).toBeDefined();
    bff.answers[listPath] = aCatalogList([calm]);
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("article", { name: "Accounting" })).toBeDefined();
  });
});

describe("the end of a session", () => {
  it("keeps the page as it is, asks to sign in over it, and goes on where it was", async () => {
    const bff = open("/catalogs");
    await screen.findByRole("article", { name: "Sales-EU" });
    fireEvent.change(screen.getByLabelText("Search catalogs"), { target: { value: "sales" } });
    bff.answers[listPath] = problem(401, "not-signed-in");
    await poll();
    const dialog = await screen.findByRole("dialog", { name: "Your session has ended" });
    expect(screen.getByRole("article", { name: "Sales-EU", hidden: true })).toBeDefined();

    bff.answers["POST /api/session"] = aSession("admin");
    bff.answers[listPath] = aCatalogList([calm, running]);
    const asked = bff.asked().filter((key) => key === listPath).length;
    fireEvent.change(within(dialog).getByLabelText("User name"), { target: { value: "admin" } });
    fireEvent.change(within(dialog).getByLabelText("Password"), { target: { value: "secret" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByLabelText<HTMLInputElement>("Search catalogs").value).toBe("sales");
    await waitFor(() => expect(bff.asked().filter((key) => key === listPath).length).toBeGreaterThan(asked));
  });

  it("asks a newcomer to sign in and then shows the page asked for", async () => {
    const bff = open("/catalogs?q=sales", "admin", { "/api/session": problem(401, "not-signed-in") });
    await screen.findByRole("heading", { name: "Sign in" });
    bff.answers["POST /api/session"] = problem(429, "too-many-requests", { retryAfterMs: 120_000 });
    fireEvent.change(await screen.findByLabelText("User name"), { target: { value: "helpdesk" } });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "secret" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("Wait 2 minutes, then try again.")).toBeDefined();
    bff.answers["POST /api/session"] = aSession("helpdesk");
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("article", { name: "Sales-EU" });
    expect(window.location.search).toBe("?q=sales");
  });
});
