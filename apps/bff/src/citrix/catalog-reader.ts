import { type CatalogServiceClient, CatalogServiceError, type UnreadableItem } from "@catalog-deck/catalogservice";
import type {
  Catalog,
  CatalogDetail,
  CatalogList,
  CatalogRollout,
  ImageUpdate,
  UsualDuration,
} from "@catalog-deck/contract";
import { pollAfterMs } from "@catalog-deck/domain";
import type { FastifyBaseLogger } from "fastify";
import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.ts";
import { isStorageTrouble } from "../store/storage-trouble.ts";
import { catalogFromWire, catalogLimitFromWire } from "./catalog-from-wire.ts";
import { fingerprintOf, freshnessOf } from "./freshness.ts";
import { type CachedResult, SharedRead } from "./shared-read.ts";
import { standInsFor, UnreadableItemLog } from "./unreadable-items.ts";

const detailsKept = 500;
/** While the database is away the list is made again this often. */
const awayAnswerKeptMs = 5_000;

/** The newest update that has not ended, how long such ones usually take, and the newest that has, of one catalog. */
export interface CatalogUpdates {
  activeUpdate?: ImageUpdate;
  usualDuration?: UsualDuration;
  lastUpdate?: ImageUpdate;
  /** The open rollout that it stands in. */
  rollout?: CatalogRollout;
}

/** Our own updates by catalog id. `storageAway`: as they were when the database last answered. */
export interface KnownUpdates {
  updates: ReadonlyMap<string, CatalogUpdates>;
  /** There while nothing may start on the connection. */
  startNothing?: NonNullable<CatalogList["startNothing"]>;
  storageAway: boolean;
}

export interface CatalogReaderOptions {
  clock: Clock;
  log: FastifyBaseLogger;
  client: CatalogServiceClient;
  siteId: () => Promise<string>;
  /** Whether Citrix has no such site any more: only then has it no such list. */
  siteIsGone: () => Promise<boolean>;
  /** VDA versions by image id; empty when they cannot be had. */
  vdaVersions: () => Promise<ReadonlyMap<string, string>>;
  /** Our own image updates by catalog id: of all catalogs, or of the one named. */
  updates: (catalogId?: string) => Promise<KnownUpdates>;
  /** Where other instances start and follow updates too: texts that change when any did, and when one went on. */
  fingerprints?: (() => Promise<{ running: string; shown: string }>) | undefined;
}

/**
 * A list as Citrix has just given it, to be compared with what the catalogs looked like before. Without those that could
 * not be read: they tell nothing.
 */
export interface SeenList {
  catalogs: readonly Catalog[];
  updates: ReadonlyMap<string, CatalogUpdates>;
  /** Citrix answered from an old copy. */
  staleData: boolean;
}

interface ListRead {
  catalogs: Catalog[];
  unreadable: UnreadableItem[];
  limit: CatalogList["limit"];
  staleData: boolean;
  pollAfterMs: number;
}

interface DetailRead {
  catalog: Catalog;
  pollAfterMs: number;
}

/** The catalogs of a connection, read from Citrix once for all who ask, joined with our own image updates. */
export class CatalogReader {
  readonly #options: CatalogReaderOptions;
  readonly #list: SharedRead<ListRead>;
  readonly #unreadable: UnreadableItemLog;
  readonly #details = new LRUCache<string, SharedRead<DetailRead>>({
    max: detailsKept,
    memoMethod: (catalogId) =>
      new SharedRead({
        clock: this.#options.clock,
        read: () => this.#readDetail(catalogId),
        freshForMs: (read) => read.pollAfterMs,
      }),
  });
  #onListSeen: ((seen: SeenList) => void) | undefined;
  #updatesVersion = 0;
  #answer: { key: string; list: Promise<CatalogList>; goodUntilMs: number } | undefined;
  #fingerprints: { running: string; shown: string } | undefined;

  constructor(options: CatalogReaderOptions) {
    this.#options = options;
    this.#unreadable = new UnreadableItemLog(options.log, "catalogs");
    this.#list = new SharedRead({
      clock: options.clock,
      read: () => this.#readList(),
      isGone: options.siteIsGone,
      freshForMs: (read) => read.pollAfterMs,
    });
  }

  /** Calls `listener` with every list that is read from now on. */
  onListSeen(listener: (seen: SeenList) => void): void {
    this.#onListSeen = listener;
  }

  /** Reads the list if nobody has lately. Throws what Citrix answered when there is no list at all. */
  async keepFresh(): Promise<void> {
    await this.#list.get();
  }

  /** All catalogs. The same object until something was read again or an update of ours went on. */
  async list(): Promise<CatalogList> {
    await this.#noticeOthers();
    const cached = await this.#list.get();
    const now = this.#options.clock.now();
    const key = `${fingerprintOf(cached, now)} ${this.#updatesVersion}`;
    if (this.#answer?.key !== key || this.#answer.goodUntilMs <= this.#options.clock.steadyMs()) {
      const { value } = cached;
      const { staleData: upstreamStale, pollAfterMs } = value;
      const limit = value.limit === undefined ? {} : { limit: value.limit };
      const forget = () => {
        if (this.#answer === answer) this.#answer = undefined;
      };
      const list = this.#options.updates().then(({ updates, startNothing, storageAway }) => {
        if (storageAway) answer.goodUntilMs = this.#options.clock.steadyMs() + awayAnswerKeptMs;
        const standIns = standInsFor(value.unreadable);
        return {
          items: [...value.catalogs, ...standIns.items].map((item) => ({ ...item, ...updates.get(item.id) })),
          ...standIns.count,
          ...limit,
          ...(startNothing === undefined ? {} : { startNothing }),
          ...freshnessOf(cached, { upstreamStale: upstreamStale || storageAway, pollAfterMs, now }),
        };
      });
      const answer = { key, list, goodUntilMs: Number.POSITIVE_INFINITY };
      this.#answer = answer;
      list.catch(forget);
    }
    return await this.#answer.list;
  }

  /** One catalog, read by itself. */
  async detail(catalogId: string): Promise<CatalogDetail> {
    await this.#noticeOthers();
    const shared = this.#details.memo(catalogId);
    const alone = await shared.get().catch((error: unknown) => this.#fromList(catalogId, error));
    const cached = alone.late || alone.trouble !== undefined ? this.#asNewAsList(catalogId, alone) : alone;
    const { updates } = await this.#options.updates(catalogId);
    const { catalog, pollAfterMs } = cached.value;
    const now = this.#options.clock.now();
    return {
      ...catalog,
      ...updates.get(catalogId),
      ...freshnessOf(cached, { upstreamStale: false, pollAfterMs, now }),
    };
  }

  /** A catalog that was never read by itself and cannot be now: as the last list had it. Else the error. */
  #fromList(catalogId: string, error: unknown): CachedResult<DetailRead> {
    if (!(error instanceof CatalogServiceError) || error.kind === "not-found") throw error;
    const list = this.#list.last();
    const catalog = list?.value.catalogs.find(({ id }) => id === catalogId);
    if (list === undefined || catalog === undefined) throw error;
    const { pollAfterMs } = list.value;
    const nextTryAt = error.retryAt ?? new Date(this.#options.clock.now().getTime() + pollAfterMs);
    const { fetchedAt } = list;
    return { value: { catalog, pollAfterMs }, fetchedAt, trouble: { error, nextTryAt }, late: false, version: 0 };
  }

  /** A catalog that cannot be read now by itself: as the last list had it, when that is newer. */
  #asNewAsList(catalogId: string, alone: CachedResult<DetailRead>): CachedResult<DetailRead> {
    const list = this.#list.last();
    const catalog = list?.value.catalogs.find(({ id }) => id === catalogId);
    if (list === undefined || catalog === undefined || list.fetchedAt <= alone.fetchedAt) return alone;
    return { ...alone, value: { ...alone.value, catalog }, fetchedAt: list.fetchedAt };
  }

  /** True when Citrix answered the newest list from an old copy; undefined while there is no list. */
  lastListWasStale(): boolean | undefined {
    return this.#list.peek()?.staleData;
  }

  /** For how many milliseconds the newest list has been here; undefined while there is none. */
  listAgeMs(): number | undefined {
    return this.#list.ageMs();
  }

  /** An update of ours went on: the next answer tells it, without asking Citrix. */
  updatesChanged(): void {
    this.#updatesVersion += 1;
  }

  /** An update began or ended: the next who asks gets newly read catalogs. */
  invalidate(): void {
    this.#updatesVersion += 1;
    this.#list.invalidate();
    for (const detail of this.#details.values()) detail.invalidate();
  }

  /** What another instance did shows here with the next answer, as if it had been done here. */
  async #noticeOthers(): Promise<void> {
    if (this.#options.fingerprints === undefined) return;
    try {
      const fingerprints = await this.#options.fingerprints();
      const before = this.#fingerprints;
      this.#fingerprints = fingerprints;
      if (before !== undefined && before.running !== fingerprints.running) this.invalidate();
      else if (before?.shown !== fingerprints.shown) this.updatesChanged();
    } catch (error) {
      if (!isStorageTrouble(error)) throw error;
    }
  }

  async #readList(): Promise<ListRead> {
    const { client, siteId, vdaVersions } = this.#options;
    const site = await siteId();
    const [{ data }, versions] = await Promise.all([client.listCatalogs(site, { purpose: "watch" }), vdaVersions()]);
    const catalogs = data.items.map((wire) => withVdaVersion(catalogFromWire(wire), versions));
    const { unreadable } = data;
    this.#unreadable.see(unreadable);
    const updates = await this.#knownUpdates();
    const staleData = data.staleData === true;
    this.#onListSeen?.({ catalogs, updates, staleData });
    return {
      catalogs,
      unreadable,
      limit: catalogLimitFromWire(data.catalogLimit),
      staleData,
      pollAfterMs: this.#pollAfterMs([...catalogs, ...standInsFor(unreadable).items], updates),
    };
  }

  async #readDetail(catalogId: string): Promise<DetailRead> {
    const { client, siteId, vdaVersions } = this.#options;
    const site = await siteId();
    const [{ data }, versions] = await Promise.all([
      client.getCatalog(site, catalogId, { purpose: "look" }),
      vdaVersions(),
    ]);
    const catalog = withVdaVersion(catalogFromWire(data), versions);
    return { catalog, pollAfterMs: this.#pollAfterMs([catalog], await this.#knownUpdates(catalogId)) };
  }

  /** What Citrix has answered is not lost because our own database is away. */
  async #knownUpdates(catalogId?: string): Promise<ReadonlyMap<string, CatalogUpdates>> {
    const { updates } = await this.#options.updates(catalogId).catch((error: unknown) => {
      if (isStorageTrouble(error)) return { updates: new Map<string, CatalogUpdates>() };
      throw error;
    });
    return updates;
  }

  /** The pace counts updates of ours in, also where Citrix does not show `Processing` yet. */
  #pollAfterMs(
    catalogs: readonly CatalogList["items"][number][],
    updates: ReadonlyMap<string, CatalogUpdates>,
  ): number {
    const joined = catalogs.map((catalog) => ({ ...catalog, ...updates.get(catalog.id) }));
    return pollAfterMs(joined, this.#options.clock.now());
  }
}

function withVdaVersion(catalog: Catalog, versions: ReadonlyMap<string, string>): Catalog {
  const imageVdaVersion = catalog.imageId === undefined ? undefined : versions.get(catalog.imageId);
  return imageVdaVersion === undefined ? catalog : { ...catalog, imageVdaVersion };
}
