import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { pingStore, proveWritable, type Store } from "../store/database.ts";
import { storageTrouble } from "../store/storage-trouble.ts";
import { storageUnavailable, unavailable } from "./http-problem.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Makes readiness fail while requests are still answered: a load balancer looks elsewhere before the end. */
    announceEnd: () => void;
  }
}

/** However often it is asked: proving costs a write to the disk. */
const provenForMs = 2_000;

/**
 * `/healthz`: the process answers. `/readyz`: requests are welcome: the database can be read and written and the server is
 * not shutting down. Citrix being away changes neither, since stale data and the history are still worth showing.
 */
export const healthRoutes = fastifyPlugin(health);

async function health(app: FastifyInstance, { store }: { store: Store }): Promise<void> {
  let closing = false;
  const writable = provenWritable(store);
  const announceEnd = () => {
    closing = true;
  };
  app.decorate("announceEnd", announceEnd);
  app.addHook("preClose", async () => announceEnd());
  // A browser's connection that answers its last request now must not stay open and hold the end up.
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing) reply.header("connection", "close");
    done();
  });
  // Nor may one whose answer was on its way already: the port, once closed, waits for it.
  app.addHook("onResponse", (_request, _reply, done) => {
    if (!app.server.listening) app.server.closeIdleConnections();
    done();
  });
  const options = { config: { access: "anyone", evenWhenBusy: true }, schema: { hide: true } } as const;
  app.get("/healthz", options, async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ status: "ok" }),
  );
  app.get("/readyz", options, async (request, reply) => {
    if (closing) throw unavailable("shutting-down", "shutting-down", 5);
    try {
      await pingStore(store);
      await writable();
    } catch (error) {
      const why = storageTrouble(error);
      request.log.error({ err: error, why }, "not ready");
      throw storageUnavailable(why);
    }
    return reply.header("cache-control", "no-store").send({ status: "ready" });
  });
}

/** Proves that the database can be written, once for all who ask within a time; a failure counts for nobody else. */
function provenWritable(store: Store): () => Promise<void> {
  let provenAtMs = Number.NEGATIVE_INFINITY;
  let proving: Promise<void> | undefined;
  const prove = async () => {
    try {
      await proveWritable(store);
      provenAtMs = performance.now();
    } finally {
      proving = undefined;
    }
  };
  return async () => {
    if (performance.now() - provenAtMs < provenForMs) return;
    proving ??= prove();
    await proving;
  };
}
