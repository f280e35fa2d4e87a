import type { ImageUpdateDryRun, ImageUpdateRequest } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { readyToUpdate, startDeck } from "../testing/deck.ts";

/** A catalog whose image in use Citrix lists no more. */
async function deckWithGoneImage(catalogFields: Record<string, unknown>) {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.patchCatalog(catalog.id, { imageId: "gone", ...catalogFields });
  const wanted: ImageUpdateRequest = { ...body, expectedImageId: "gone", vdaUpdateDelay: 0 };
  const dryRun = async () => {
    const url = `/api/connections/default/catalogs/${catalog.id}/image-updates/dry-run`;
    return (await deck.app.inject({ method: "POST", url, headers: admin, payload: wanted })).json<ImageUpdateDryRun>();
  };
  return {
    deck,
    dryRun,
    imageId: body.imageId,
    start: (more: Partial<ImageUpdateRequest> = {}) =>
      deck.startUpdate(admin, catalog.id, { ...wanted, ...more }, `key-${JSON.stringify(more).length}`),
  };
}

test("a Linux image is never sent to a catalog whose system is named Windows, though its image is gone from the list", async () => {
  const { deck, start, imageId } = await deckWithGoneImage({ templateImageOs: "Windows 11 Enterprise" });
  await deck.control.patchImage(imageId, { osPlatform: "Linux" });
  const refused = problemOf(await start());
  expect(refused.rules).toMatchObject([{ code: "os-platform-mismatch", severity: "block" }]);
  expect(await deck.posts()).toBe(0);
});

test("the details of an image that is gone from the list still tell its platform", async () => {
  const { deck, start } = await deckWithGoneImage({ templateImageOs: null });
  const details = { id: "gone", name: "Gone", state: "Ready", citrixPrepared: false, osPlatform: "Linux" };
  await deck.control.setFault({
    operation: "getImage",
    kind: "status",
    status: 200,
    contentType: "application/json",
    body: JSON.stringify(details),
  });
  const refused = problemOf(await start());
  expect(refused.rules).toMatchObject([{ code: "os-platform-mismatch", severity: "block" }]);
  expect(await deck.posts()).toBe(0);
});

test("where no source tells the platform it has to be acknowledged, and warning rules say that they did not compare", async () => {
  const { deck, start, dryRun } = await deckWithGoneImage({ templateImageOs: null, region: null });
  const verdicts = (await dryRun()).rules.filter(({ verdict }) => verdict !== "ok");
  expect(verdicts.map(({ verdict, code }) => `${verdict} ${code}`)).toEqual([
    "warn os-platform-unknown",
    "not-compared vda-older",
    "not-compared server-desktop-change",
    "not-compared region-differs",
  ]);
  expect(problemOf(await start()).rules).toMatchObject([{ code: "os-platform-unknown", severity: "warn" }]);
  expect(await deck.posts()).toBe(0);
  expect((await start({ acknowledgedWarnings: ["os-platform-unknown"] })).statusCode).toBe(202);
  expect(await deck.posts()).toBe(1);
});

test("a catalog that does not say whether it is of Remote PCs has to be acknowledged", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.patchCatalog(catalog.id, { isRemotePcCatalog: null });
  const refused = problemOf(await deck.startUpdate(admin, catalog.id, body));
  expect(refused.rules).toMatchObject([{ code: "remote-pc-unknown", severity: "warn" }]);
  expect(await deck.posts()).toBe(0);
});
