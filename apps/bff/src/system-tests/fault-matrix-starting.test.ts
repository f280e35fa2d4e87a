import type { ImageUpdate } from "@catalog-deck/contract";
import type { Fault } from "@catalog-deck/simulator";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Deck, openDeck } from "../testing/deck.ts";
import { endOf, goodWeather, imageAtCitrix, nextCell, recordsOf } from "../testing/fault-cell.ts";
import { clientTimes } from "../testing/quick-client.ts";
import {
  type FaultName,
  faultNames,
  oddities,
  restart,
  seenWhenReading,
  seenWithoutToken,
  switchOff,
  switchOn,
  whatIsSeen,
} from "../testing/upstream-faults.ts";

let deck: Deck;
beforeAll(async () => {
  deck = await openDeck({ fleet: { catalogs: 4, images: 8 }, clientTimes });
});
afterEach(() => goodWeather(deck));
afterAll(() => deck.close());

const neededFirst = ["token", "listSites", "getCatalog", "listImages"] as const;

describe.each(neededFirst)("an update that is started while %s fails", (operation) => {
  const seen = operation === "token" ? seenWithoutToken : seenWhenReading;

  test.each(faultNames)("with %s is neither sent nor recorded, and can be once that is over", async (name) => {
    const cell = await nextCell(deck);
    const { admin, catalog, body, key } = cell;
    if (operation === "token" || operation === "listSites") await restart(deck);
    await switchOn(deck, operation, name);
    expect(whatIsSeen(await deck.startUpdate(admin, catalog.id, body, key))).toBe(seen[name]);
    expect(await deck.posts()).toBe(0);
    expect(await recordsOf(cell)).toEqual([]);

    await goodWeather(deck);
    const answer = await deck.startUpdate(admin, catalog.id, body, key);
    expect(whatIsSeen(answer)).toBe("202 running");
    expect(await endOf(cell, answer.json<ImageUpdate>().id)).toMatchObject({ state: "succeeded" });
    expect(await recordsOf(cell)).toHaveLength(1);
    expect(await deck.posts()).toBe(1);
  });
});

const oddLists = [null, "x", [], { id: "odd" }].flatMap((item) =>
  (["listCatalogs", "listImages", "listSites"] as const).map((operation) => [operation, item] as const),
);

describe("an update that is started and watched", () => {
  const started = async (fault: Fault) => {
    const cell = await nextCell(deck);
    const { admin, catalog, body, key } = cell;
    await deck.control.setFault(fault);
    const answer = await deck.startUpdate(admin, catalog.id, body, key);
    expect(whatIsSeen(answer)).toBe("202 running");
    expect(await endOf(cell, answer.json<ImageUpdate>().id)).toMatchObject({ state: "succeeded" });
    expect(await recordsOf(cell)).toHaveLength(1);
    expect(await deck.posts()).toBe(1);
  };

  test.each(Object.entries(oddities))("while every answer has %s is sent once, and ends as at Citrix", (_name, odd) =>
    started({ operation: "any", ...odd }),
  );

  test.each(oddLists)("while the last item of %s is %j is sent once, and ends as at Citrix", (operation, item) =>
    started({ operation, kind: "odd", index: 20, item }),
  );
});

test("an update that is started while Citrix refuses connections is neither sent nor recorded", async () => {
  const cell = await nextCell(deck);
  const { admin, catalog, body, key } = cell;
  await deck.control.setFault({ operation: "any", kind: "refused" });
  expect(whatIsSeen(await deck.startUpdate(admin, catalog.id, body, key))).toBe("503 citrix-unavailable");
  expect(await recordsOf(cell)).toEqual([]);
  await goodWeather(deck);
  expect(await deck.posts()).toBe(0);
  const { id } = (await deck.startUpdate(admin, catalog.id, body, key)).json<ImageUpdate>();
  expect(await endOf(cell, id)).toMatchObject({ state: "succeeded" });
  expect(await deck.posts()).toBe(1);
});

/** What the person sees and how the update ends when the request itself meets the fault. */
const seenWhenSending: Record<FaultName, [sees: string, ends: string]> = {
  "400": ["502 citrix-refused", "rejected"],
  "401": ["502 citrix-unauthorised", "rejected"],
  "403": ["502 citrix-forbidden", "rejected"],
  "404": ["404 citrix-not-found", "rejected"],
  "409": ["409 citrix-conflict", "rejected"],
  "429": ["503 citrix-rate-limited", "rejected"],
  "429, in seconds": ["503 citrix-rate-limited in 2 min", "rejected"],
  "429, HTTP date": ["503 citrix-rate-limited in 2 min", "rejected"],
  "429, RFC 3339 date": ["503 citrix-rate-limited in 2 min", "rejected"],
  "500": ["202 unknown", "rejected"],
  "503": ["202 unknown", "rejected"],
  "503, in seconds": ["202 unknown", "rejected"],
  "503, HTTP date": ["202 unknown", "rejected"],
  "503, RFC 3339 date": ["202 unknown", "rejected"],
  "502 with an HTML page": ["202 unknown", "rejected"],
  "a redirect": ["202 unknown", "rejected"],
  "no answer in time": ["202 unknown", "succeeded"],
  "a head that drips": ["202 unknown", "succeeded"],
  "broken before": ["202 unknown", "rejected"],
  "broken after": ["202 unknown", "succeeded"],
  // The status alone says that Citrix has accepted it.
  "a body that drips": ["202 running", "succeeded"],
  "broken midway": ["202 running", "succeeded"],
  "cut JSON": ["202 running", "succeeded"],
  "no JSON": ["202 running", "succeeded"],
  "an HTML page": ["202 running", "succeeded"],
  "nothing but null": ["202 running", "succeeded"],
  "an unknown encoding": ["202 running", "succeeded"],
};

const lies: [name: string, fault: Omit<Fault, "operation">, sees: string, ends: string][] = [
  ["202 without location", { kind: "location" }, "202 running", "succeeded"],
  ["a location on another host", { kind: "location", location: "http://127.0.0.2:9/" }, "202 running", "succeeded"],
  ["a location of another scheme", { kind: "location", location: "ftp://127.0.0.1/" }, "202 running", "succeeded"],
  ["another catalog's location", { kind: "location", location: "../other/updateStatus" }, "202 running", "succeeded"],
  ["202 under a wrong type", { kind: "contentType" }, "202 running", "succeeded"],
  ["202 to what was never begun", { kind: "status", status: 202 }, "202 running", "failed"],
  ["200 with a proxy's page", { kind: "status", status: 200, body: "<p>Sign in</p>" }, "202 running", "failed"],
];

describe("an update whose request meets a fault", () => {
  const rows = faultNames.map((name) => [name, undefined, ...seenWhenSending[name]] as const);

  test.each([...rows, ...lies])("%s: it is sent once, and its end is the truth", async (name, lie, sees, ends) => {
    const cell = await nextCell(deck);
    const { admin, catalog, body, key } = cell;
    await switchOn(deck, "startImageUpdate", lie ?? (name as FaultName));
    expect(whatIsSeen(await deck.startUpdate(admin, catalog.id, body, key))).toBe(sees);
    // Only a 401, with which Citrix says that it has done nothing, is answered with another token and the same id.
    const posts = name === "401" ? 2 : 1;
    expect(await deck.posts()).toBe(posts);
    const sent = await deck.control.log({ operation: "startImageUpdate" });
    expect(new Set(sent.map(({ transactionId }) => transactionId)).size).toBe(1);

    await switchOff(deck);
    expect(whatIsSeen(await deck.startUpdate(admin, catalog.id, body, key))).toBe(sees);
    const [update, ...others] = await recordsOf(cell);
    expect(others).toEqual([]);
    expect(sees.startsWith("202") ? `202 ${update?.state}` : update?.state).toBe(sees.startsWith("202") ? sees : ends);
    expect(await endOf(cell, update?.id ?? "")).toMatchObject({ state: ends });
    expect(await imageAtCitrix(cell)).toBe(ends === "succeeded" ? body.imageId : body.expectedImageId);
    expect(await deck.posts()).toBe(posts);

    // Whatever it was, once Citrix may be asked again it does not stand in the way of the next one.
    await deck.pass(121_000);
    const next = { ...body, imageId: body.expectedImageId, expectedImageId: body.imageId };
    const again = await deck.startUpdate(admin, catalog.id, ends === "succeeded" ? next : body, `${key}-again`);
    expect(whatIsSeen(again)).toBe("202 running");
    expect(await endOf(cell, again.json<ImageUpdate>().id)).toMatchObject({ state: "succeeded" });
    expect(await deck.posts()).toBe(posts + 1);
  });
});
