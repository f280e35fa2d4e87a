import type { RolloutDetail } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { act, begunRollout, deckWith, planFor, rolloutOf } from "../testing/rollouts.ts";

const minuteMs = 60_000;
const pollMs = 30_000;
const atOnce = 10;

test("a rollout of 200 catalogs in a fleet of 1,000 asks Citrix for no list of its own, and its page for nothing twice", async () => {
  const { deck, fleet } = await deckWith(200, { fleet: { catalogs: 1_000, images: 40 } });
  let admin = await deck.signIn("admin");
  const calls = async (operation?: "listCatalogs" | "listImages" | "getCatalog") =>
    (await deck.control.log(operation === undefined ? {} : { operation })).length;
  const waves = fleet.catalogs.map((_, place) => (place < atOnce ? 1 : 2));
  const { id } = await begunRollout(
    deck,
    admin,
    planFor(fleet, waves, { gate: { kind: "person" }, maxParallel: atOnce, name: "200 of 1,000" }),
  );

  // Planned from one list of each kind, and started from one more of the images.
  expect([await calls("listCatalogs"), await calls("listImages")]).toEqual([1, 2]);
  expect(await deck.posts()).toBe(atOnce);

  await deck.control.clearLog();
  for (let turn = 0; turn < 4; turn += 1) await deck.pass(minuteMs);
  expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "held", counts: { succeeded: atOnce } });
  expect([await calls("listCatalogs"), await calls("listImages")]).toEqual([0, 0]);

  // For an hour it waits for a person, while a page shows it.
  await deck.control.clearLog();
  const first = await deck.get(`rollouts/${id}`, admin);
  const etag = String(first.headers.etag);
  const tookMs: number[] = [];
  for (let passedMs = 0; passedMs < 60 * minuteMs; passedMs += pollMs) {
    await deck.pass(pollMs);
    if (passedMs % (20 * minuteMs) === 0) admin = await deck.signIn("admin");
    const beganAtMs = performance.now();
    const answer = await deck.get(`rollouts/${id}`, admin, { "if-none-match": etag });
    tookMs.push(performance.now() - beganAtMs);
    expect([answer.statusCode, answer.body]).toEqual([304, ""]);
  }
  expect(await deck.control.log()).toEqual([]);

  // A page with the catalogs costs what it does without a rollout: one list for each interval.
  for (let intervals = 1; intervals <= 5; intervals += 1) {
    await deck.catalogs(admin);
    expect(await calls("listCatalogs")).toBe(intervals);
    expect(await calls("getCatalog")).toBe(0);
    await deck.pass(pollMs);
  }

  // The other 190, ten at a time: those that start together share one read of the images.
  await act(deck, admin, id, "continue");
  await deck.pass(1_000);
  await deck.control.clearLog();
  let rounds = 0;
  while ((await deck.store.selectFrom("rollouts").select("state").executeTakeFirst())?.state === "running") {
    rounds += 1;
    expect(rounds).toBeLessThan(60);
    await deck.pass(100_000);
    await deck.pass(5_000);
  }
  const done = await rolloutOf(deck, await deck.signIn("admin"), id);
  expect(done).toMatchObject({ state: "completed", counts: { succeeded: 200 } });
  const sent = await deck.posts();
  const images = await calls("listImages");
  expect(await calls("listCatalogs")).toBe(0);
  expect(sent).toBe(180);
  expect(images).toBeLessThanOrEqual(sent / atOnce);

  const median = tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)] ?? 0;
  const size = JSON.stringify(first.json<RolloutDetail>()).length;
  console.log(
    `a rollout of 200 of 1,000 catalogs: ${sent} starts shared ${images} reads of the images; ` +
      `304 after ${median.toFixed(1)} ms (median), the answer has ${Math.round(size / 1_000)} kB`,
  );
}, 120_000);
