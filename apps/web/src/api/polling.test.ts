import type { ImageUpdate } from "@catalog-deck/contract";
import { anUpdate } from "@catalog-deck/contract/testing";
import { describe, expect, it } from "vitest";
import { ApiProblem } from "../lib/http.ts";
import {
  imageUpdateInterval,
  imageUpdatesInterval,
  type PollState,
  pacedWhileWatched,
  serverPacedInterval,
} from "./polling.ts";

function state<Data>(fields: Partial<PollState<Data>>): PollState<Data> {
  return { data: undefined, error: null, dataUpdatedAt: 0, errorUpdatedAt: 0, errorUpdateCount: 0, ...fields };
}

const away = new ApiProblem("unreachable", 0, "away");

describe("the pace of polling", () => {
  it("is the server's, with at most a second on top", () => {
    for (const dataUpdatedAt of [1, 500, 996, 1_795_434_069_806]) {
      const interval = serverPacedInterval(state({ data: { pollAfterMs: 5_000 }, dataUpdatedAt }));
      expect(interval).toBeGreaterThanOrEqual(5_000);
      expect(interval).toBeLessThanOrEqual(5_500);
    }
    expect(serverPacedInterval(state({ data: { pollAfterMs: 30_000 }, dataUpdatedAt: 996 }))).toBeLessThanOrEqual(
      31_000,
    );
  });

  it("does not change between two answers, because that would start the timer anew", () => {
    const same = state({ data: { pollAfterMs: 5_000 }, dataUpdatedAt: 1_234_567 });
    expect(serverPacedInterval(same)).toBe(serverPacedInterval({ ...same }));
  });

  it("slows down while questions fail, up to a minute, and never stops", () => {
    const failing = (forMs: number) =>
      serverPacedInterval(
        state({
          data: { pollAfterMs: 5_000 },
          error: away,
          dataUpdatedAt: 1_000_000,
          errorUpdatedAt: 1_000_000 + forMs,
        }),
      );
    expect(failing(5_000)).toBeGreaterThanOrEqual(5_000);
    expect(failing(12_000)).toBeGreaterThanOrEqual(12_000);
    expect(failing(40_000)).toBeGreaterThanOrEqual(40_000);
    expect(failing(3_600_000)).toBeGreaterThanOrEqual(60_000);
    expect(failing(3_600_000)).toBeLessThanOrEqual(61_000);
  });

  it("slows down as well when no answer ever came", () => {
    const failing = (count: number) =>
      serverPacedInterval(state({ error: away, errorUpdatedAt: 997, errorUpdateCount: count }));
    expect([1, 2, 3, 4, 5, 50].map(failing)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it("waits as long as it was told to, one minute at most", () => {
    const limited = (retryAfterMs: number) => {
      const problem = {
        type: "",
        title: "",
        status: 503,
        detail: "",
        code: "citrix-rate-limited",
        requestId: "",
        fact: { code: "citrix-rate-limited", params: {} },
        retryAfterMs,
      } as const;
      const error = new ApiProblem("citrix-rate-limited", 503, "", problem);
      return serverPacedInterval(state({ error, errorUpdatedAt: 997, errorUpdateCount: 1 }));
    };
    expect([1, 25_000, 900_000].map(limited)).toEqual([5_000, 25_000, 60_000]);
  });

  it("stops when the session has ended", () => {
    const ended = new ApiProblem("not-signed-in", 401, "");
    expect(serverPacedInterval(state({ data: { pollAfterMs: 5_000 }, error: ended, dataUpdatedAt: 1 }))).toBe(false);
  });

  it("is a minute in a tab that nobody sees, while something runs of which somebody wants to know, else nothing", () => {
    const calm = state({ data: { pollAfterMs: 5_000 }, dataUpdatedAt: 997 });
    const paced = (hidden: boolean, running: boolean, of = calm) =>
      pacedWhileWatched(of, { hidden, runs: () => running });
    expect(paced(false, false)).toBe(5_000);
    expect(paced(true, true)).toBe(60_000);
    expect(paced(true, false)).toBe(false);
    expect(paced(true, true, { ...calm, error: new ApiProblem("not-signed-in", 401, "") })).toBe(false);
    expect(paced(true, true, { ...calm, error: away, errorUpdatedAt: 998 })).toBe(60_000);
  });

  it("follows one update until it has ended, then leaves it alone", () => {
    const at = (of: ImageUpdate["state"]) =>
      imageUpdateInterval(state({ data: anUpdate({ id: "1", catalogId: "c", state: of }), dataUpdatedAt: 997 }));
    expect(at("submitting")).toBe(5_000);
    expect(at("unknown")).toBe(5_000);
    expect(at("waitingForRestart")).toBe(5_000);
    for (const ended of ["succeeded", "rolledBack", "failed", "rejected"] as const) expect(at(ended)).toBe(false);
  });

  it("asks for the list of updates faster while one of them runs", () => {
    const list = (of: ImageUpdate["state"]) =>
      imageUpdatesInterval(
        state({ data: { pages: [{ items: [anUpdate({ id: "1", catalogId: "c", state: of })] }] }, dataUpdatedAt: 997 }),
      );
    expect(list("running")).toBe(5_000);
    expect(list("succeeded")).toBe(30_000);
  });
});
