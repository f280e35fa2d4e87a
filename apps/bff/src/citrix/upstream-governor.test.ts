import { CatalogServiceError, type GatedCall } from "@catalog-deck/catalogservice";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../lib/clock.ts";
import { type BreakerState, UpstreamGovernor } from "./upstream-governor.ts";
import { upstreamLimits } from "./upstream-limits.ts";

const clock = systemClock;
const read: GatedCall = { operation: "listCatalogs", kind: "read", attempt: 1, purpose: "look", transactionId: "ours" };
const token: GatedCall = { ...read, operation: "token", kind: "token", purpose: "update" };
const watch: GatedCall = { ...read, purpose: "watch" };
const update: GatedCall = { ...read, operation: "startImageUpdate", kind: "change", purpose: "update" };

type Failure = Partial<ConstructorParameters<typeof CatalogServiceError>[0]>;
const away: Failure = { kind: "unavailable", status: 503 };

function failure(details: Failure): CatalogServiceError {
  return new CatalogServiceError({
    kind: "unavailable",
    message: "failed",
    transactionId: "citrix-7",
    mayHaveBeenReceived: true,
    ...details,
  });
}

function failing(details: Failure) {
  return () => Promise.reject(failure(details));
}

function inMs(ms: number): Date {
  return new Date(Date.now() + ms);
}

function governed() {
  const states: BreakerState[] = [];
  const refusals: string[] = [];
  const governor = new UpstreamGovernor(clock, {
    heldBack: ({ operation }, why) => refusals.push(`${operation} ${why}`),
    retried: () => undefined,
    breakerChanged: (state) => states.push(state),
  });
  const sent = vi.fn(async (): Promise<string> => "answer");
  const ask = (call: GatedCall = read) => governor.pass(call, sent);
  const fail = async (details: Failure, times = 1, call: GatedCall = read) => {
    for (let time = 0; time < times; time += 1) {
      await expect(governor.pass(call, failing(details))).rejects.toMatchObject({ message: "failed" });
    }
  };
  return { governor, states, refusals, sent, ask, fail };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T14:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the breaker", () => {
  test("opens after five failures in a row, and then nothing is sent", async () => {
    const { governor, fail, ask, sent, refusals } = governed();
    await fail(away, 4);
    expect(governor.breakerState()).toBe("closed");
    await fail(away);
    expect(governor.breakerState()).toBe("open");
    for (const call of [read, token, update]) {
      await expect(ask(call)).rejects.toMatchObject({
        kind: "unavailable",
        heldBack: "breaker",
        mayHaveBeenReceived: false,
        retryAt: inMs(5_000),
        transactionId: "ours",
        earlierTransactionId: "citrix-7",
      });
    }
    expect(sent).not.toHaveBeenCalled();
    expect(refusals).toEqual(["listCatalogs breaker", "token breaker", "startImageUpdate breaker"]);
  });

  test.each<[string, Failure]>([
    ["no connection", { kind: "unavailable" }],
    ["a time-out", { kind: "timed-out" }],
    ["an unreadable answer", { kind: "unreadable", status: 200 }],
    ["a 500", { kind: "unavailable", status: 500 }],
  ])("counts %s", async (_what, details) => {
    const { governor, fail } = governed();
    await fail(details, 5);
    expect(governor.breakerState()).toBe("open");
  });

  test.each<[string, Failure]>([
    ["401", { kind: "unauthorised", status: 401 }],
    ["403", { kind: "forbidden", status: 403 }],
    ["404", { kind: "not-found", status: 404 }],
    ["409", { kind: "conflict", status: 409 }],
    ["422", { kind: "refused", status: 422 }],
  ])("never counts a %s: it is an answer, and ends a row of failures", async (_what, details) => {
    const { governor, fail } = governed();
    await fail(details, 20);
    await fail(away, 4);
    await fail(details);
    await fail(away, 4);
    expect(governor.breakerState()).toBe("closed");
  });

  test("after its rest sends exactly one probe, on which all others wait", async () => {
    const { governor, fail, states } = governed();
    await fail(away, 5);
    vi.advanceTimersByTime(5_000);
    let answer = (_text: string) => {};
    const send = vi.fn(() => new Promise<string>((resolve) => (answer = resolve)));
    const asked = Array.from({ length: 20 }, () => governor.pass(read, send));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(send).toHaveBeenCalledTimes(1);
    send.mockResolvedValue("later");
    answer("probe");
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["probe", "later"]));
    expect(states).toEqual(["open", "half-open", "closed"]);
  });

  test("holds the others back when the probe takes long", async () => {
    const { governor, fail } = governed();
    await fail(away, 5);
    vi.advanceTimersByTime(5_000);
    const send = vi.fn(() => new Promise<string>(() => undefined));
    void governor.pass(read, send);
    const other = expect(governor.pass(read, send)).rejects.toMatchObject({ heldBack: "breaker" });
    await vi.advanceTimersByTimeAsync(upstreamLimits.probePatienceMs);
    await other;
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("rests 5, 10, 20, 40 and then always 60 s while the probe fails, and 5 s again after a recovery", async () => {
    const { fail, ask } = governed();
    await fail(away, 5);
    for (const restMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      await expect(ask()).rejects.toMatchObject({ retryAt: inMs(restMs) });
      vi.advanceTimersByTime(restMs - 1);
      await expect(ask()).rejects.toMatchObject({ heldBack: "breaker" });
      vi.advanceTimersByTime(1);
      await fail(away);
    }
    vi.advanceTimersByTime(60_000);
    await expect(ask()).resolves.toBe("answer");
    await fail(away, 5);
    await expect(ask()).rejects.toMatchObject({ retryAt: inMs(5_000) });
  });

  test("is never probed by an update", async () => {
    const { governor, fail, ask, sent } = governed();
    await fail(away, 5);
    vi.advanceTimersByTime(60_000);
    expect(() => governor.check(update)).toThrow(expect.objectContaining({ heldBack: "breaker" }));
    await expect(ask(update)).rejects.toMatchObject({ heldBack: "breaker", retryAt: inMs(5_000) });
    expect(sent).not.toHaveBeenCalled();
    await ask(read);
    await expect(ask(update)).resolves.toBe("answer");
  });
});

describe("Retry-After", () => {
  test.each<[string, Failure]>([
    ["429", { kind: "rate-limited", status: 429 }],
    ["503", { kind: "unavailable", status: 503 }],
  ])("with a %s is obeyed by everyone on the connection, to the millisecond", async (_what, details) => {
    const { fail, ask, sent } = governed();
    await fail({ ...details, retryAt: inMs(90_000) });
    vi.advanceTimersByTime(89_999);
    for (const call of [read, token, update]) {
      await expect(ask(call)).rejects.toMatchObject({ ...details, status: undefined, heldBack: "retry-after" });
    }
    expect(sent).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await expect(ask()).resolves.toBe("answer");
  });

  test("is obeyed for an hour at most", async () => {
    const { fail, ask } = governed();
    await fail({ kind: "rate-limited", status: 429, retryAt: inMs(24 * 3_600_000) });
    await expect(ask()).rejects.toMatchObject({ retryAt: inMs(3_600_000) });
  });

  test("that is missing from a 429 leaves Citrix alone for 5 s, and longer each time", async () => {
    const { fail, ask } = governed();
    const limited = { kind: "rate-limited", status: 429 } as const;
    for (const waitMs of [5_000, 10_000, 20_000]) {
      await fail(limited);
      await expect(ask()).rejects.toMatchObject({ kind: "rate-limited", retryAt: inMs(waitMs) });
      vi.advanceTimersByTime(waitMs);
    }
    await ask();
    await fail(limited);
    await expect(ask()).rejects.toMatchObject({ retryAt: inMs(5_000) });
  });
});

describe("the ceiling", () => {
  const { callsPerMinute, keptPerMinute } = upstreamLimits;
  const forAll = callsPerMinute - keptPerMinute.update - keptPerMinute.watch;

  test("lets 120 looks through in any 60 s, and keeps 150 places for watching and 30 for updates and the token", async () => {
    const { ask, sent } = governed();
    for (let call = 0; call < forAll; call += 1) await ask();
    const held = { kind: "rate-limited", heldBack: "ceiling", retryAt: inMs(60_000) };
    await expect(ask()).rejects.toMatchObject(held);
    for (let call = 0; call < keptPerMinute.watch; call += 1) await ask(watch);
    await expect(ask(watch)).rejects.toMatchObject(held);
    for (let call = 0; call < keptPerMinute.update; call += 1) await ask(call % 2 ? update : token);
    await expect(ask(update)).rejects.toMatchObject({ heldBack: "ceiling", earlierTransactionId: undefined });
    expect(sent).toHaveBeenCalledTimes(callsPerMinute);
    vi.advanceTimersByTime(60_000);
    await expect(ask()).resolves.toBe("answer");
  });

  test.each([
    { who: "watching", call: watch, most: callsPerMinute - keptPerMinute.update },
    { who: "updates", call: update, most: callsPerMinute - keptPerMinute.watch },
  ])("gives $who what nobody looks with, and never what is kept for others", async ({ call, most }) => {
    const { ask, sent } = governed();
    for (let asked = 0; asked < most; asked += 1) await ask(call);
    await expect(ask(call)).rejects.toMatchObject({ heldBack: "ceiling" });
    expect(sent).toHaveBeenCalledTimes(most);
    await expect(ask(call === watch ? update : watch)).resolves.toBe("answer");
  });

  test("never keeps eight followed updates, the lists and a start each minute waiting, however much others ask", async () => {
    const { governor } = governed();
    const late: string[] = [];
    const ask = (call: GatedCall, askedAt = Date.now()) =>
      governor
        .pass(call, async () => Date.now() > askedAt && late.push(call.operation))
        .catch(() => late.push("held back"));
    for (let second = 0; second < 240; second += 1) {
      for (let looks = 0; looks < 20; looks += 1) governor.pass(read, async () => "seen").catch(() => undefined);
      if (second % 5 === 0)
        for (let followed = 0; followed < 8; followed += 1) void ask({ ...watch, operation: "follow" });
      if (second % 5 === 0) void ask(watch);
      if (second % 15 === 0) void ask({ ...watch, operation: "listImages" });
      if (second % 60 === 30) for (const call of [read, read, update]) void ask({ ...call, purpose: "update" });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(late).toEqual([]);
  });

  test("lets a read wait 5 s for its place, in the order of asking", async () => {
    const { governor, ask } = governed();
    for (let call = 0; call < forAll; call += 1) await ask();
    vi.advanceTimersByTime(56_000);
    const order: number[] = [];
    const waiting = [1, 2, 3].map((place) => governor.pass(read, async () => order.push(place)));
    await vi.advanceTimersByTimeAsync(3_999);
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  test("is kept in every window while readers ask as much as they can", async () => {
    const { governor } = governed();
    const sentAt: number[] = [];
    const send = async () => sentAt.push(Date.now());
    for (let second = 0; second < 240; second += 1) {
      for (let asked = 0; asked < 20; asked += 1) governor.pass(read, send).catch(() => undefined);
      for (let asked = 0; asked < 5; asked += 1) governor.pass(watch, send).catch(() => undefined);
      if (second % 3 === 0) governor.pass(update, send).catch(() => undefined);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    const most = Math.max(...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 60_000).length));
    expect(most).toBeLessThanOrEqual(upstreamLimits.callsPerMinute);
    expect(sentAt.length).toBeGreaterThan(4 * (forAll + keptPerMinute.watch));
  });
});

describe("the retry budget", () => {
  test("is two retries in a quiet minute", () => {
    const { governor, refusals } = governed();
    expect([1, 2, 3].map(() => governor.mayRetry(read))).toEqual([true, true, false]);
    expect(refusals).toEqual(["listCatalogs retry-budget"]);
    vi.advanceTimersByTime(60_000);
    expect(governor.mayRetry(read)).toBe(true);
  });

  test("is not spent while the breaker is open", async () => {
    const { governor, fail, refusals } = governed();
    await fail(away, 5);
    expect(governor.mayRetry(read)).toBe(false);
    expect(refusals).toEqual([]);
  });

  test("is 20 % of the calls of the last 60 s in a busy one", async () => {
    const { governor, ask } = governed();
    for (let call = 0; call < 100; call += 1) await ask();
    const granted = Array.from({ length: 50 }, () => governor.mayRetry(read)).filter(Boolean);
    expect(granted).toHaveLength(20);
  });
});
