import type { ImageUpdate } from "@catalog-deck/contract";
import fastifyPlugin from "fastify-plugin";
import type { CatalogReaderOptions, CatalogUpdates } from "../catalogs/catalog-reader.ts";
import type { Clock } from "../clock.ts";
import type { Config, ConnectionConfig } from "../config.ts";
import { DurationReader } from "../image-updates/durations.ts";
import type { Store } from "../store/database.ts";
import { imageUpdateFromRow, marksOfUpdates, newestPerCatalog } from "../store/image-updates.ts";
import type { UpdateScope } from "../store/site-key.ts";
import { isStorageTrouble } from "../store/storage-trouble.ts";
import { CitrixConnection, leadsTo } from "./connection.ts";
import { ConnectionRegistry } from "./registry.ts";
import { sameCustomer, tellSharedSites } from "./shared-sites.ts";
import { upstreamMetrics } from "./upstream-meter.ts";

declare module "fastify" {
  interface FastifyInstance {
    connections: ConnectionRegistry;
    updateDurations: DurationReader;
  }
  interface FastifyRequest {
    /** The connection that the path names; set on every route with a `:connectionId`, for whoever sees it. */
    connection: CitrixConnection;
  }
}

export interface ConnectionsPluginOptions {
  config: Config;
  store: Store;
  clock: Clock;
}

/** Decorates the server with its connections to Citrix, gives each request the one that it is about, closes them at the end. */
export const connectionsPlugin = fastifyPlugin<ConnectionsPluginOptions>(
  async (app, { config, store, clock }) => {
    const durations = new DurationReader(store);
    const meterOf = upstreamMetrics(app.metrics, app.log);
    const connections = config.connections.map((configured) => {
      const scope = () => connection.updateScope();
      const connection: CitrixConnection = new CitrixConnection({
        config: configured,
        proxy: config.proxy,
        clock,
        updates: rememberedUpdates(store, durations, configured, scope),
        // Whoever is alone on the database, and with the site, knows of every change without asking.
        ...(config.databaseUrl === undefined && sameCustomer(config.connections, configured).length === 1
          ? {}
          : { marks: () => marksOfUpdates(store, scope()) }),
        meter: meterOf(configured.id),
        log: app.log,
      });
      return connection;
    });
    app.decorate("connections", new ConnectionRegistry(connections));
    app.decorate("updateDurations", durations);
    app.decorateRequest("connection", null as unknown as CitrixConnection);
    // The one place that decides who gets to a connection: no route looks one up by itself.
    app.addHook("preHandler", async (request) => {
      const { connectionId } = (request.params ?? {}) as { connectionId?: string };
      if (connectionId !== undefined) request.connection = app.connections.requireFor(request.person, connectionId);
    });
    app.addHook("onListen", async () => void tellSharedSites(connections, app.log));
    app.addHook("onClose", async () => app.connections.close());
  },
  { name: "connections" },
);

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
