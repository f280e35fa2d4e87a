import type { ImageUpdate, ImageUpdateRequest, ImageUpdateState } from "@catalog-deck/contract";
import { isEnded } from "@catalog-deck/domain";
import type { Fault } from "@catalog-deck/simulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findImageUpdate, type ImageUpdateRow } from "../store/image-updates.ts";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { clientTimes } from "../testing/quick-client.ts";
import { restart, switchOff, switchOn } from "../testing/upstream-faults.ts";

/** fast-check reports the seed and the shortest failing sequence; `DECK_SEED` runs that seed again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);
const minuteMs = 60_000;

/** One update in the making: of this person, on this catalog. */
interface Life {
  deck: Deck;
  admin: PersonHeaders;
  catalogId: string;
  body: ImageUpdateRequest;
  key: string;
}

/** What becomes of the request to Citrix. `crash`: the server dies while it is out. */
const answers: Record<string, Omit<Fault, "operation"> | "crash" | undefined> = {
  accepted: undefined,
  "cut off before": { kind: "breakBefore" },
  "cut off after": { kind: "breakAfter" },
  "cut off midway": { kind: "breakMidway" },
  "no JSON": { kind: "unreadable" },
  "no location": { kind: "location" },
  "500": { kind: "status", status: 500 },
  "a redirect": { kind: "status", status: 302 },
  "no answer in time": { kind: "delay", delayMs: 60_000 },
  "a head that drips": { kind: "dripHead", delayMs: 20 },
  "a crash while it is out": "crash",
};

const happenings: Record<string, (life: Life) => Promise<unknown>> = {
  "5 seconds": ({ deck }) => deck.pass(5_000),
  "40 seconds": ({ deck }) => deck.pass(40_000),
  "10 minutes": ({ deck }) => deck.pass(10 * minuteMs),
  "a restart": ({ deck }) => restart(deck),
  "a crash": async ({ deck }) => {
    await deck.crash();
    await deck.start();
  },
  "a poll that runs out of time": async ({ deck }) => {
    await switchOn(deck, "getCatalog", "no answer in time");
    await deck.pass(6_000);
    await switchOff(deck);
  },
  "the catalog cannot be read": ({ deck }) =>
    deck.control.setFault({ operation: "getCatalog", kind: "status", status: 403 }),
  "the catalog is not found once": ({ deck }) =>
    deck.control.setFault({ operation: "getCatalog", kind: "status", status: 404, times: 1 }),
  "the status cannot be read": ({ deck }) =>
    deck.control.setFault({ operation: "getUpdateStatus", kind: "unreadable" }),
  "everything is a minute old": ({ deck }) => deck.control.setFault({ operation: "any", kind: "older", times: 3 }),
  "Citrix is well again": ({ deck }) => deck.control.clearFaults(),
  "someone else's image": ({ deck, catalogId }) =>
    deck.control.patchCatalog(catalogId, { state: "Active", imageId: "third" }),
  "the image is there, restarts wait": ({ deck, catalogId, body: { imageId } }) =>
    deck.control.patchCatalog(catalogId, { state: "Active", imageId, warnings: [{ type: "PendingVdaUpdate" }] }),
  "a rollback": ({ deck, catalogId }) =>
    deck.control.patchCatalog(catalogId, { state: "Active", warnings: [{ type: "ImageRollback" }] }),
  "work again": ({ deck, catalogId }) => deck.control.patchCatalog(catalogId, { state: "Processing" }),
  "a state that nobody knows": ({ deck, catalogId }) => deck.control.patchCatalog(catalogId, { state: "Brooding" }),
  "the same request again": async ({ deck, catalogId, body, key }) => {
    // A session ends after half an hour of rest; the key is the account's.
    const admin = await deck.signIn("admin");
    const again = await Promise.all([1, 2].map(() => deck.startUpdate(admin, catalogId, body, key)));
    expect(again.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
  },
};

/** Sends the request, and the server dies between its arrival at Citrix and the record of the answer. */
async function sendAndCrash({ deck, admin, catalogId, body, key }: Life): Promise<void> {
  await deck.control.setFault({ operation: "startImageUpdate", kind: "hold" });
  const sent = deck.startUpdate(admin, catalogId, body, key);
  await eventually(async () => expect(await deck.posts()).toBe(1));
  const crashed = deck.crash();
  await deck.control.clearFaults();
  await crashed;
  await sent;
  await deck.start();
}

/** Asks for the update and gives its record, whatever became of the request. */
async function begin(life: Life, answer: keyof typeof answers): Promise<ImageUpdate> {
  const { deck, admin, catalogId, body, key } = life;
  const fault = answers[answer];
  if (fault === "crash") await sendAndCrash(life);
  else if (fault !== undefined) await switchOn(deck, "startImageUpdate", fault);
  // After a crash the browser sends the same request again.
  const sent = await deck.startUpdate(admin, catalogId, body, key);
  expect(sent.statusCode).toBe(202);
  const update = sent.json<ImageUpdate>();
  if (fault === "crash") expect(update.state).toBe("submitting");
  await switchOff(deck);
  return update;
}

test(`an update never leaves its end, is sent once and is never stuck, whatever happens in whatever order (seed ${seed})`, async () => {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 }, clientTimes });
  const { catalog, body } = await readyToUpdate(deck, await deck.signIn("admin"));
  const sequences = fc.array(fc.constantFrom(...Object.keys(happenings)), { maxLength: 12 });
  let runs = 0;

  /** Tells how the update stands: in success only with the image at Citrix, and after its end only what it was then. */
  async function look(id: string, end: ImageUpdateRow | undefined): Promise<ImageUpdateRow> {
    const update = await findImageUpdate(deck.store, id);
    if (update === undefined) throw new Error("the update is forgotten");
    if (end !== undefined) expect(update).toEqual(end);
    else if (update.state === "succeeded") {
      const atCitrix = (await deck.control.catalogs()).find((one) => one.id === catalog.id);
      expect(atCitrix).toMatchObject({ state: "Active", imageId: body.imageId });
    }
    return update;
  }

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(answers)), sequences, async (answer, sequence) => {
      runs += 1;
      await switchOff(deck);
      // Whatever the run before has left: Citrix may be asked again.
      await deck.pass(2 * minuteMs);
      await deck.control.clearLog();
      const before = { state: "Active", subState: null, imageId: body.expectedImageId, warnings: [] };
      await deck.control.patchCatalog(catalog.id, { ...before, lastModifiedTime: deck.clock.now().toISOString() });
      const life = { deck, admin: await deck.signIn("admin"), catalogId: catalog.id, body, key: `key-of-run-${runs}` };
      const { id } = await begin(life, answer);

      let end: ImageUpdateRow | undefined;
      const atRest = (imageId: string | null) => deck.control.patchCatalog(catalog.id, { ...before, imageId });
      const wellAgain = [
        () => deck.control.clearFaults(),
        () => deck.pass(10 * minuteMs),
        () => deck.pass(5_000),
        () => atRest(body.expectedImageId),
        () => deck.pass(20 * minuteMs),
      ];
      for (const happen of [...sequence.map((name) => () => happenings[name]?.(life)), ...wellAgain]) {
        await happen();
        const update = await look(id, end);
        if (isEnded(update.state as ImageUpdateState)) end = update;
      }
      if (end === undefined) {
        // It may never have begun, or may have been undone since: an admin decides, and only looking can end it.
        expect(await look(id, end)).toMatchObject({ state: "unknown", decision_needed_since: expect.any(String) });
        await atRest(body.imageId);
        await deck.pass(5 * minuteMs);
        expect(await look(id, end)).toMatchObject({ state: "succeeded" });
      }
      expect(await deck.posts()).toBe(1);
    }),
    { seed, numRuns: 40 },
  );
});
