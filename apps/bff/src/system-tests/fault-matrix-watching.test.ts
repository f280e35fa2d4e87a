import type { ImageUpdate } from "@catalog-deck/contract";
import type { Fault, Operation } from "@catalog-deck/simulator";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Deck, openDeck } from "../testing/deck.ts";
import { endOf, type FaultCell, goodWeather, imageAtCitrix, nextCell } from "../testing/fault-cell.ts";
import { clientTimes } from "../testing/quick-client.ts";
import { type FaultName, faultNames, restart, switchOff, switchOn, whatIsSeen } from "../testing/upstream-faults.ts";

let deck: Deck;
beforeAll(async () => {
  deck = await openDeck({ fleet: { catalogs: 4, images: 8 }, clientTimes });
});
afterEach(() => goodWeather(deck));
afterAll(() => deck.close());

/** A cell whose update runs. */
async function running(): Promise<FaultCell & { id: string; seen: () => Promise<string> }> {
  const cell = await nextCell(deck);
  const { admin, catalog, body, key } = cell;
  const answer = await deck.startUpdate(admin, catalog.id, body, key);
  expect(whatIsSeen(answer)).toBe("202 running");
  const { id } = answer.json<ImageUpdate>();
  return { ...cell, id, seen: async () => whatIsSeen(await deck.get(`image-updates/${id}`, admin)) };
}

/** Whoever it was that Citrix told to wait: nobody on the connection asks before that time. */
const asksToWait = (name: FaultName) => name.includes(", ");
/** Without these a watched update cannot be read. It knows its site, and the others tell no more than trifles. */
const needed: readonly Operation[] = ["token", "getCatalog"];
const trifles: readonly FaultName[] = ["404", "429, in seconds", "503", "broken midway", "cut JSON"];
const watched = (["token", "listSites", "getCatalog", "getUpdateStatus", "listCatalogs", "getImage"] as const).flatMap(
  (operation, place) => (place < 4 ? faultNames : trifles).map((name) => [operation, name] as const),
);

describe("an update that is watched", () => {
  test.each(watched)("while %s fails with %s stays as it was seen, and ends as at Citrix", async (operation, name) => {
    const cell = await running();
    if (operation === "token" || operation === "listSites") await restart(deck);
    await switchOn(deck, operation, name);
    await deck.pass(10_000);
    expect(await cell.seen()).toBe("200 running");
    await deck.pass(100_000);
    // A catalog that is said not to be there is looked for in the list.
    const blind =
      (needed.includes(operation) && !(operation === "getCatalog" && name === "404")) ||
      (operation === "getUpdateStatus" && asksToWait(name));
    expect(await cell.seen()).toBe(blind ? "200 running" : "200 succeeded");

    await switchOff(deck);
    if (blind) expect(await endOf(cell, cell.id)).toMatchObject({ state: "succeeded" });
    expect(await imageAtCitrix(cell)).toBe(cell.body.imageId);
    expect(await deck.posts()).toBe(1);
  });

  test("while Citrix refuses connections stays as it was seen, and ends as at Citrix", async () => {
    const cell = await running();
    await deck.control.setFault({ operation: "any", kind: "refused" });
    for (const ms of [10_000, 100_000]) {
      await deck.pass(ms);
      expect(await cell.seen()).toBe("200 running");
    }
    await switchOff(deck);
    expect(await endOf(cell, cell.id)).toMatchObject({ state: "succeeded" });
    expect(await deck.posts()).toBe(1);
  });
});

const backwards: [what: string, fault: Fault][] = [
  ["the catalog", { operation: "getCatalog", kind: "older", ageMs: 60_000 }],
  ["its status", { operation: "getUpdateStatus", kind: "older", ageMs: 60_000 }],
  ["everything", { operation: "any", kind: "older", ageMs: 60_000 }],
];

describe("a status that jumps back", () => {
  test.each(backwards)("in %s while the update runs ends nothing, however far back it jumps", async (_what, fault) => {
    const cell = await running();
    await deck.pass(50_000);
    expect(await cell.seen()).toBe("200 running");
    // As it was before the update; then in an earlier step.
    await deck.control.setFault(fault);
    for (const ms of [5_000, 5_000, 20_000]) {
      await deck.pass(ms);
      expect(await cell.seen()).toBe("200 running");
    }
    await switchOff(deck);
    expect(await endOf(cell, cell.id)).toMatchObject({ state: "succeeded" });
    expect(await deck.posts()).toBe(1);
  });

  test.each(backwards)("in %s after the end leaves the end what it was", async (_what, fault) => {
    const cell = await running();
    expect(await endOf(cell, cell.id)).toMatchObject({ state: "succeeded" });
    const before = await deck.update(cell.admin, cell.id);
    await deck.control.setFault({ ...fault, ageMs: 100_000 });
    for (const ms of [5_000, 30_000]) {
      await deck.pass(ms);
      expect(await deck.update(cell.admin, cell.id)).toEqual(before);
    }
    await switchOff(deck);
    expect(await deck.posts()).toBe(1);
  });
});
