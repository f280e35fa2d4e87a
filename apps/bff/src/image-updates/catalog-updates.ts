import type { ImageUpdate } from "@catalog-deck/contract";
import type { CatalogReaderOptions, CatalogUpdates } from "../citrix/catalog-reader.ts";
import { leadsTo } from "../citrix/connection.ts";
import type { ConnectionConfig } from "../config/config.ts";
import type { Store } from "../store/database.ts";
import { fingerprintsOfUpdates, imageUpdateFromRow, newestPerCatalog } from "../store/image-updates.ts";
import type { UpdateScope } from "../store/site-key.ts";
import { isStorageTrouble } from "../store/storage-trouble.ts";
import type { DurationReader } from "./durations.ts";

/** What the catalogs of a connection are joined with; `scope` says whose updates are theirs. */
export function catalogUpdates(store: Store, durations: DurationReader) {
  return (connection: ConnectionConfig, scope: () => UpdateScope) => ({
    updates: rememberedUpdates(store, durations, connection, scope),
    fingerprints: () => fingerprintsOfUpdates(store, scope()),
  });
}

/** Reads our own updates; while the database is away, gives what it said last. */
function rememberedUpdates(
  store: Store,
  durations: DurationReader,
  connection: ConnectionConfig,
  scope: () => UpdateScope,
): CatalogReaderOptions["updates"] {
  let last: ReadonlyMap<string, CatalogUpdates> | undefined;
  return async (catalogId) => {
    try {
      const updates = await updatesByCatalog(store, durations, { connection, scope: scope(), catalogId });
      if (catalogId === undefined) last = updates;
      return { updates, storageAway: false };
    } catch (error) {
      if (!isStorageTrouble(error) || last === undefined) throw error;
      return { updates: last, storageAway: true };
    }
  };
}

async function updatesByCatalog(
  store: Store,
  durations: DurationReader,
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
  const running = [...byCatalog.values()].flatMap(({ activeUpdate }) => activeUpdate ?? []).filter(isUnderWay);
  for (const [id, usualDuration] of await durations.ofUpdates(scope, running)) {
    byCatalog.set(id, { ...byCatalog.get(id), usualDuration });
  }
  return byCatalog;
}

/** Machines that wait for their users, and what may not have started, take as long as they take. */
function isUnderWay({ state, decision }: ImageUpdate): boolean {
  return state !== "waitingForRestart" && decision === undefined;
}
