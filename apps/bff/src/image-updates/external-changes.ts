import { CatalogServiceError } from "@catalog-deck/catalogservice";
import type { Catalog } from "@catalog-deck/contract";
import { isImageUpdateStep } from "@catalog-deck/domain";
import type { FastifyBaseLogger } from "fastify";
import type { AuditLog } from "../audit/audit-log.ts";
import { catalogFromWire } from "../citrix/catalog-from-wire.ts";
import type { CatalogUpdates, SeenList } from "../citrix/catalog-reader.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import type { Background } from "../lib/background.ts";
import type { Clock } from "../lib/clock.ts";
import {
  type CatalogSighting,
  findSighting,
  insertSightings,
  listSightings,
  replaceSighting,
} from "../store/catalog-sightings.ts";
import type { Store } from "../store/database.ts";
import { updatesSince } from "../store/image-updates.ts";
import { siteKeyOf } from "../store/site-key.ts";
import { imageUpdateAuditEntry } from "./audit-entry.ts";
import { type ExternalChange, insertExternalChange, insertExternalUpdate } from "./external-records.ts";
import type { OnUpdateEnded } from "./metrics.ts";
import {
  comparableSince,
  explainableSince,
  type Happening,
  happeningBetween,
  isAheadOfClock,
} from "./sighting-comparison.ts";

const lookEveryMs = 60_000;
/** Catalogs that are read by themselves after one list, to be sure; the others have their turn at the next, and first. */
const confirmedAtOnce = 10;

export interface ExternalChangesOptions {
  store: Store;
  clock: Clock;
  audit: AuditLog;
  connections: readonly CitrixConnection[];
  log: FastifyBaseLogger;
  background: Background;
  onEnded: OnUpdateEnded;
}

/**
 * Notices changes of catalogs that nobody asked for here, in Citrix's console or by a script, and writes them into the
 * history. Every list that is read, for whomever, is compared with what the catalogs looked like before; when nobody
 * looks a list is read once a minute. What seems to have changed is confirmed by reading that catalog by itself, and of
 * several instances the one writes the entry that changes the memory first.
 */
export class ExternalChanges {
  readonly #options: ExternalChangesOptions;
  /** What this process believes the catalogs looked like, so that a list that brings no news costs no query. */
  readonly #memory = new Map<string, Map<string, CatalogSighting>>();
  /** Catalogs that were looked at in vain, the longest ago first: they are looked at again behind all others. */
  readonly #inVain = new Set<string>();
  readonly #waiting = new Map<string, SeenList>();
  readonly #working = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ExternalChangesOptions) {
    this.#options = options;
    for (const connection of options.connections) {
      connection.catalogs.onListSeen((seen) => this.#take(connection, seen));
    }
  }

  /** Looks every minute, whether or not a browser does. */
  start(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    const look = () => {
      for (const connection of this.#options.connections) {
        this.#options
          .background("catalog list", () => connection.catalogs.keepFresh())
          .catch((error: unknown) => this.#options.log.debug({ err: error }, "no list of catalogs to compare"));
      }
    };
    look();
    this.#timer = setInterval(look, lookEveryMs);
    this.#timer.unref();
  }

  /** Waits until every list read so far has been compared. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values());
  }

  /** Looks no more, and waits for what is being compared. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.settled();
  }

  /** One list at a time: of those that come meanwhile the newest is enough. An old copy tells nothing. */
  #take(connection: CitrixConnection, seen: SeenList): void {
    if (this.#stopped || seen.staleData) return;
    this.#waiting.set(connection.id, seen);
    if (this.#working.has(connection.id)) return;
    const work = this.#workOff(connection)
      .catch((error: unknown) => {
        this.#memory.delete(connection.id);
        this.#options.log.warn({ err: error }, "could not check for external changes");
      })
      .finally(() => this.#working.delete(connection.id));
    this.#working.set(connection.id, work);
  }

  async #workOff(connection: CitrixConnection): Promise<void> {
    for (let seen = this.#next(connection); seen !== undefined; seen = this.#next(connection)) {
      await this.#compare(connection, seen);
    }
  }

  #next(connection: CitrixConnection): SeenList | undefined {
    const seen = this.#waiting.get(connection.id);
    this.#waiting.delete(connection.id);
    return this.#stopped ? undefined : seen;
  }

  async #compare(connection: CitrixConnection, { catalogs, updates }: SeenList): Promise<void> {
    const memory = await this.#memoryOf(connection);
    const unseen = catalogs.filter(({ id }) => !memory.has(id));
    if (unseen.length > 0) await this.#meet(connection, memory, unseen);
    let changed = false;
    let confirmed = 0;
    for (const catalog of this.#inTurn(connection, catalogs)) {
      const before = memory.get(catalog.id);
      const turn = turnOf(connection, catalog);
      if (before === undefined || !mayBeNews(before, catalog, updates.get(catalog.id), this.#options.clock.now())) {
        this.#inVain.delete(turn);
        continue;
      }
      if (this.#stopped || confirmed >= confirmedAtOnce) break;
      const happened = await this.#lookCloser(connection, memory, catalog);
      this.#inVain.delete(turn);
      if (happened === "nothing") continue;
      if (happened === "confirmed") this.#inVain.add(turn);
      confirmed += 1;
      changed ||= happened === "recorded";
    }
    if (changed) connection.catalogs.updatesChanged();
  }

  /** Those that were looked at in vain behind the others. */
  #inTurn(connection: CitrixConnection, catalogs: readonly Catalog[]): readonly Catalog[] {
    if (this.#inVain.size === 0) return catalogs;
    const turns = [...this.#inVain];
    const turn = (catalog: Catalog) => turns.indexOf(turnOf(connection, catalog));
    return catalogs.toSorted((a, b) => turn(a) - turn(b));
  }

  async #memoryOf(connection: CitrixConnection): Promise<Map<string, CatalogSighting>> {
    const known = this.#memory.get(connection.id);
    if (known !== undefined) return known;
    const rows = await listSightings(this.#options.store, siteKeyOf(await siteOf(connection)));
    const memory = new Map(rows.map((row) => [row.catalog_id, row]));
    this.#memory.set(connection.id, memory);
    return memory;
  }

  /**
   * The first sight of a catalog says nothing about what it was before; but while Citrix is at work on its image someone
   * has started an update. It is kept as if it had been at rest then, so that the work is news.
   */
  async #meet(
    connection: CitrixConnection,
    memory: Map<string, CatalogSighting>,
    unseen: readonly Catalog[],
  ): Promise<void> {
    const at = this.#options.clock.now();
    const siteKey = siteKeyOf(await siteOf(connection));
    const sightings = unseen.map((catalog) => ({ ...sightingOf(siteKey, catalog, at), updating: 0 }));
    await insertSightings(this.#options.store, sightings);
    for (const sighting of sightings) memory.set(sighting.catalog_id, sighting);
  }

  async #lookCloser(
    connection: CitrixConnection,
    memory: Map<string, CatalogSighting>,
    listed: Catalog,
  ): Promise<"nothing" | "confirmed" | "recorded"> {
    const { store, clock } = this.#options;
    const site = await siteOf(connection);
    const siteKey = siteKeyOf(site);
    const before = await findSighting(store, siteKey, listed.id);
    if (before === undefined) return "nothing";
    memory.set(listed.id, before);
    const known = await updatesSince(store, catalogOf(connection, before, clock.now()));
    const seemed = happeningBetween(before, comparedFields(listed), known, clock.now());
    if (seemed.kind === "nothing") return "nothing";
    if (seemed.kind === "remember") {
      const after = { ...sightingOf(siteKey, listed, clock.now()), ...imageColumns(seemed) };
      if (await replaceSighting(store, before, after)) memory.set(listed.id, after);
      return "nothing";
    }
    const askedAt = clock.now();
    const catalog = await readAgain(connection, site.siteId, listed.id);
    if (catalog === undefined) return "confirmed";
    const after = sightingOf(siteKey, catalog, clock.now());
    const recorded = await this.#record({ connection, before, after, site, catalog, askedAt, seemed });
    if (recorded) memory.set(listed.id, after);
    return recorded ? "recorded" : "confirmed";
  }

  /** Memory and entry stand or fall together, and only while no update of ours can explain what was read. */
  async #record(look: {
    connection: CitrixConnection;
    before: CatalogSighting;
    after: CatalogSighting;
    site: ExternalChange["site"];
    catalog: Catalog;
    askedAt: Date;
    seemed: Happening;
  }): Promise<boolean> {
    const { connection, before, after, site, catalog, askedAt, seemed } = look;
    const { store, clock, audit, onEnded } = this.#options;
    const row = await store.transaction().execute(async (trx) => {
      const now = clock.now();
      const isMeanwhile = (time: string) => time > askedAt.toISOString() && !isAheadOfClock(time, now);
      const updates = await updatesSince(trx, catalogOf(connection, before, now));
      const endedMeanwhile = updates.some(({ finished_at: end }) => end !== null && isMeanwhile(end));
      const happened = happeningBetween(before, comparedFields(catalog), updates, now);
      if (endedMeanwhile || happened.kind !== seemed.kind) return undefined;
      if (happened.kind !== "began" && happened.kind !== "changed") return undefined;
      if (isMeanwhile(before.seen_at) || !(await replaceSighting(trx, before, after))) return undefined;
      const change = {
        connectionId: connection.id,
        site,
        catalog,
        from: happened.from,
        noticedAt: new Date(after.seen_at),
      };
      const recorded =
        happened.kind === "began"
          ? await insertExternalUpdate(trx, clock, change)
          : await insertExternalChange(trx, clock, change, new Date(before.seen_at));
      await audit.append(imageUpdateAuditEntry("external-update", recorded), trx);
      return recorded;
    });
    if (row?.active === 0) onEnded(row);
    return row !== undefined;
  }
}

function turnOf({ id }: CitrixConnection, catalog: Catalog): string {
  return `${id} ${catalog.id}`;
}

/** Whether a list brings anything that the memory does not say, or the memory misses an image that we put in place. */
function mayBeNews(before: CatalogSighting, catalog: Catalog, updates: CatalogUpdates | undefined, now: Date): boolean {
  const last = updates?.lastUpdate;
  const putInPlace =
    last?.state === "succeeded" && (last.finishedAt ?? "") >= explainableSince(before, now)
      ? last.toImage?.id
      : undefined;
  return (
    (catalog.imageId ?? null) !== before.image_id ||
    Number(isImageUpdateStep(catalog)) !== before.updating ||
    (putInPlace !== undefined && putInPlace !== catalog.imageId)
  );
}

async function readAgain(
  connection: CitrixConnection,
  siteId: string,
  catalogId: string,
): Promise<Catalog | undefined> {
  try {
    return catalogFromWire((await connection.client.getCatalog(siteId, catalogId, { purpose: "watch" })).data);
  } catch (error) {
    if (error instanceof CatalogServiceError) return undefined;
    throw error;
  }
}

async function siteOf(connection: CitrixConnection): Promise<ExternalChange["site"]> {
  return { customerId: connection.customerId, siteId: await connection.siteId() };
}

function sightingOf(siteKey: string, catalog: Catalog, at: Date): CatalogSighting {
  return {
    site_key: siteKey,
    catalog_id: catalog.id,
    image_id: catalog.imageId ?? null,
    image_name: catalog.templateImageName ?? null,
    updating: Number(isImageUpdateStep(catalog)),
    last_modified_at: catalog.lastModifiedTime ?? null,
    seen_at: at.toISOString(),
  };
}

function imageColumns({ image }: Extract<Happening, { kind: "remember" }>) {
  return { image_id: image.id, image_name: image.name };
}

function catalogOf({ id: connectionId }: CitrixConnection, before: CatalogSighting, now: Date) {
  return {
    scope: { connectionId, siteKey: before.site_key },
    catalogId: before.catalog_id,
    since: comparableSince(before, now),
  };
}

function comparedFields({ state, subState, imageId, templateImageName, lastModifiedTime }: Catalog) {
  return { state, subState, imageId: imageId ?? null, imageName: templateImageName, lastModifiedTime };
}
