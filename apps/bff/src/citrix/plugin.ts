import fastifyPlugin from "fastify-plugin";
import { Gauge, type Registry } from "prom-client";
import type { Config, ConnectionConfig } from "../config/config.ts";
import type { Clock } from "../lib/clock.ts";
import type { UpdateScope } from "../store/site-key.ts";
import type { CatalogReaderOptions } from "./catalog-reader.ts";
import { CitrixConnection, type ClientTimes } from "./connection.ts";
import { ConnectionRegistry } from "./registry.ts";
import { sameCustomer, warnOfSharedSites } from "./shared-sites.ts";
import { upstreamMetrics } from "./upstream-meter.ts";

declare module "fastify" {
  interface FastifyInstance {
    connections: ConnectionRegistry;
  }
  interface FastifyRequest {
    /** The connection that the path names; set on every route with a `:connectionId`, for whoever sees it. */
    connection: CitrixConnection;
  }
}

export interface ConnectionsPluginOptions {
  config: Config;
  clock: Clock;
  clientTimes?: ClientTimes | undefined;
  /** Our own image updates, to be joined to the catalogs of a connection whose updates are those of the scope. */
  updatesOf: (
    connection: ConnectionConfig,
    scope: () => UpdateScope,
  ) => { updates: CatalogReaderOptions["updates"]; fingerprints: NonNullable<CatalogReaderOptions["fingerprints"]> };
}

/** Decorates the server with its connections to Citrix, gives each request the one that it is about, closes them at the end. */
export const connectionsPlugin = fastifyPlugin<ConnectionsPluginOptions>(
  async (app, { config, clock, clientTimes, updatesOf }) => {
    const meterOf = upstreamMetrics(app.metrics, app.log);
    const connections = config.connections.map((configured) => {
      const { updates, fingerprints } = updatesOf(configured, () => connection.updateScope());
      const connection: CitrixConnection = new CitrixConnection({
        config: configured,
        proxy: config.proxy,
        clock,
        clientTimes,
        updates,
        // Whoever is alone on the database, and with the site, knows of every change without asking.
        ...(config.database.kind === "sqlite" && sameCustomer(config.connections, configured).length === 1
          ? {}
          : { fingerprints }),
        meter: meterOf(configured.id),
        log: app.log,
      });
      return connection;
    });
    app.decorate("connections", new ConnectionRegistry(connections));
    measureAges(app.metrics, connections, clock);
    app.decorateRequest("connection", null as unknown as CitrixConnection);
    // The one place that decides who gets to a connection: no route looks one up by itself.
    app.addHook("preHandler", (request, _reply, done) => {
      const { connectionId } = (request.params ?? {}) as { connectionId?: string };
      if (connectionId !== undefined) request.connection = app.connections.requireFor(request.person, connectionId);
      done();
    });
    app.addHook("onListen", async () => void warnOfSharedSites(connections, app.log));
    app.addHook("onClose", async () => app.connections.close());
  },
  { name: "connections" },
);

/** Until the first list is there its age counts from the start of the server: one that never comes is noticed too. */
function measureAges(register: Registry, connections: readonly CitrixConnection[], clock: Clock): void {
  const startedAtMs = clock.steadyMs();
  new Gauge({
    name: "catalog_deck_catalogs_age_seconds",
    help: "Age of the newest list of catalogs that Citrix has given",
    labelNames: ["connection"],
    registers: [register],
    collect() {
      for (const { id, catalogs } of connections) {
        const ageMs = catalogs.listAgeMs() ?? clock.steadyMs() - startedAtMs;
        this.set({ connection: id }, ageMs / 1_000);
      }
    },
  });
}
