import type { CatalogDetail } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { type Deck, readyToUpdate, startDeck } from "../testing/deck.ts";

const loops = 20;
const stepMs = 5_000;
const updateMs = 90_000;

interface Ids {
  catalogs: string[];
  images: string[];
}

/**
 * What twenty scripts ask for that read one catalog or image after the other, in the time of one step. Below the routes,
 * which shed so much at once on a busy machine.
 * @returns how many of the answers were held back: older data, or none
 */
async function lookAround(deck: Deck, ids: Ids): Promise<number> {
  const connection = deck.app.connections.get("default");
  if (connection === undefined) throw new Error("the deck has no connection");
  const looks = [
    ...ids.catalogs.map((id) => () => connection.catalogs.detail(id)),
    ...ids.images.map((id) => () => connection.images.detail(id)),
  ];
  let heldBack = 0;
  const script = async (first: number) => {
    for (let at = first; at < looks.length; at += loops) {
      try {
        const seen = await looks[at]?.();
        if (seen?.trouble?.code === "citrix-call-limit") heldBack += 1;
      } catch (error) {
        // An image that nobody has ever opened has nothing older to show.
        expect(error).toMatchObject({ heldBack: "ceiling" });
        heldBack += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: loops }, (_, first) => script(first)));
  return heldBack;
}

test("twenty loops over catalogs and images: an ended update is known with its next reading, and the list is as fresh as ever", async () => {
  const deck = await startDeck({ fleet: { catalogs: 300, images: 30 } });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const ids = {
    catalogs: (await deck.catalogs(admin)).items.map(({ id }) => id).filter((id) => id !== catalog.id),
    images: (await deck.get("images", admin)).json<{ items: { id: string }[] }>().items.map(({ id }) => id),
  };
  // They have used up all that looking may have before the update is started, and never rest.
  await lookAround(deck, ids);
  const started = await deck.startUpdate(admin, catalog.id, body);
  expect(started.statusCode).toBe(202);
  const { id } = started.json<{ id: string }>();
  const startedAtMs = deck.clock.now().getTime();
  let heldBack = 0;
  let oldestListMs = 0;
  let knownAfterMs: number | undefined;
  for (let passedMs = 0; passedMs < updateMs + 120_000 && knownAfterMs === undefined; passedMs += stepMs) {
    heldBack += await lookAround(deck, ids);
    await deck.pass(stepMs);
    const { fetchedAt } = await deck.catalogs(admin);
    oldestListMs = Math.max(oldestListMs, deck.clock.now().getTime() - Date.parse(fetchedAt));
    const { finishedAt, state } = await deck.update(admin, id);
    if (finishedAt === undefined) continue;
    expect(state).toBe("succeeded");
    knownAfterMs = Date.parse(finishedAt) - startedAtMs - updateMs;
  }
  const figures = `known ${knownAfterMs} ms after the end, the list at most ${oldestListMs} ms old`;
  console.info(`${loops} loops: ${figures}, ${heldBack} answers held back`);
  expect(heldBack).toBeGreaterThan(100);
  expect(knownAfterMs).toBeLessThanOrEqual(20_000);
  expect(oldestListMs).toBeLessThanOrEqual(20_000);
  expect(await deck.posts()).toBe(1);
});

test("a catalog that cannot be read by itself is as new as the list, and says so", async () => {
  const deck = await startDeck({ fleet: { catalogs: 150, images: 6 } });
  const helpdesk = await deck.signIn("helpdesk");
  const { items } = await deck.catalogs(helpdesk);
  const [first = "", ...others] = items.map(({ id }) => id);
  await deck.get(`catalogs/${first}`, helpdesk);
  await deck.pass(60_000);
  await lookAround(deck, { catalogs: others, images: [] });
  await deck.control.patchCatalog(first, { statusMessage: "as the list has it" });
  // Read anew when somebody asks for it after its time.
  const { fetchedAt } = await deck.catalogs(helpdesk);
  expect((await deck.get(`catalogs/${first}`, helpdesk)).json<CatalogDetail>()).toMatchObject({
    statusMessage: "as the list has it",
    fetchedAt,
    stale: true,
    trouble: { code: "citrix-call-limit" },
  });
});
