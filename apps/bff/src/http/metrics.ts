import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

declare module "fastify" {
  interface FastifyInstance {
    /** What `/metrics` shows; others add theirs to it. */
    metrics: Registry;
  }
}

/** `/metrics` in Prometheus' text form: the process, and how long requests take by route (never by address or person). */
export const metricsRoute = fastifyPlugin(metrics);

async function metrics(app: FastifyInstance): Promise<void> {
  const register = new Registry();
  app.decorate("metrics", register);
  collectDefaultMetrics({ register });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's arrival to its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [register],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    if (reply.statusCode >= 500 && !request.wasShed) {
      request.log.warn({ method: request.method, route, status: reply.statusCode }, "answered with an error");
    }
  });
  app.get(
    "/metrics",
    { config: { access: "anyone", evenWhenBusy: true }, schema: { hide: true } },
    async (_request, reply) =>
      reply
        .type(register.contentType)
        .header("cache-control", "no-store")
        .send(await register.metrics()),
  );
}
