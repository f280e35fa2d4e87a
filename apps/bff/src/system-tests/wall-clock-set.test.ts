import { CatalogServiceError, type GatedCall } from "@catalog-deck/catalogservice";
import type { CatalogList } from "@catalog-deck/contract";
import { describe, expect, test, vi } from "vitest";
import { SharedRead } from "../citrix/shared-read.ts";
import { UpstreamGovernor } from "../citrix/upstream-governor.ts";
import { upstreamLimits } from "../citrix/upstream-limits.ts";
import { startDeck } from "../testing/deck.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";

const minuteMs = 60_000;
const call: GatedCall = { operation: "listCatalogs", kind: "read", attempt: 1, purpose: "look", transactionId: "ours" };

function limited(clock: SteppedClock, waitMs: number): CatalogServiceError {
  const retryAt = new Date(clock.now().getTime() + waitMs);
  const details = { kind: "rate-limited", message: "limited", transactionId: "t-1", status: 429 } as const;
  return new CatalogServiceError({ ...details, mayHaveBeenReceived: false, retryAt });
}

function governed(clock: SteppedClock) {
  const nothing = () => undefined;
  const governor = new UpstreamGovernor(clock, { heldBack: nothing, retried: nothing, breakerChanged: nothing });
  return { governor, ask: () => governor.pass(call, async () => "answer") };
}

describe.each([20, -30])("when the wall clock is set by %i minutes", (minutes) => {
  const byMs = minutes * minuteMs;

  test("a reading serves no longer and no shorter, and its time is that of the clock as it is now", async () => {
    const clock = new SteppedClock();
    const read = vi.fn(async () => "list");
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000 });
    const { version } = await shared.get();
    clock.advance(4_000);
    clock.set(byMs);
    const reading = await shared.get();
    expect(clock.now().getTime() - reading.fetchedAt.getTime()).toBe(4_000);
    expect(shared.last()?.fetchedAt).toEqual(reading.fetchedAt);
    expect(reading.version).not.toBe(version);
    expect(read).toHaveBeenCalledTimes(1);
    clock.advance(1_000);
    await shared.get();
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("Citrix is left alone after a failure for as long as before, and so it is said", async () => {
    const clock = new SteppedClock();
    const read = vi.fn().mockResolvedValueOnce("list").mockRejectedValueOnce(limited(clock, 5_000));
    const shared = new SharedRead({ clock, read, freshForMs: () => 0 });
    await shared.get();
    await shared.get();
    clock.set(byMs);
    clock.advance(2_000);
    expect((await shared.get()).trouble?.nextTryAt.getTime()).toBe(clock.now().getTime() + 3_000);
    expect(read).toHaveBeenCalledTimes(2);
    clock.advance(3_000);
    read.mockResolvedValueOnce("newer");
    expect(await shared.get()).toMatchObject({ value: "newer" });
  });

  test("a Retry-After of five seconds is five seconds", async () => {
    const clock = new SteppedClock();
    const { governor, ask } = governed(clock);
    const refused = limited(clock, 5_000);
    await expect(governor.pass(call, () => Promise.reject(refused))).rejects.toBe(refused);
    clock.set(byMs);
    clock.advance(4_999);
    await expect(ask()).rejects.toMatchObject({
      heldBack: "retry-after",
      retryAt: new Date(clock.now().getTime() + 1),
    });
    clock.advance(1);
    await expect(ask()).resolves.toBe("answer");
  });

  test("the breaker rests as long as before", async () => {
    const clock = new SteppedClock();
    const { governor, ask } = governed(clock);
    const away = new CatalogServiceError({ ...limited(clock, 0), kind: "unavailable", message: "away", status: 500 });
    for (let time = 0; time < upstreamLimits.failuresToOpen; time += 1) {
      await expect(governor.pass(call, () => Promise.reject(away))).rejects.toBe(away);
    }
    clock.set(byMs);
    clock.advance(upstreamLimits.firstRestMs - 1);
    await expect(ask()).rejects.toMatchObject({ heldBack: "breaker" });
    clock.advance(1);
    await expect(ask()).resolves.toBe("answer");
  });

  test("the ceiling on calls counts the same minute", async () => {
    const clock = new SteppedClock();
    const { ask } = governed(clock);
    const { callsPerMinute, keptPerMinute } = upstreamLimits;
    const forAll = callsPerMinute - keptPerMinute.update - keptPerMinute.watch;
    for (let asked = 0; asked < forAll; asked += 1) await ask();
    clock.set(byMs);
    await expect(ask()).rejects.toMatchObject({ heldBack: "ceiling" });
    clock.advance(minuteMs);
    await expect(ask()).resolves.toBe("answer");
  });

  test("people see what is new when its time has come", async () => {
    const deck = await startDeck();
    const admin = await deck.signIn("admin");
    const { items, pollAfterMs } = await deck.catalogs(admin);
    const id = items[0]?.id ?? "";
    await deck.control.patchCatalog(id, { name: "Renamed" });
    deck.clock.set(byMs);
    const before = (await deck.get("catalogs", admin)).json<CatalogList>();
    expect(before).toMatchObject({ stale: false, fetchedAt: deck.clock.now().toISOString() });
    deck.clock.advance(pollAfterMs);
    const after = (await deck.get("catalogs", admin)).json<CatalogList>();
    expect(after).toMatchObject({ stale: false, fetchedAt: deck.clock.now().toISOString() });
    expect(after.items.find((catalog) => catalog.id === id)?.name).toBe("Renamed");
    await deck.control.patchCatalog(id, { name: "Renamed again" });
    const detail = await deck.get(`catalogs/${id}`, admin);
    expect(detail.json()).toMatchObject({ name: "Renamed again" });
  });
});
