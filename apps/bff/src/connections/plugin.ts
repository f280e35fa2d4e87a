import fastifyPlugin from "fastify-plugin";
import type { CatalogReaderOptions, CatalogUpdates } from "../catalogs/catalog-reader.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Store } from "../store/database.ts";
import { imageUpdateFromRow, newestPerCatalog } from "../store/image-updates.ts";
import { isStorageTrouble } from "../store/storage-trouble.ts";
import { CitrixConnection } from "./connection.ts";
import { ConnectionRegistry } from "./registry.ts";
import { upstreamMetrics } from "./upstream-meter.ts";

declare module "fastify" {
  interface FastifyInstance {
    connections: ConnectionRegistry;
  }
}

export interface ConnectionsPluginOptions {
  config: Config;
  store: Store;
  clock: Clock;
}

/** Decorates the server with its connections to Citrix, and closes them with it. */
export const connectionsPlugin = fastifyPlugin<ConnectionsPluginOptions>(
  async (app, { config, store, clock }) => {
    const meterOf = upstreamMetrics(app.metrics, app.log);
    const connections = config.connections.map(
      (connection) =>
        new CitrixConnection({
          config: connection,
          clock,
          updates: rememberedUpdates(store, connection.id),
          meter: meterOf(connection.id),
        }),
    );
    app.decorate("connections", new ConnectionRegistry(connections));
    app.addHook("onClose", async () => app.connections.close());
  },
  { name: "connections" },
);

/** Reads our own updates; while the database is away, gives what it said last. */
function rememberedUpdates(store: Store, connectionId: string): CatalogReaderOptions["updates"] {
  let last: ReadonlyMap<string, CatalogUpdates> | undefined;
  return async (catalogId) => {
    try {
      const updates = await updatesByCatalog(store, connectionId, catalogId);
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
  connectionId: string,
  catalogId?: string,
): Promise<ReadonlyMap<string, CatalogUpdates>> {
  const byCatalog = new Map<string, CatalogUpdates>();
  for (const row of await newestPerCatalog(store, connectionId, catalogId)) {
    const update = imageUpdateFromRow(row);
    const known = byCatalog.get(row.catalog_id) ?? {};
    byCatalog.set(row.catalog_id, { ...known, [row.active === 1 ? "activeUpdate" : "lastUpdate"]: update });
  }
  return byCatalog;
}
