import type { RestartPace, UpdateDurations, UsualDuration } from "@catalog-deck/contract";
import { nearestRank, restartPaceOf } from "@catalog-deck/domain";
import type { Store } from "../store/database.ts";
import type { UpdateScope } from "../store/site-key.ts";
import { durationsOfCatalogs, durationsOfScope, newestEnd, type UpdateDuration } from "../store/update-durations.ts";

/** Fewer than this say nothing about the next one. */
const fewestUpdates = 3;

/** Older ones than the newest of these tell of machines and images that are gone. */
const newestCounted = 500;

/** As many catalogs as a customer may have (citrix-api.md#operations). */
const mostCatalogsKept = 1_000;

type Usual = readonly UsualDuration[];

/** What is known of a connection until another of its updates ends. */
interface Kept {
  newestEnd: string | null;
  everywhere: Promise<Usual>;
  ofCatalog: Map<string, Promise<Usual>>;
}

/**
 * How long updates usually take, from those that succeeded: of the same catalog, and for a pace of restarts that it has
 * fewer than three of, of its whole connection. Figures are kept until another update of the connection ends, here or in
 * another instance: many browsers then cost one look at an index.
 */
export class DurationReader {
  readonly #store: Store;
  readonly #kept = new Map<string, Kept>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The usual durations for a catalog, or for a connection where none is named. Throws when the database cannot answer.
   */
  async of(scope: UpdateScope, catalogId?: string): Promise<UpdateDurations> {
    const kept = await this.#keptOf(scope);
    if (catalogId === undefined) return { items: [...(await kept.everywhere)] };
    const [usual = []] = await this.#usual(scope, kept, [catalogId]);
    return { items: [...usual] };
  }

  /**
   * The usual duration of updates like each of those given, by catalog id; none where fewer than three are known. One
   * query for all catalogs that have not been asked about since the last update ended. Throws as `of` does.
   */
  async ofUpdates(
    scope: UpdateScope,
    updates: readonly { catalogId: string; vdaUpdateDelay?: number | undefined }[],
  ): Promise<ReadonlyMap<string, UsualDuration>> {
    const found = new Map<string, UsualDuration>();
    if (updates.length === 0) return found;
    const catalogIds = updates.map(({ catalogId }) => catalogId);
    const usual = await this.#usual(scope, await this.#keptOf(scope), catalogIds);
    for (const [place, { catalogId, vdaUpdateDelay }] of updates.entries()) {
      const pace = restartPaceOf(vdaUpdateDelay);
      const alike = usual[place]?.find((one) => one.pace === pace);
      if (alike !== undefined) found.set(catalogId, alike);
    }
    return found;
  }

  /** For each catalog its own figures, and those of its connection for the paces that it has none of. */
  async #usual(scope: UpdateScope, kept: Kept, catalogIds: readonly string[]): Promise<Usual[]> {
    this.#readMissing(scope, kept, catalogIds);
    const reading = catalogIds.map((id) => kept.ofCatalog.get(id) ?? []);
    const [everywhere, ...own] = await Promise.all([kept.everywhere, ...reading]);
    forgetOldest(kept.ofCatalog);
    return own.map((here) => {
      const known = new Set(here.map(({ pace }) => pace));
      return [...here, ...everywhere.filter(({ pace }) => !known.has(pace))];
    });
  }

  async #keptOf(scope: UpdateScope): Promise<Kept> {
    const end = await newestEnd(this.#store, scope);
    const place = `${scope.connectionId} ${scope.siteKey}`;
    const known = this.#kept.get(place);
    if (known?.newestEnd === end) return known;
    const everywhere = durationsOfScope(this.#store, scope, newestCounted).then((durations) =>
      usualOf("connection", durations),
    );
    const kept = { newestEnd: end, everywhere, ofCatalog: new Map() };
    this.#kept.set(place, kept);
    everywhere.catch(() => this.#kept.delete(place));
    return kept;
  }

  #readMissing(scope: UpdateScope, { ofCatalog }: Kept, catalogIds: readonly string[]): void {
    const missing = catalogIds.filter((id) => !ofCatalog.has(id));
    if (missing.length === 0) return;
    const byCatalog = durationsOfCatalogs(this.#store, scope, missing, newestCounted).then((durations) =>
      Map.groupBy(durations, ({ catalogId }) => catalogId),
    );
    for (const id of missing) {
      ofCatalog.set(
        id,
        byCatalog.then((durations) => usualOf("catalog", durations.get(id) ?? [])),
      );
    }
    byCatalog.catch(() => this.#kept.delete(`${scope.connectionId} ${scope.siteKey}`));
  }
}

function forgetOldest(ofCatalog: Map<string, unknown>): void {
  for (const oldest of ofCatalog.keys()) {
    if (ofCatalog.size <= mostCatalogsKept) break;
    ofCatalog.delete(oldest);
  }
}

function usualOf(scope: UsualDuration["scope"], durations: readonly UpdateDuration[]): Usual {
  const byPace: Map<RestartPace, UpdateDuration[]> = Map.groupBy(durations, (one) => restartPaceOf(one.vdaUpdateDelay));
  return [...byPace]
    .filter(([, alike]) => alike.length >= fewestUpdates)
    .map(([pace, alike]) => {
      const tooks = alike.map(({ tookMs }) => tookMs);
      return { pace, scope, updates: tooks.length, p50Ms: nearestRank(tooks, 50), p95Ms: nearestRank(tooks, 95) };
    });
}
