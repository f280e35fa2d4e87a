import type { ImageUpdate } from "@catalog-deck/contract";
import type { CatalogReaderOptions, CatalogUpdates, KnownUpdates } from "../citrix/catalog-reader.ts";
import { leadsTo } from "../citrix/connection.ts";
import type { ConnectionConfig } from "../config/config.ts";
import { definedFields } from "../lib/defined-fields.ts";
import { changesOf } from "../store/changes.ts";
import type { Store } from "../store/database.ts";
import { fingerprintsOfUpdates, imageUpdateFromRow, newestPerCatalog } from "../store/image-updates.ts";
import { openRolloutOfCatalogs } from "../store/rollouts.ts";
import type { UpdateScope } from "../store/site-key.ts";
import { findStoppedStarts } from "../store/start-nothing.ts";
import { isStorageTrouble } from "../store/storage-trouble.ts";
import type { DurationReader } from "./durations.ts";
import { startNothingOf } from "./start-nothing.ts";

/** When each wave of a rollout is expected to begin, by its number. */
type WaveStarts = (rolloutId: string) => Promise<ReadonlyMap<number, Date>>;

interface UpdateSources {
  store: Store;
  durations: DurationReader;
  waveStarts: WaveStarts;
}

/** What the catalogs of a connection are joined with; `scope` says whose updates are theirs. */
export function catalogUpdates(sources: UpdateSources) {
  const { store } = sources;
  return (connection: ConnectionConfig, scope: () => UpdateScope) => ({
    updates: rememberedUpdates(sources, connection, scope),
    fingerprints: rememberedFingerprints(store, scope),
  });
}

type Fingerprints = { running: string; shown: string };

/** Fingerprints as they are now, read anew only when something may have changed them. */
function rememberedFingerprints(store: Store, scope: () => UpdateScope): () => Promise<Fingerprints> {
  const changes = changesOf(store);
  let known: { key: string; fingerprints: Promise<Fingerprints> } | undefined;
  const forget = () => {
    known = undefined;
  };
  changes.listen("updates", forget);
  return () => {
    const now = scope();
    const key = JSON.stringify(now);
    if (!changes.areTold() || known?.key !== key) {
      known = { key, fingerprints: fingerprints(store, now) };
      known.fingerprints.catch(forget);
    }
    return known.fingerprints;
  };
}

/** Another text whenever an update went on, or a rollout or its targets did. */
async function fingerprints(store: Store, scope: UpdateScope): Promise<Fingerprints> {
  const { running, shown } = await fingerprintsOfUpdates(store, scope);
  const rollouts = [...(await openRolloutOfCatalogs(store, scope))].sort(([a], [b]) => (a < b ? -1 : 1));
  const stopped = await findStoppedStarts(store, scope.connectionId);
  return { running, shown: JSON.stringify([shown, rollouts, stopped ?? null]) };
}

/** Reads our own updates; while the database is away, gives what it said last. */
function rememberedUpdates(
  sources: UpdateSources,
  connection: ConnectionConfig,
  scope: () => UpdateScope,
): CatalogReaderOptions["updates"] {
  let last: Omit<KnownUpdates, "storageAway"> | undefined;
  return async (catalogId) => {
    try {
      const updates = await updatesByCatalog(sources, { connection, scope: scope(), catalogId });
      const { stopped } = startNothingOf(await findStoppedStarts(sources.store, connection.id));
      const known = { updates, ...(stopped === null ? {} : { startNothing: stopped }) };
      if (catalogId === undefined) last = known;
      return { ...known, storageAway: false };
    } catch (error) {
      if (!isStorageTrouble(error) || last === undefined) throw error;
      return { ...last, storageAway: true };
    }
  };
}

async function updatesByCatalog(
  { store, durations, waveStarts }: UpdateSources,
  { connection, scope, catalogId }: { connection: ConnectionConfig; scope: UpdateScope; catalogId: string | undefined },
): Promise<ReadonlyMap<string, CatalogUpdates>> {
  const byCatalog = new Map<string, CatalogUpdates>();
  for (const row of await newestPerCatalog(store, scope, catalogId)) {
    // One of another customer or site is not about the catalog that has its id here.
    if (!leadsTo(connection, { customerId: row.customer_id, siteId: row.site_id })) continue;
    const update = imageUpdateFromRow(row);
    const known = byCatalog.get(row.catalog_id) ?? {};
    byCatalog.set(row.catalog_id, { ...known, [row.active === 1 ? "activeUpdate" : "lastUpdate"]: update });
  }
  const running = [...byCatalog.values()].flatMap(({ activeUpdate }) => activeUpdate ?? []).filter(takesUsualTime);
  for (const [id, usualDuration] of await durations.ofUpdates(scope, running)) {
    byCatalog.set(id, { ...byCatalog.get(id), usualDuration });
  }
  const starts = new Map<string, ReadonlyMap<number, Date>>();
  for (const [id, rollout] of await openRolloutOfCatalogs(store, scope, catalogId)) {
    const ofRollout = starts.get(rollout.id) ?? (await waveStarts(rollout.id));
    starts.set(rollout.id, ofRollout);
    const isAhead = rollout.wave > rollout.currentWave;
    const waveStartsAt = isAhead ? ofRollout.get(rollout.wave)?.toISOString() : undefined;
    byCatalog.set(id, { ...byCatalog.get(id), rollout: { ...rollout, ...definedFields({ waveStartsAt }) } });
  }
  return byCatalog;
}

/** Machines that wait for their users, and what may not have started, take as long as they take. */
function takesUsualTime({ state, decision }: ImageUpdate): boolean {
  return state !== "waitingForRestart" && decision === undefined;
}
