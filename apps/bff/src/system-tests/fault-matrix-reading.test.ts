import type { CatalogList } from "@catalog-deck/contract";
import type { Operation } from "@catalog-deck/simulator";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../testing/answers.ts";
import { type Deck, openDeck } from "../testing/deck.ts";
import { adminOf, goodWeather } from "../testing/fault-cell.ts";
import { clientTimes } from "../testing/quick-client.ts";
import {
  type FaultName,
  faultNames,
  restart,
  seenWhenReading,
  seenWithoutToken,
  switchOn,
  whatIsSeen,
} from "../testing/upstream-faults.ts";

const tokenLifetimeMs = 3_600_000;
/** Slow bytes and silence: the server starts again to be made impatient, and has nothing left to show. */
const isSlow = (name: FaultName) => ["no answer in time", "a head that drips", "a body that drips"].includes(name);

let deck: Deck;
beforeAll(async () => {
  deck = await openDeck({ fleet: { catalogs: 4, images: 8 }, clientTimes });
});
afterEach(() => goodWeather(deck));
afterAll(() => deck.close());

type Freshness = Pick<CatalogList, "fetchedAt" | "stale" | "pollAfterMs" | "trouble">;

/** The page that shows what an operation reads, and how long it takes until that is read again. */
async function pageOf(operation: Operation): Promise<{ path: string; oldAfterMs: number }> {
  const { id } = (await deck.control.catalogs())[0] ?? { id: "" };
  const imageId = (await deck.control.catalogs())[0]?.imageId;
  if (operation === "getCatalog") return { path: `catalogs/${id}`, oldAfterMs: 60_000 };
  if (operation === "getImage") return { path: `images/${imageId}`, oldAfterMs: 10 * 60_000 };
  if (operation === "listImages") return { path: "images", oldAfterMs: 10 * 60_000 };
  return { path: "catalogs", oldAfterMs: operation === "token" ? tokenLifetimeMs : 60_000 };
}

const read = ["token", "listSites", "listCatalogs", "getCatalog", "listImages", "getImage"] as const;

describe.each(read)("a page that needs %s", (operation) => {
  const seen = operation === "token" ? seenWithoutToken : seenWhenReading;

  test.each(faultNames)(
    "shows what was last known while that fails with %s, or says what the matter is",
    async (name) => {
      const { path, oldAfterMs } = await pageOf(operation);
      const before = await deck.get(path, await adminOf(deck));
      expect(before.json<Freshness>()).toMatchObject({ stale: false });
      await deck.pass(oldAfterMs);
      const person = await adminOf(deck);
      await switchOn(deck, operation, name);
      if (!isSlow(name)) {
        // A site that is known stays known: only a server that has just started needs it.
        if (operation !== "listSites")
          expectLastKnown(operation, await deck.get(path, person), before.json(), seen[name]);
        await restart(deck);
      }
      expect(whatIsSeen(await deck.get(path, person))).toBe(seen[name]);
      expect((await deck.app.inject({ url: "/readyz" })).statusCode).toBe(200);

      await goodWeather(deck);
      const after = (await deck.get(path, person)).json<Freshness>();
      expect(after).toMatchObject({ stale: false });
      expect(after.trouble).toBeUndefined();
      expect(await deck.posts()).toBe(0);
    },
  );
});

/**
 * The last good answer, with its age, what the matter is, and when Citrix is asked again. A catalog or an image that is
 * gone is not shown; a list is not gone while its site is there.
 */
function expectLastKnown(operation: Operation, answer: Answer, before: Freshness, seen: string): void {
  if (seen.startsWith("404") && (operation === "getCatalog" || operation === "getImage")) {
    expect(whatIsSeen(answer)).toBe(seen);
    return;
  }
  const { fetchedAt, stale, trouble, pollAfterMs } = answer.json<Freshness>();
  const [, code, wait] = /^\d+ (\S+)( in 2 min)?$/.exec(seen) ?? [];
  expect([answer.statusCode, stale, trouble?.code]).toEqual([200, true, code]);
  expect(fetchedAt).toBe(before.fetchedAt);
  const nextTryMs = Date.parse(trouble?.nextTryAt ?? "") - deck.clock.now().getTime();
  expect(nextTryMs).toBeGreaterThan(wait === undefined ? 0 : 118_000);
  expect(pollAfterMs).toBe(Math.max(5_000, nextTryMs));
}
