import type { ImageDetail, Rollout } from "@catalog-deck/contract";
import { aCatalog, anImage, anUpdate, aRollout, aRolloutDetail, aRolloutTarget } from "@catalog-deck/contract/testing";
import { act, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawnWhile } from "./testing/drawn-components.ts";
import { connectionPath, openApp, serveApp } from "./testing/test-app.tsx";

const running = anUpdate({ id: "u-1", catalogId: "c-2", percent: 40, subState: "ProcessingVdaCopyingMasterImage" });
const ended = anUpdate({ id: "u-0", catalogId: "c-1", state: "succeeded", finishedAt: "2026-11-20T10:52:00.000Z" });
const catalogs = [
  aCatalog({ id: "c-1", name: "Accounting", lastUpdate: ended }),
  aCatalog({ id: "c-2", name: "Sales-EU", state: "Processing", activeUpdate: running }),
  aCatalog({ id: "c-3", name: "Zoo", state: "Error", subState: "ErrorDomainNotReachable" }),
];

const images = [
  anImage("img-1", { name: "Win11-Oct", isDeprecated: true }),
  anImage("img-2", { name: "Win11-Nov" }),
  anImage("img-3", { name: "Win11-Dec", state: "Processing", linkedCatalogs: 0 }),
];
const imageDetail: Omit<ImageDetail, "fetchedAt" | "stale" | "pollAfterMs"> = {
  ...anImage("img-1", { name: "Win11-Oct", isDeprecated: true }),
  catalogs: [{ catalogId: "c-1", catalogName: "Accounting", state: "Active" }],
  applications: [],
};

/** Everything that a page asks for, as Citrix gave it at that time. */
function answersFrom(fetchedAt: string): Record<string, unknown> {
  const age = { fetchedAt, stale: false, pollAfterMs: 30_000 };
  const rollouts = (...items: Rollout[]) => ({ items, fetchedAt, pollAfterMs: 5_000 });
  return {
    [`${connectionPath}/catalogs`]: { items: catalogs, ...age },
    ...Object.fromEntries(
      catalogs.map((catalog) => [`${connectionPath}/catalogs/${catalog.id}`, { ...catalog, ...age }]),
    ),
    [`${connectionPath}/images`]: { items: images, ...age },
    [`${connectionPath}/images/img-1`]: { ...imageDetail, ...age },
    [`${connectionPath}/image-updates`]: { items: [running, ended] },
    [`${connectionPath}/image-updates/u-1`]: running,
    [`${connectionPath}/image-updates/durations`]: { items: [] },
    [`${connectionPath}/rollouts?state=held%2Crunning%2Cscheduled`]: rollouts(aRollout({ id: "r-1" })),
    [`${connectionPath}/rollouts?state=completed%2CcompletedWithFailures%2Ccancelled`]: rollouts(
      aRollout({ id: "r-0", name: "Win11-Oct", state: "completed", finishedAt: "2026-11-20T10:52:00.000Z" }),
    ),
    [`${connectionPath}/rollouts/r-1`]: aRolloutDetail({ id: "r-1" }),
    "/api/settings": { savedViews: {} },
  };
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
});

afterEach(() => {
  vi.useRealTimers();
});

const settle = () => act(() => vi.advanceTimersByTimeAsync(50));

test.each([
  ["the catalogs as cards", "/catalogs", () => screen.findByRole("article", { name: "Sales-EU" })],
  ["the catalogs as table", "/catalogs?view=table", () => screen.findByRole("table", { name: "Catalogs" })],
  ["a catalog with an update", "/catalogs/c-2", () => screen.findByRole("heading", { name: "Sales-EU" })],
  ["a catalog at rest", "/catalogs/c-1", () => screen.findByRole("heading", { name: "Accounting" })],
  ["the update form", "/catalogs/c-1/update", () => screen.findByRole("slider")],
  ["the images", "/images", () => screen.findByRole("link", { name: "Win11-Dec" })],
  ["an image", "/images/img-1", () => screen.findByRole("heading", { name: "Win11-Oct" })],
  ["the rollouts", "/rollouts", () => screen.findByRole("link", { name: "Win11-Oct" })],
  ["a rollout", "/rollouts/r-1", () => screen.findByRole("heading", { name: "Win11-Nov" })],
  ["the updates", "/updates", async () => within(await screen.findByRole("table")).getAllByRole("row")],
  ["an update", "/updates/u-1", () => screen.findByRole("heading", { name: "Sales-EU" })],
  ["the wallboard", "/wallboard", () => screen.findByRole("article", { name: "Sales-EU" })],
])(
  "a poll that brings nothing but a newer time draws nothing but the data's age: %s",
  async (_page, address, shows) => {
    const answers = answersFrom("2026-11-23T10:59:30.000Z");
    serveApp("admin", answers);
    const client = openApp(address);
    await shows();
    // What is loaded on demand, and once the browser is idle, comes first.
    await act(() => vi.advanceTimersByTimeAsync(3_000));
    await act(() => vi.dynamicImportSettled());
    // From here on time stands still but for what the test lets pass: no clock on the page ticks.
    vi.useFakeTimers({ shouldAdvanceTime: false });
    const poll = async (fetchedAt: string) => {
      Object.assign(answers, answersFrom(fetchedAt));
      await act(() => client.refetchQueries({ queryKey: ["connections"], type: "active" }));
      await settle();
    };
    await poll("2026-11-23T10:59:40.000Z");
    const drawn = await drawnWhile(() => poll("2026-11-23T10:59:50.000Z"));
    expect(drawn).toEqual(["DataAge"]);
  },
);

test("a catalog that gets further in a rollout draws its own row anew, and no other", async () => {
  const targets = ["Sales-EU", "Legal", "Audit"].map((catalogId, place) =>
    aRolloutTarget({
      catalogId,
      state: "updating",
      position: place + 1,
      update: anUpdate({ id: `u-${catalogId}`, catalogId, catalogName: catalogId, percent: 40 }),
    }),
  );
  const rollout = aRolloutDetail({ id: "r-1", targets });
  const answers = { ...answersFrom("2026-11-23T10:59:30.000Z"), [`${connectionPath}/rollouts/r-1`]: rollout };
  serveApp("admin", answers);
  const client = openApp("/rollouts/r-1");
  await screen.findByRole("heading", { name: "Win11-Nov" });
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  await act(() => vi.dynamicImportSettled());
  vi.useFakeTimers({ shouldAdvanceTime: false });
  const [first, ...others] = targets;
  const further = { ...first, update: { ...first?.update, percent: 60 } };
  const drawn = await drawnWhile(async () => {
    Object.assign(answers, { [`${connectionPath}/rollouts/r-1`]: { ...rollout, targets: [further, ...others] } });
    await act(() => client.refetchQueries({ queryKey: ["connections"], type: "active" }));
    await settle();
  });
  expect(drawn.filter((name) => name === "TargetRow")).toHaveLength(1);
  expect(screen.getByText("60 %")).toBeDefined();
});
