import type { ImageUpdate, ImageUpdateList } from "@catalog-deck/contract";
import { afterEach, expect, test, vi } from "vitest";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

const minuteMs = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

/** An update whose request is out, and that Citrix takes up when the faults are cleared. */
async function updateBeingSent(times = 1) {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "hold", catalogId: catalog.id, times });
  const answer = deck.startUpdate(admin, catalog.id, body);
  await expect.poll(() => deck.posts()).toBe(1);
  const update = async () => {
    const { items } = (await deck.get("image-updates", admin)).json<ImageUpdateList>();
    return await deck.update(admin, items.at(-1)?.id ?? "");
  };
  return { deck, admin, catalog, body, answer, update };
}

async function passUntilEnded(deck: Deck, update: () => Promise<ImageUpdate>): Promise<ImageUpdate> {
  for (let step = 0; step < 60; step += 1) {
    await deck.pass(5_000);
    const now = await update();
    if (now.finishedAt !== undefined) return now;
  }
  throw new Error("five minutes have passed and it has not ended");
}

async function decideNotStarted(deck: Deck, admin: PersonHeaders, { id, decision }: ImageUpdate) {
  const seenVersion = decision?.catalog.version;
  const payload = { outcome: "not-started", reason: "The console shows no task.", seenVersion };
  const url = `/api/connections/default/image-updates/${id}/decision`;
  return await deck.app.inject({ method: "POST", url, headers: admin, payload });
}

async function outcomesInAudit(deck: Deck): Promise<unknown[]> {
  const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  return rows
    .map(({ entry }) => JSON.parse(entry) as { kind: string; details: { state?: string } })
    .filter(({ kind }) => kind.startsWith("update-"))
    .map(({ kind, details }) => [kind, details.state]);
}

test.each([20, -30])(
  "a wall clock that is set by %i minutes while an update is being sent ends nothing",
  async (minutes) => {
    const { deck, admin, catalog, body, answer, update } = await updateBeingSent();
    deck.clock.set(minutes * minuteMs);
    for (let round = 0; round < 3; round += 1) {
      await deck.pass(5_000);
      expect((await update()).state).toBe("submitting");
      expect((await deck.startUpdate(admin, catalog.id, body, `again-${round}`)).statusCode).toBe(409);
    }
    await deck.control.clearFaults();
    expect((await answer).statusCode).toBe(202);
    expect(await passUntilEnded(deck, update)).toMatchObject({ state: "succeeded" });
    expect(await deck.posts()).toBe(1);
  },
);

test("while its sender lives nobody takes an update for lost, however long Citrix takes", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { deck, admin, catalog, body, answer, update } = await updateBeingSent();
  for (let minute = 0; minute < 20; minute += 1) {
    await deck.pass(minuteMs);
    expect((await update()).state).toBe("submitting");
    vi.advanceTimersByTime(10_000);
    // The renewal is recorded: the lease ends three minutes from now.
    const leaseEnd = new Date(deck.clock.steadyMs() + 3 * minuteMs).toISOString();
    await expect
      .poll(
        async () =>
          (await deck.store.selectFrom("image_updates").select("lease_until").executeTakeFirst())?.lease_until,
      )
      .toBe(leaseEnd);
  }
  expect((await deck.startUpdate(admin, catalog.id, body, "again")).statusCode).toBe(409);
  const timers = vi.getTimerCount();
  await deck.control.clearFaults();
  expect((await answer).statusCode).toBe(202);
  // With the answer the renewals end.
  expect(vi.getTimerCount()).toBe(timers - 1);
  const { lease_owner } = await deck.store.selectFrom("image_updates").select("lease_owner").executeTakeFirstOrThrow();
  expect(lease_owner).toBeNull();
  expect(await deck.posts()).toBe(1);
});

test("a sender that stood still and finds its update ended by a guess corrects it: it runs", async () => {
  const { deck, admin, catalog, body, answer, update } = await updateBeingSent();
  // Its lease has run out: for any other instance it is gone.
  await deck.pass(3 * minuteMs);
  expect((await update()).state).toBe("unknown");
  await deck.pass(14 * minuteMs);
  expect((await update()).state).toBe("unknown");
  await deck.pass(minuteMs);
  expect(await update()).toMatchObject({ state: "rejected", finishedAt: expect.any(String) });
  await deck.control.clearFaults();
  expect((await answer).json()).toMatchObject({ state: "running" });
  const corrected = await update();
  expect(corrected).toMatchObject({ state: "running", fact: { code: "accepted-late" } });
  expect(corrected.finishedAt).toBeUndefined();
  expect(corrected.timeline?.map(({ state }) => state)).toEqual(["submitting", "unknown", "rejected", "running"]);
  expect((await deck.startUpdate(admin, catalog.id, body, "again")).statusCode).toBe(409);
  expect(await passUntilEnded(deck, update)).toMatchObject({ state: "succeeded" });
  expect(await outcomesInAudit(deck)).toEqual([
    ["update-intended", undefined],
    ["update-outcome", "unknown"],
    ["update-ended", "rejected"],
    ["update-outcome", "running"],
    ["update-ended", "succeeded"],
  ]);
  expect(await deck.posts()).toBe(1);
});

test("an administrator's decision that an update had not started is corrected by Citrix's late yes", async () => {
  const { deck, admin, catalog, answer, update } = await updateBeingSent();
  await deck.pass(3 * minuteMs);
  await deck.control.patchCatalog(catalog.id, { lastModifiedTime: deck.clock.now().toISOString() });
  await deck.pass(15 * minuteMs);
  expect((await decideNotStarted(deck, admin, await update())).statusCode).toBe(200);
  expect((await update()).state).toBe("rejected");
  await deck.control.clearFaults();
  expect((await answer).statusCode).toBe(202);
  expect(await update()).toMatchObject({ state: "running" });
  expect((await update()).decision).toBeUndefined();
});

test("a late refusal after a guess has Citrix's own words", async () => {
  const { deck, catalog, answer, update } = await updateBeingSent();
  await deck.pass(3 * minuteMs);
  await deck.pass(15 * minuteMs);
  const guess = await update();
  expect(guess.state).toBe("rejected");
  await deck.control.patchCatalog(catalog.id, { state: "Processing" });
  await deck.control.clearFaults();
  const { statusCode, json } = await answer;
  expect(statusCode).toBe(409);
  const refused = await update();
  expect(refused).toMatchObject({ state: "rejected", message: json().detail });
  expect(refused.message).not.toBe(guess.message);
  expect(await deck.posts()).toBe(1);
});

test("a late yes is told also when another update of the catalog has been started since", async () => {
  const { deck, admin, catalog, body, answer, update } = await updateBeingSent(2);
  await deck.pass(3 * minuteMs);
  await deck.pass(15 * minuteMs);
  expect((await update()).state).toBe("rejected");
  const second = deck.startUpdate(admin, catalog.id, body, "second");
  await expect.poll(() => deck.posts()).toBe(2);
  await deck.control.clearFaults();
  expect((await answer).statusCode).toBe(202);
  expect((await second).statusCode).toBe(409);
  expect(await update()).toMatchObject({
    state: "running",
    fact: { code: "accepted-late-beside-other", params: { name: "Test admin" } },
  });
  expect(await passUntilEnded(deck, update)).toMatchObject({ state: "succeeded" });
  const { items } = (await deck.get("image-updates", admin)).json<ImageUpdateList>();
  expect(items.map(({ state }) => state)).toEqual(["rejected", "succeeded"]);
});
