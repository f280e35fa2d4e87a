import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { aCatalog, aCatalogList, anUpdate } from "@catalog-deck/contract/testing";
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connectionPath, fresh, openApp, serveApp } from "./testing/test-app.tsx";

const { toImage, requestedBy, requestedAt, vdaUpdateDelay, ...known } = anUpdate({ id: "u-1", catalogId: "c-2" });
/** Sales-EU is updated from Citrix's own console since 10:20 UTC; Citrix estimates an hour. */
const external: ImageUpdate = {
  ...known,
  origin: "external",
  noticedAt: "2026-11-23T10:55:00.000Z",
  startedAt: "2026-11-23T10:20:00.000Z",
  estimatedMinutes: 60,
  percent: 40,
  subState: "ProcessingVdaUpdatingCitrixServers",
};

const others = Array.from({ length: 23 }, (_, at) => aCatalog({ id: `o-${at}`, name: `Office ${at}` }));

function open(address: string, activeUpdate: ImageUpdate, said?: string) {
  const catalog: Catalog = aCatalog({
    id: "c-2",
    name: "Sales-EU",
    state: "Processing",
    subState: "ProcessingVdaUpdatingCitrixServers",
    ...(said && { statusMessage: said }),
    activeUpdate,
  });
  serveApp("helpdesk", {
    [`${connectionPath}/catalogs`]: aCatalogList([catalog, ...others]),
    [`${connectionPath}/catalogs/c-2`]: { ...catalog, ...fresh },
    [`${connectionPath}/image-updates`]: { items: [activeUpdate] },
    [`${connectionPath}/image-updates/u-1`]: activeUpdate,
  });
  openApp(address);
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date("2026-11-23T11:00:00Z") });
});

afterEach(() => {
  vi.useRealTimers();
});

const to = "Win11-Nov";
// Whatever the zone and the clock of the machine: 20 minutes past the hour, and an hour later.
const facts = [
  /since \d+:20/i,
  /done about \d+:20/,
  new RegExp(to),
  /(started in |Origin)Citrix Cloud|· Citrix Cloud/i,
];

function expectAnswer(text: string | null | undefined) {
  for (const fact of facts) expect(text).toMatch(fact);
  expect(text).not.toMatch(/not known yet|took/);
}

async function copied(button: string): Promise<string> {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const written = vi.spyOn(navigator.clipboard, "writeText");
  await user.click(await screen.findByRole("button", { name: button }));
  return String(written.mock.calls.at(-1)?.[0]);
}

describe("since when is Sales-EU updating, until when, to what, and by whom", () => {
  test("card, wallboard and copied sentence answer, by Citrix's own words while it does not name the image", async () => {
    const said = `Updating the catalog to ${to}.`;
    open("/catalogs", external, said);
    const card = await screen.findByRole("article", { name: "Sales-EU" });
    for (const fact of facts) expect(card.textContent).toMatch(fact);
    for (const fact of facts) expect(await copied("Copy status of Sales-EU")).toMatch(fact);
    cleanup();
    open("/wallboard", external, said);
    const tile = await screen.findByRole("article", { name: "Sales-EU" });
    for (const fact of facts) expect(tile.textContent).toMatch(fact);
  });

  test.each([
    ["its card", "/catalogs"],
    ["the wallboard", "/wallboard"],
    ["its page", "/catalogs/c-2"],
    ["the list of updates", "/updates"],
    ["the update's page", "/updates/u-1"],
  ])("%s answers", async (_what, address) => {
    open(address, { ...external, toImage: { id: "i-2", name: to } });
    await screen.findAllByText(facts[0] as RegExp);
    expectAnswer(document.querySelector("main")?.textContent ?? document.body.textContent);
  });

  test.each([
    ["Copy status of Sales-EU", "/catalogs"],
    ["Copy status", "/catalogs/c-2"],
  ])("what %j at %s copies answers", async (button, address) => {
    open(address, { ...external, toImage: { id: "i-2", name: to } });
    expectAnswer(await copied(button));
  });
});
