import type { ImageUpdate } from "@catalog-deck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readyToUpdate, startDeck } from "../testing/deck.ts";

/** fast-check reports the seed and the shortest failing sequence; `DECK_SEED` runs that seed again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);

const happenings = [
  "our update",
  "our update, its answer lost",
  "their update",
  "their change",
  "5 seconds",
  "50 seconds",
  "3 minutes",
  "a look",
  "a look while ours has not been read",
  "a restart",
  "no list for a while",
  "Citrix is well again",
] as const;

test(`whatever happens in whatever order, each external change is one entry and ours is none (seed ${seed})`, async () => {
  const deck = await startDeck({ fleet: { catalogs: 3, images: 8 } });
  const { catalog, body } = await readyToUpdate(deck, await deck.signIn("admin"));
  const images = [body.imageId, body.expectedImageId ?? ""];
  let keys = 0;

  const atCitrix = async () => (await deck.control.catalogs()).find(({ id }) => id === catalog.id);
  const otherImage = async () => ((await atCitrix())?.imageId === images[0] ? images[1] : images[0]) ?? "";
  const atRest = async () => (await atCitrix())?.state === "Active";
  const history = async (): Promise<ImageUpdate[]> => {
    const person = await deck.signIn("admin");
    const answer = await deck.get(`image-updates?catalogId=${catalog.id}&limit=200`, person);
    return answer.json<{ items: ImageUpdate[] }>().items;
  };
  const look = async () => deck.catalogs(await deck.signIn("admin"));
  /** Lets everything under way end and be seen. */
  const settle = async () => {
    await deck.control.clearFaults();
    for (let step = 0; step < 10; step += 1) await deck.pass(15_000);
    for (let step = 0; step < 3; step += 1) {
      await deck.pass(30_000);
      await look();
    }
  };
  const startOurs = async () => {
    const imageId = await otherImage();
    const expectedImageId = (await atCitrix())?.imageId ?? null;
    keys += 1;
    const wanted = { ...body, imageId, expectedImageId };
    const answer = await deck.startUpdate(await deck.signIn("admin"), catalog.id, wanted, `key-${keys}`);
    return answer.statusCode === 202 ? 1 : 0;
  };

  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...happenings), { maxLength: 14 }), async (sequence) => {
      await settle();
      const known = (await history()).length;
      let ours = 0;
      let theirs = 0;
      for (const happening of sequence) {
        if (happening === "our update") ours += await startOurs();
        else if (happening === "our update, its answer lost") {
          await deck.control.setFault({ operation: "startImageUpdate", kind: "breakAfter", times: 1 });
          ours += await startOurs();
          await deck.control.clearFaults();
        } else if (happening === "their update" || happening === "their change") {
          // What happens unseen between two looks is one change at most: all before it is seen first.
          await settle();
          expect(await atRest()).toBe(true);
          const imageId = await otherImage();
          if (happening === "their change") await deck.control.patchCatalog(catalog.id, { imageId });
          else {
            const connection = deck.app.connections.requireFor({ id: "", role: "admin" }, "default");
            const update = { imageId, citrixPrepared: false, vdaUpdateDelay: 0 };
            await connection.client.startImageUpdate(await connection.siteId(), catalog.id, update);
          }
          theirs += 1;
          await deck.pass(30_000);
          await look();
        } else if (happening === "5 seconds") await deck.pass(5_000);
        else if (happening === "50 seconds") await deck.pass(50_000);
        else if (happening === "3 minutes") await deck.pass(180_000);
        else if (happening === "a look") await look();
        else if (happening === "a look while ours has not been read") {
          await deck.control.advance(60_000);
          deck.clock.advance(60_000);
          await look();
        } else if (happening === "a restart") {
          await deck.stop();
          await deck.start();
        } else if (happening === "no list for a while") {
          await deck.control.setFault({ operation: "listCatalogs", kind: "status", status: 403 });
        } else await deck.control.clearFaults();
      }
      await settle();
      const added = (await history()).slice(0, (await history()).length - known);
      const origins = added.map(({ origin }) => origin);
      expect([origins.filter((origin) => origin === "external").length, origins.length]).toEqual([
        theirs,
        theirs + ours,
      ]);
      expect(added.filter(({ state }) => state !== "succeeded")).toEqual([]);
    }),
    { seed, numRuns: 12 },
  );
});
