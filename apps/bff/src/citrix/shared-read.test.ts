import { CatalogServiceError } from "@catalog-deck/catalogservice";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../lib/clock.ts";
import { SharedRead } from "./shared-read.ts";

const clock = systemClock;

function citrixError(kind: CatalogServiceError["kind"], retryAfterMs?: number): CatalogServiceError {
  const retryAt = retryAfterMs === undefined ? undefined : new Date(Date.now() + retryAfterMs);
  return new CatalogServiceError({ kind, message: kind, transactionId: "t-1", mayHaveBeenReceived: false, retryAt });
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T14:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("one read for all who ask", () => {
  test("serves everyone within its time, and is made once", async () => {
    const read = vi.fn(async () => "list");
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000 });
    const first = await Promise.all(Array.from({ length: 100 }, () => shared.get()));
    vi.advanceTimersByTime(4_999);
    await shared.get();
    expect(read).toHaveBeenCalledTimes(1);
    expect(new Set(first.map(({ version }) => version)).size).toBe(1);
    vi.advanceTimersByTime(1);
    await Promise.all([shared.get(), shared.get()]);
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("is made anew after invalidate, also when one from before is still under way", async () => {
    const answers: ((text: string) => void)[] = [];
    const read = () => new Promise<string>((resolve) => answers.push(resolve));
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000 });
    const before = shared.get();
    shared.invalidate();
    const since = shared.get();
    answers[1]?.("new");
    expect((await since).value).toBe("new");
    answers[0]?.("old");
    await before;
    expect((await shared.get()).value).toBe("new");
    expect(answers).toHaveLength(2);
  });
});

describe("while Citrix fails", () => {
  test("the last good value goes on, and Citrix is asked after 5, 10, 20, 40 and then every 60 seconds", async () => {
    const read = vi.fn(async () => "good");
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000 });
    const fetchedAt = (await shared.get()).fetchedAt;
    read.mockRejectedValue(citrixError("unavailable"));
    vi.advanceTimersByTime(5_000);
    for (const waitMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      const reading = await shared.get();
      expect(reading).toMatchObject({ value: "good", fetchedAt });
      expect(reading.trouble?.nextTryAt.getTime()).toBe(Date.now() + waitMs);
      const calls = read.mock.calls.length;
      vi.advanceTimersByTime(waitMs - 1);
      await shared.get();
      expect(read).toHaveBeenCalledTimes(calls);
      vi.advanceTimersByTime(1);
    }
    read.mockResolvedValue("better");
    expect(await shared.get()).toMatchObject({ value: "better" });
    expect((await shared.get()).trouble).toBeUndefined();
  });

  test("Citrix is not asked before the time that it named", async () => {
    const read = vi.fn(async (): Promise<string> => Promise.reject(citrixError("rate-limited", 120_000)));
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000 });
    await expect(shared.get()).rejects.toMatchObject({ kind: "rate-limited" });
    vi.advanceTimersByTime(119_999);
    shared.invalidate();
    await expect(shared.get()).rejects.toMatchObject({ kind: "rate-limited" });
    expect(read).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    await expect(shared.get()).rejects.toThrow();
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("a reading that was held back is due when it may be sent, and the waits do not grow because of it", async () => {
    const read = vi.fn(async (): Promise<string> => Promise.reject(citrixError("unavailable")));
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000 });
    const dueIn = (ms: number) => expect(shared.get()).rejects.toMatchObject({ retryAt: new Date(Date.now() + ms) });
    await dueIn(5_000);
    vi.advanceTimersByTime(5_000);
    read.mockRejectedValueOnce(
      new CatalogServiceError({
        ...citrixError("unavailable", 90_000),
        message: "held back",
        heldBack: "breaker",
      }),
    );
    await dueIn(90_000);
    vi.advanceTimersByTime(90_000);
    await dueIn(10_000);
  });

  test("what Citrix no longer knows is not served from memory", async () => {
    const read = vi.fn(async () => "catalog");
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000 });
    await shared.get();
    read.mockRejectedValue(citrixError("not-found"));
    vi.advanceTimersByTime(5_000);
    await expect(shared.get()).rejects.toMatchObject({ kind: "not-found" });
  });

  test("a Citrix that hangs keeps nobody waiting who can have the older value", async () => {
    const read = vi.fn(async () => "older");
    const shared = new SharedRead({ clock, read, freshForMs: () => 5_000, patienceMs: 2_000 });
    await shared.get();
    read.mockReturnValue(new Promise<string>(() => undefined));
    vi.advanceTimersByTime(5_000);
    const reading = shared.get();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await reading).toMatchObject({ value: "older", late: true });
    expect(read).toHaveBeenCalledTimes(2);
  });
});
