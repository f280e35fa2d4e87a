import type { FastifyInstance } from "fastify";
import { pingStore, type Store } from "../store/database.ts";
import { storageUnavailable, unavailable } from "./http-problem.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Makes readiness fail while requests are still answered: a load balancer looks elsewhere before the end. */
    announceEnd: () => void;
  }
}

/**
 * `/healthz`: the process answers. `/readyz`: requests are welcome: the database answers and the server is not shutting
 * down. Citrix being away changes neither, since stale data and the history are still worth showing.
 */
export function healthRoutes(app: FastifyInstance, store: Store): void {
  let closing = false;
  const announceEnd = () => {
    closing = true;
  };
  app.decorate("announceEnd", announceEnd);
  app.addHook("preClose", async () => announceEnd());
  // A browser's connection that answers its last request now must not stay open and hold the end up.
  app.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
  const options = { config: { access: "anyone", evenWhenBusy: true }, schema: { hide: true } } as const;
  app.get("/healthz", options, async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "ok" }),
  );
  app.get("/readyz", options, async (request, reply) => {
    if (closing) throw unavailable("shutting-down", "The server is shutting down.", 5);
    try {
      await pingStore(store);
    } catch (error) {
      request.log.error({ err: error }, "the database does not answer");
      throw storageUnavailable("The database does not answer.");
    }
    return reply.header("cache-control", "no-store").send({ status: "ready" });
  });
}
