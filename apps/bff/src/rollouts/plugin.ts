import fastifyPlugin from "fastify-plugin";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Config } from "../config/config.ts";
import type { Background } from "../lib/background.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { measureRollouts } from "./metrics.ts";
import { RolloutRunner } from "./runner.ts";

declare module "fastify" {
  interface FastifyInstance {
    rolloutRunner: RolloutRunner;
  }
}

export interface RolloutsPluginOptions {
  config: Config;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  background: Background;
}

/** Runs the open rollouts of all connections while the server listens. */
export const rolloutsPlugin = fastifyPlugin<RolloutsPluginOptions>(
  async (app, { config, store, clock, audit, background }) => {
    const runner = new RolloutRunner({
      store,
      clock,
      audit,
      connections: app.connections,
      starter: app.imageUpdateStarter,
      log: app.log,
      background,
      instanceId: app.instanceId,
      aloneOnStore: config.database.kind === "sqlite",
      onBegun: measureRollouts(app, store, clock),
    });
    await runner.takeOver();
    app.decorate("rolloutRunner", runner);
    app.addHook("onListen", async () => runner.start());
    app.addHook("onClose", async () => await runner.stop());
  },
  { name: "rollouts", dependencies: ["image-updates"] },
);
