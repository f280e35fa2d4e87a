import fastifyPlugin from "fastify-plugin";
import type { CatalogUpdates } from "../catalogs/catalog-reader.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Store } from "../store/database.ts";
import { imageUpdateFromRow, newestPerCatalog } from "../store/image-updates.ts";
import { CitrixConnection } from "./connection.ts";
import { ConnectionRegistry } from "./registry.ts";

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
    const connections = config.connections.map(
      (connection) =>
        new CitrixConnection({
          config: connection,
          clock,
          updates: (catalogId) => updatesByCatalog(store, connection.id, catalogId),
        }),
    );
    app.decorate("connections", new ConnectionRegistry(connections));
    app.addHook("onClose", async () => app.connections.close());
  },
  { name: "connections" },
);

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
