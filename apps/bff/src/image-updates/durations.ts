import type { RestartPace, UpdateDurations, UsualDuration } from "@catalog-deck/contract";
import { nearestRank, restartPaceOf } from "@catalog-deck/domain";
import type { Store } from "../store/database.ts";
import { durationsOfSucceeded, newestEnd } from "../store/update-durations.ts";

/** Fewer than this say nothing about the next one. */
const fewestUpdates = 3;

/** Older ones than the newest of these tell of machines and images that are gone. */
const newestCounted = 500;

const mostKept = 500;

type Tooks = ReadonlyMap<RestartPace, readonly number[]>;

/**
 * How long updates usually take, from those that succeeded: of the same catalog, and for a pace of restarts that it has
 * fewer than three of, of its whole connection. Figures are kept until another update of the connection ends, here or in
 * another instance: many browsers then cost one look at an index.
 */
export class DurationReader {
  readonly #store: Store;
  readonly #kept = new Map<string, { newestEnd: string | null; tooks: Promise<Tooks> }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The usual durations for a catalog, or for a connection where none is named. Throws when the database cannot answer. */
  async of(connectionId: string, catalogId?: string): Promise<UpdateDurations> {
    const end = await newestEnd(this.#store, connectionId);
    const everywhere = usualOf("connection", await this.#tooks(end, connectionId));
    if (catalogId === undefined) return { items: everywhere };
    const here = usualOf("catalog", await this.#tooks(end, connectionId, catalogId));
    const known = new Set(here.map(({ pace }) => pace));
    return { items: [...here, ...everywhere.filter(({ pace }) => !known.has(pace))] };
  }

  #tooks(end: string | null, connectionId: string, catalogId?: string): Promise<Tooks> {
    const key = JSON.stringify([connectionId, catalogId]);
    const kept = this.#kept.get(key);
    if (kept?.newestEnd === end) return kept.tooks;
    const tooks = this.#read(connectionId, catalogId);
    this.#kept.delete(key);
    this.#kept.set(key, { newestEnd: end, tooks });
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
