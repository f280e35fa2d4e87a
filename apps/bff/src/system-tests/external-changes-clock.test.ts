import type { AuditEntry, ImageUpdate } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

const minuteMs = 60_000;

async function look(deck: Deck, person: PersonHeaders): Promise<void> {
  await deck.pass(30_000);
  await deck.catalogs(person);
}

async function externalInAudit(deck: Deck): Promise<AuditEntry[]> {
  const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry).filter(({ kind }) => kind === "external-update");
}

test.each([20, -30])(
  "an update that was asked for after the clock was set by %i minutes is not taken for somebody else's",
  async (minutes) => {
    const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
    const admin = await deck.signIn("admin");
    const { catalog, body } = await readyToUpdate(deck, admin);
    await look(deck, admin);
    deck.clock.set(minutes * minuteMs);
    expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
    for (let times = 0; times < 12; times += 1) await look(deck, admin);
    const { items } = (await deck.get("image-updates", admin)).json<{ items: ImageUpdate[] }>();
    expect(items).toMatchObject([{ origin: "catalog-deck", state: "succeeded" }]);
    expect(await externalInAudit(deck)).toEqual([]);
  },
);

test("an image that was changed elsewhere is told of soon also after the clock was put back", async () => {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await look(deck, admin);
  deck.clock.set(-30 * minuteMs);
  await deck.control.patchCatalog(catalog.id, { imageId: body.imageId, templateImageName: "New" });
  await look(deck, admin);
  await look(deck, admin);
  const { items } = (await deck.get("image-updates", admin)).json<{ items: ImageUpdate[] }>();
  expect(items).toMatchObject([{ origin: "external", state: "succeeded", toImage: { id: body.imageId } }]);
  expect(await externalInAudit(deck)).toHaveLength(1);
});
