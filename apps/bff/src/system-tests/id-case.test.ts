import type { AuditList, CatalogList, ImageDetail, ImageUpdate, ImageUpdateList } from "@catalog-deck/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

/** fast-check reports the seed and the shortest failing example; `DECK_SEED` runs that seed again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);

/** A deck on a Citrix that spells the ids of catalogs, and the images' ids in them, in capitals, and those of images not. */
async function deckInTwoSpellings() {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  for (const operation of ["listCatalogs", "getCatalog"] as const) {
    await deck.control.setFault({ operation, kind: "idCase", spelling: "upper" });
  }
  return { deck, admin, ...(await readyToUpdate(deck, admin)) };
}

async function externalEntries(deck: Deck, admin: PersonHeaders): Promise<unknown[]> {
  const audit = await deck.app.inject({ url: "/api/audit?limit=200&kind=external-update", headers: admin });
  return audit.json<AuditList>().items;
}

describe("where the catalog names its image in another case than the list of images", () => {
  test("an update that succeeds has succeeded, and was nobody else's doing", async () => {
    const { deck, admin, catalog, body } = await deckInTwoSpellings();
    const answer = await deck.startUpdate(admin, catalog.id, body);
    expect(answer.statusCode).toBe(202);
    const { id } = answer.json<ImageUpdate>();
    for (let step = 0; step < 8; step += 1) {
      await deck.pass(30_000);
      await deck.catalogs(admin);
    }
    expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
    await deck.pass(10 * 60_000);
    await deck.catalogs(admin);
    expect(await externalEntries(deck, admin)).toEqual([]);
  });

  test("an update that is rolled back was rolled back", async () => {
    const { deck, admin, catalog, body } = await deckInTwoSpellings();
    await deck.control.patchCatalog(catalog.id, { name: "Finance rolls back" });
    const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
    for (let step = 0; step < 8; step += 1) await deck.pass(30_000);
    expect(await deck.update(admin, id)).toMatchObject({ state: "rolledBack" });
    expect(await externalEntries(deck, admin)).toEqual([]);
  });

  test("an image of another platform is still blocked", async () => {
    const { deck, admin, catalog, body } = await deckInTwoSpellings();
    await deck.control.patchImage(body.imageId, { osPlatform: "Linux" });
    const problem = problemOf(await deck.startUpdate(admin, catalog.id, body));
    expect(problem).toMatchObject({ status: 422, rules: [{ code: "os-platform-mismatch", severity: "block" }] });
    expect(await deck.posts()).toBe(0);
  });

  test("an image and the catalogs that use it are brought together", async () => {
    const { deck, admin, catalog } = await deckInTwoSpellings();
    const { items } = await deck.catalogs(admin);
    expect(items.find(({ id }) => id === catalog.id)?.imageVdaVersion).toEqual(expect.any(String));
    await deck.control.setFault({ operation: "getImage", kind: "idCase", spelling: "upper" });
    const image = (await deck.get(`images/${catalog.imageId}`, admin)).json<ImageDetail>();
    expect(image.id).toBe(catalog.imageId);
    expect(image.catalogs.map(({ catalogId }) => catalogId)).toContain(catalog.id);
  });
});

test("Citrix gets its ids back as it spells them, also after a restart", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  await deck.control.setFault({ operation: "any", kind: "idCase", spelling: "upper" });
  const { catalog, body } = await readyToUpdate(deck, admin);
  const loud = catalog.id.toUpperCase();
  for (const restarted of [false, true]) {
    if (restarted) {
      await deck.stop();
      await deck.start();
    }
    await deck.control.clearLog();
    const moved = restarted ? { ...body, imageId: body.expectedImageId ?? "", expectedImageId: body.imageId } : body;
    const { id } = (await deck.startUpdate(admin, catalog.id, moved, `key-${restarted}`)).json<ImageUpdate>();
    const [sent] = await deck.control.log({ operation: "startImageUpdate" });
    expect(sent).toMatchObject({ status: 202, body: { TemplateId: moved.imageId.toUpperCase() } });
    expect(sent?.path).toContain(`/catalogs/${loud}/$updateImage`);
    await deck.pass(5_000);
    const [asked] = await deck.control.log({ operation: "getUpdateStatus" });
    expect(asked?.path).toContain(`/catalogs/${loud}/`);
    for (let step = 0; step < 8; step += 1) await deck.pass(30_000);
    expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
  }
});

test("ids of the browser and of scripts are taken in any case, and mean the same", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const loud = catalog.id.toUpperCase();
  const inCapitals = {
    ...body,
    imageId: body.imageId.toUpperCase(),
    expectedImageId: body.expectedImageId?.toUpperCase() ?? null,
  };
  const answer = await deck.startUpdate(admin, loud, inCapitals);
  expect(answer.statusCode).toBe(202);
  const update = answer.json<ImageUpdate>();
  expect(update).toMatchObject({ catalogId: catalog.id, toImage: { id: body.imageId } });
  // The same request in another spelling is the same request; another one finds the catalog busy.
  expect((await deck.startUpdate(admin, catalog.id, body)).json()).toMatchObject({ id: update.id });
  expect(problemOf(await deck.startUpdate(admin, loud, inCapitals, "another-key")).code).toBe("catalog-busy");
  expect(await deck.posts()).toBe(1);

  expect((await deck.get(`catalogs/${loud}`, admin)).json()).toMatchObject({
    id: catalog.id,
    activeUpdate: { id: update.id },
  });
  expect((await deck.get(`images/${inCapitals.imageId}`, admin)).json()).toMatchObject({ id: body.imageId });
  const history = (await deck.get(`image-updates?catalogId=${loud}`, admin)).json<ImageUpdateList>();
  expect(history.items.map(({ id }) => id)).toEqual([update.id]);
  const audit = await deck.app.inject({ url: `/api/audit?catalogId=${loud}`, headers: admin });
  expect(audit.json<AuditList>().items).not.toEqual([]);
});

const lives = fc.record({
  spelling: fc.nat(),
  ending: fc.constantFrom("succeeded", "rolledBack"),
  delay: fc.constantFrom(-1, 0, 60),
  waits: fc.array(fc.constantFrom("5 s", "30 s", "3 min", "restart"), { minLength: 1, maxLength: 6 }),
});

test(`whatever case each answer has its ids in, an update ends as at Citrix and nobody else is blamed (seed ${seed})`, async () => {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const name = catalog.name;
  const ms = { "5 s": 5_000, "30 s": 30_000, "3 min": 180_000 };
  const look = async (): Promise<CatalogList["items"]> => (await deck.catalogs(await deck.signIn("admin"))).items;
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(lives, async ({ spelling, ending, delay, waits }) => {
      runs += 1;
      await deck.control.clearFaults();
      await deck.control.patchCatalog(catalog.id, {
        name: ending === "rolledBack" ? `${name} rolls back` : name,
        state: "Active",
        imageId: body.expectedImageId,
        warnings: [],
      });
      // What an earlier run has left is told before anything else: the catalog was put back on its image by hand.
      await deck.pass(5 * 60_000);
      await look();
      await deck.pass(60_000);
      const person = await deck.signIn("admin");
      const told = (await externalEntries(deck, person)).length;
      await deck.control.setFault({ operation: "any", kind: "idCase", spelling: "mixed", seed: spelling });
      await deck.control.clearLog();
      const wanted = { ...body, vdaUpdateDelay: delay };
      const answer = await deck.startUpdate(person, catalog.id, wanted, `key-of-run-${runs}`);
      expect(answer.statusCode).toBe(202);
      const { id } = answer.json<ImageUpdate>();
      for (const wait of waits) {
        if (wait === "restart") {
          await deck.stop();
          await deck.start();
        } else await deck.pass(ms[wait]);
        await look();
      }
      for (let step = 0; step < 12; step += 1) {
        await deck.pass(30_000);
        const ids = (await look()).map((one) => one.id);
        expect(ids).toEqual(ids.map((one) => one.toLowerCase()));
      }
      const again = await deck.signIn("admin");
      expect(await deck.update(again, id)).toMatchObject({ state: ending });
      expect(await externalEntries(deck, again)).toHaveLength(told);
      expect(await deck.posts()).toBe(1);
    }),
    { seed, numRuns: 12 },
  );
});
