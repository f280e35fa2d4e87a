import { expect, test } from "vitest";
import { readyToUpdate, startDeck } from "../testing/deck.ts";

test("an update is counted while it runs, and with its result and duration when it has ended", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.startUpdate(admin, catalog.id, body);
  const running = await deck.app.metrics.metrics();
  expect(running).toMatch(/^catalog_deck_image_updates\{state="running",origin="catalog-deck"\} 1$/m);
  expect(running).toMatch(/^catalog_deck_image_updates_ended_total\{result="succeeded",origin="catalog-deck"\} 0$/m);
  for (let step = 0; step < 30; step += 1) await deck.pass(5_000);
  const ended = await deck.app.metrics.metrics();
  expect(ended).not.toMatch(/^catalog_deck_image_updates\{/m);
  expect(ended).toMatch(/^catalog_deck_image_updates_ended_total\{result="succeeded",origin="catalog-deck"\} 1$/m);
  expect(ended).toMatch(
    /^catalog_deck_image_update_duration_seconds_count\{result="succeeded",origin="catalog-deck"\} 1$/m,
  );
  const [, seconds] = /^catalog_deck_image_update_duration_seconds_sum\{.*\} (\S+)$/m.exec(ended) ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
  expect(ended).not.toContain(catalog.id);
});

test("a refused update has a result and no duration", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "status", status: 400 });
  await deck.startUpdate(admin, catalog.id, body);
  const text = await deck.app.metrics.metrics();
  expect(text).toMatch(/^catalog_deck_image_updates_ended_total\{result="rejected",origin="catalog-deck"\} 1$/m);
  expect(text).not.toMatch(/^catalog_deck_image_update_duration_seconds_count/m);
});

test("a change in Citrix's own console is counted once it is noticed", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const lastModifiedTime = new Date(deck.clock.now().getTime() + 10_000).toISOString();
  await deck.pass(60_000);
  await deck.catalogs(admin);
  await deck.control.patchCatalog(catalog.id, { imageId: body.imageId, templateImageName: "New", lastModifiedTime });
  await deck.pass(60_000);
  await deck.catalogs(admin);
  expect(await deck.app.metrics.metrics()).toMatch(
    /^catalog_deck_image_updates_ended_total\{result="succeeded",origin="external"\} 1$/m,
  );
});
