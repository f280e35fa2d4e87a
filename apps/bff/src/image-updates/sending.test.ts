import { expect, onTestFinished, test, vi } from "vitest";
import { readyToUpdate, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";
import { lastCheckOf, stillWithin } from "./sending.ts";

test.each([
  ["neither clock has gone on", 0, 0, true],
  ["both have gone on a little", 9_999, 9_999, true],
  ["the wall clock has: the machine slept", 10_000, 5, false],
  ["the steady clock has: the wall clock was put back meanwhile", 5, 10_000, false],
  ["the wall clock was put back far", -10_000, 5, false],
])("what is open for ten seconds, when %s", (_what, wallMs, steadyMs, open) => {
  const clock = new SteppedClock();
  const isOpen = stillWithin(10_000, clock);
  clock.advance(steadyMs);
  clock.set(wallMs - steadyMs);
  expect(isOpen()).toBe(open);
});

/** An update whose first POST meets a 401, and that waits for another token now. */
async function updateWithoutToken() {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "status", status: 401, times: 1 });
  await deck.control.setFault({ operation: "token", kind: "hold", times: 1 });
  const asked = deck.startUpdate(admin, catalog.id, body);
  await eventually(async () => expect(await deck.posts()).toBe(1));
  /** Lets the token come, and gives the update's answer. */
  const answered = async () => {
    await deck.control.clearFaults();
    return await asked;
  };
  return { deck, admin, catalog, body, answered };
}

test("an update whose token took longer to get than a person waits is not sent, and says so", async () => {
  const { deck, admin, catalog, body, answered } = await updateWithoutToken();
  deck.clock.advance(120_000);
  const answer = await answered();
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ code: "not-sent-in-time" });
  expect(await deck.posts()).toBe(1);
  const { items } = (await deck.get("image-updates", admin)).json<{ items: { id: string }[] }>();
  expect(items).toMatchObject([{ state: "rejected", message: expect.stringContaining("not sent to Citrix") }]);
  expect((await deck.startUpdate(admin, catalog.id, body, "another-key")).statusCode).toBe(202);
});

test("an update whose token came just in time is sent", async () => {
  const { deck, answered } = await updateWithoutToken();
  deck.clock.advance(119_999);
  expect((await answered()).statusCode).toBe(202);
  expect(await deck.posts()).toBe(2);
});

test("a check that is made too late asks nobody and puts nothing off, and is no word about anybody's rights", async () => {
  // The sender's own renewals, which would move the same lease.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "hold", times: 1 });
  const asked = deck.startUpdate(admin, catalog.id, body);
  await eventually(async () => expect(await deck.posts()).toBe(1));
  const readRow = () => deck.store.selectFrom("image_updates").selectAll().executeTakeFirstOrThrow();
  const row = await readRow();
  let questions = 0;
  const stillHolds = async () => {
    questions += 1;
    return true;
  };
  const check = lastCheckOf(deck, row, { stillHolds });
  expect(check.authorityIsLost()).toBe(false);
  deck.clock.advance(119_999);
  expect(await check.passes()).toBe(true);
  const { lease_until } = await readRow();
  expect(lease_until).toBe(new Date(Date.parse(row.lease_until ?? "") + 119_999).toISOString());
  deck.clock.advance(1);
  expect(await check.passes()).toBe(false);
  expect([questions, (await readRow()).lease_until, check.authorityIsLost()]).toEqual([1, lease_until, false]);
  await deck.control.clearFaults();
  expect((await asked).statusCode).toBe(202);
});

test("an update that was taken from its sender is not sent, and what the other has found stays", async () => {
  const { deck, answered } = await updateWithoutToken();
  await deck.store.updateTable("image_updates").set({ state: "failed", active: 0, blocks_catalog: 0 }).execute();
  expect((await answered()).json()).toMatchObject({ code: "not-sent-in-time" });
  expect(await deck.posts()).toBe(1);
  const rows = await deck.store.selectFrom("image_updates").select(["state", "active"]).execute();
  expect(rows).toEqual([{ state: "failed", active: 0 }]);
});
