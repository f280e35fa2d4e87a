import { expect, test } from "vitest";
import { findImageUpdate } from "../store/image-updates.ts";
import { type Deck, readyToUpdate, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import type { CitrixConnection } from "./connection.ts";

const loops = 20;
const stepMs = 5_000;
const updateMs = 90_000;

function connectionOf(deck: Deck): CitrixConnection {
  const connection = deck.app.connections.get("default");
  if (connection === undefined) throw new Error("the deck has no connection");
  return connection;
}

interface Ids {
  catalogs: string[];
  images: string[];
}

/**
 * What twenty scripts ask for that read one catalog or image after the other, in the time of one step. Below the routes,
 * which shed so much at once on a busy machine.
 * @returns how many of the answers were held back: older data, or none
 */
async function lookAround(connection: CitrixConnection, ids: Ids): Promise<number> {
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
  const connection = connectionOf(deck);
  await lookAround(connection, ids);
  const started = await eventually(async () => {
    const answer = await deck.startUpdate(admin, catalog.id, body);
    expect(answer.statusCode).toBe(202);
    return answer;
  });
  const { id } = started.json<{ id: string }>();
  const startedAtMs = deck.clock.now().getTime();
  let heldBack = 0;
  let oldestListMs = 0;
  let knownAfterMs: number | undefined;
  for (let passedMs = 0; passedMs < updateMs + 120_000 && knownAfterMs === undefined; passedMs += stepMs) {
    heldBack += await lookAround(connection, ids);
    await deck.pass(stepMs);
    const { fetchedAt } = await connection.catalogs.list();
    oldestListMs = Math.max(oldestListMs, deck.clock.now().getTime() - Date.parse(fetchedAt));
    const update = await findImageUpdate(deck.store, id);
    if (typeof update?.finished_at !== "string") continue;
    expect(update.state).toBe("succeeded");
    knownAfterMs = Date.parse(update.finished_at) - startedAtMs - updateMs;
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
  const connection = connectionOf(deck);
  const { items } = await connection.catalogs.list();
  const [first = "", ...others] = items.map(({ id }) => id);
  await connection.catalogs.detail(first);
  await deck.pass(60_000);
  await lookAround(connection, { catalogs: others, images: [] });
  await deck.control.patchCatalog(first, { statusMessage: "as the list has it" });
  // Read again when someone asks for it after its time.
  const { fetchedAt } = await connection.catalogs.list();
  expect(await connection.catalogs.detail(first)).toMatchObject({
    statusMessage: "as the list has it",
    fetchedAt,
    stale: true,
    trouble: { code: "citrix-call-limit" },
  });
});
