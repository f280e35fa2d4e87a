import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import fastifyPlugin from "fastify-plugin";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Config } from "../config/config.ts";
import type { Background } from "../lib/background.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { ExternalChanges } from "./external-changes.ts";
import { measureImageUpdates, type OnUpdateEnded } from "./metrics.ts";
import { ImageUpdateStarter } from "./starter.ts";
import { UpdateWatcher } from "./watcher.ts";

declare module "fastify" {
  interface FastifyInstance {
    imageUpdateStarter: ImageUpdateStarter;
    updateWatcher: UpdateWatcher;
    /** Names this process among those that share the database. */
    instanceId: string;
    externalChanges: ExternalChanges;
    /** To be told of every image update whose end is recorded. */
    onUpdateEnded: OnUpdateEnded;
  }
}

export interface ImageUpdatesPluginOptions {
  config: Config;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  background: Background;
}

/** Starts image updates and follows them to their end; `imageUpdateRoutes` has the routes. */
export const imageUpdatesPlugin = fastifyPlugin<ImageUpdatesPluginOptions>(
  async (app, { config, store, clock, audit, background }) => {
    const aloneOnStore = config.database.kind === "sqlite";
    const onEnded = measureImageUpdates(app, store, clock);
    const shared = { store, clock, audit, log: app.log, background, onEnded };
    const starter = new ImageUpdateStarter({ ...shared, othersShareStore: !aloneOnStore });
    const instanceId = `${hostname()} ${process.pid} ${randomUUID()}`;
    const watcher = new UpdateWatcher({ ...shared, connections: app.connections, instanceId, aloneOnStore });
    await watcher.takeOver();
    const externalChanges = new ExternalChanges({ ...shared, connections: app.connections.all() });
    app.decorate("instanceId", instanceId);
    app.decorate("imageUpdateStarter", starter);
    app.decorate("updateWatcher", watcher);
    app.decorate("externalChanges", externalChanges);
    app.decorate("onUpdateEnded", onEnded);
    app.addHook("onListen", async () => {
      watcher.start();
      externalChanges.start();
    });
    app.addHook("onClose", async () => {
      await starter.settled();
      await externalChanges.stop();
      await watcher.stop();
    });
  },
  { name: "image-updates", dependencies: ["connections"] },
);
