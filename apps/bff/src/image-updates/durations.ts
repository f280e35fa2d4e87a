import type { RestartPace, UpdateDurations, UsualDuration } from "@catalog-deck/contract";
import { nearestRank, restartPaceOf } from "@catalog-deck/domain";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/database.ts";
import { durationsOfSucceeded } from "../store/update-durations.ts";

/** Fewer than this say nothing about the next one. */
const fewestUpdates = 3;

/** Older ones than the newest of these tell of machines and images that are gone. */
const newestCounted = 500;

const keptForMs = 30_000;
const mostKept = 500;

type Tooks = ReadonlyMap<RestartPace, readonly number[]>;

/**
 * How long updates usually take, from those that succeeded: of the same catalog, and for a pace of restarts that it has
 * fewer than three of, of its whole connection. Kept for half a minute, so that many browsers ask the database once.
 */
export class DurationReader {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readAtMs: number; tooks: Promise<Tooks> }>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The usual durations for a catalog, or for a connection where none is named. Throws when the database cannot answer. */
  async of(connectionId: string, catalogId?: string): Promise<UpdateDurations> {
    const everywhere = usualOf("connection", await this.#tooks(connectionId));
    if (catalogId === undefined) return { items: everywhere };
    const here = usualOf("catalog", await this.#tooks(connectionId, catalogId));
    const known = new Set(here.map(({ pace }) => pace));
    return { items: [...here, ...everywhere.filter(({ pace }) => !known.has(pace))] };
  }

  #tooks(connectionId: string, catalogId?: string): Promise<Tooks> {
    const key = JSON.stringify([connectionId, catalogId]);
    const nowMs = this.#clock.now().getTime();
    const kept = this.#kept.get(key);
    if (kept !== undefined && nowMs - kept.readAtMs < keptForMs) return kept.tooks;
    const tooks = this.#read(connectionId, catalogId);
    this.#kept.delete(key);
    this.#kept.set(key, { readAtMs: nowMs, tooks });
    tooks.catch(() => this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return tooks;
  }

  async #read(connectionId: string, catalogId?: string): Promise<Tooks> {
    const durations = await durationsOfSucceeded(this.#store, { connectionId, catalogId, limit: newestCounted });
    const tooks = new Map<RestartPace, number[]>();
    for (const { vdaUpdateDelay, tookMs } of durations) {
      const pace = restartPaceOf(vdaUpdateDelay);
      tooks.set(pace, [...(tooks.get(pace) ?? []), tookMs]);
    }
    return tooks;
  }
}

function usualOf(scope: UsualDuration["scope"], tooks: Tooks): UsualDuration[] {
  return [...tooks]
    .filter(([, values]) => values.length >= fewestUpdates)
    .map(([pace, values]) => ({
      pace,
      scope,
      updates: values.length,
      p50Ms: nearestRank(values, 50),
      p95Ms: nearestRank(values, 95),
    }));
}
