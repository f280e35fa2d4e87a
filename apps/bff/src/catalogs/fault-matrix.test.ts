import type { CatalogList } from "@catalog-deck/contract";
import type { Operation } from "@catalog-deck/simulator";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Deck, openDeck, type Person } from "../testing/deck.ts";
import {
  type FaultName,
  faultNames,
  restart,
  seenWhenReading,
  seenWithoutToken,
  switchOff,
  switchOn,
  whatIsSeen,
} from "../testing/upstream-faults.ts";

vi.mock(import("@catalog-deck/catalogservice"), async (importOriginal) =>
  (await import("../testing/quick-client.ts")).withQuickClient(await importOriginal()),
);
// A busy machine may take longer over a cell than the usual 5 s.
vi.setConfig({ testTimeout: 20_000 });

const tokenLifetimeMs = 3_600_000;
const siteKeptMs = 24 * 3_600_000;
/** Slow bytes and silence: the server starts again to be made impatient, and has nothing left to show. */
const slow: readonly FaultName[] = ["no answer in time", "a head that drips", "a body that drips"];

let deck: Deck;
let helpdesk: Person;
beforeAll(async () => {
  deck = await openDeck({ fleet: { catalogs: 4, images: 8 } });
  helpdesk = await deck.signIn("helpdesk");
});
afterAll(() => deck.close());

type Freshness = Pick<CatalogList, "fetchedAt" | "stale" | "pollAfterMs" | "trouble">;

/** The page that shows what an operation reads, and how long it takes until that is read again. */
async function pageOf(operation: Operation): Promise<{ path: string; oldAfterMs: number }> {
  const { id } = (await deck.control.catalogs())[0] ?? { id: "" };
  const imageId = (await deck.control.catalogs())[0]?.imageId;
  if (operation === "getCatalog") return { path: `catalogs/${id}`, oldAfterMs: 60_000 };
  if (operation === "getImage") return { path: `images/${imageId}`, oldAfterMs: 10 * 60_000 };
  if (operation === "listImages") return { path: "images", oldAfterMs: 10 * 60_000 };
  const needsAnew = { token: tokenLifetimeMs, listSites: siteKeptMs } as Partial<Record<Operation, number>>;
  return { path: "catalogs", oldAfterMs: needsAnew[operation] ?? 60_000 };
}

const read = ["token", "listSites", "listCatalogs", "getCatalog", "listImages", "getImage"] as const;

describe.each(read)("a page that needs %s", (operation) => {
  const seen = operation === "token" ? seenWithoutToken : seenWhenReading;
  const hasNothing = (name: FaultName) => slow.includes(name) || seen[name].startsWith("404");

  test.each(faultNames)("shows what was last known while that fails with %s, and says so", async (name) => {
    const { path, oldAfterMs } = await pageOf(operation);
    const before = await deck.get(path, helpdesk);
    expect(before.json<Freshness>()).toMatchObject({ stale: false });
    await deck.pass(oldAfterMs);
    helpdesk = await deck.signIn("helpdesk");
    await switchOn(deck, operation, name);

    const during = await deck.get(path, helpdesk);
    const now = deck.clock.now().getTime();
    if (hasNothing(name)) expect(whatIsSeen(during)).toBe(seen[name]);
    else {
      const { fetchedAt, stale, trouble, pollAfterMs } = during.json<Freshness>();
      const [, code, wait] = /^\d+ (\S+)( in 2 min)?$/.exec(seen[name]) ?? [];
      expect([during.statusCode, stale, trouble?.code]).toEqual([200, true, code]);
      expect(fetchedAt).toBe(before.json<Freshness>().fetchedAt);
      const nextTryMs = Date.parse(trouble?.nextTryAt ?? "") - now;
      expect(nextTryMs).toBeGreaterThan(wait === undefined ? 0 : 118_000);
      expect(pollAfterMs).toBe(Math.max(5_000, nextTryMs));
    }
    expect((await deck.app.inject({ url: "/readyz" })).statusCode).toBe(200);

    await switchOff(deck);
    await deck.pass(121_000);
    const after = (await deck.get(path, helpdesk)).json<Freshness>();
    expect(after).toMatchObject({ stale: false });
    expect(after.trouble).toBeUndefined();
    expect(await deck.posts()).toBe(0);
  });

  test.each(faultNames)("says what the matter is while that fails with %s and nothing was read yet", async (name) => {
    const { path } = await pageOf(operation);
    if (!slow.includes(name)) await restart(deck);
    await switchOn(deck, operation, name);
    expect(whatIsSeen(await deck.get(path, helpdesk))).toBe(seen[name]);
    await switchOff(deck);
    await deck.pass(121_000);
    expect((await deck.get(path, helpdesk)).statusCode).toBe(200);
    expect(await deck.posts()).toBe(0);
  });
});
