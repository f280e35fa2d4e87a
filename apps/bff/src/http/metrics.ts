import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import packageJson from "../../package.json" with { type: "json" };
import type { MetricsConfig } from "../config/metrics.ts";
import { definedFields } from "../lib/defined-fields.ts";
import { equalSecrets } from "../lib/equal-secrets.ts";
import { changesOf } from "../store/changes.ts";
import { pingStore, type Store } from "../store/database.ts";
import { isShared } from "../store/lease-time.ts";
import { HttpProblem } from "./http-problem.ts";
import { errorHandler } from "./problems.ts";
import { storeGauge } from "./store-gauge.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** What `/metrics` shows, where it is on; others add theirs to it. Their names are in docs/monitoring.md. */
    metrics: Registry;
  }
}

/** Of OpenTelemetry's semantic conventions, for durations of HTTP requests in seconds. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

interface MetricsRouteOptions {
  config: MetricsConfig | undefined;
  store: Store;
  /** That was packaged, where git knew it. */
  commit?: string | undefined;
}

/**
 * Metrics in Prometheus' text form: the process, and the requests by route, never by address or person. The server's own
 * `/metrics` answers only where a token is configured, and to those who have it.
 */
export const metricsRoute = fastifyPlugin<MetricsRouteOptions>(async (app, { config, store, commit }) => {
  const register = new Registry();
  app.decorate("metrics", register);
  if (config !== undefined) {
    collectDefaultMetrics({ register });
    describeBuild(register, commit);
    measureRequests(app);
    storeGauge(app, { name: "catalog_deck_database_up", help: "1 while the database answers" }, async () => {
      const up = await pingStore(store).then(
        () => 1,
        () => 0,
      );
      return [{ value: up }];
    });
    if (isShared(store)) showNotices(register, store);
  }
  app.get(
    "/metrics",
    { config: { access: "anyone", evenWhenBusy: true }, schema: { hide: true } },
    (request, reply) => {
      if (config?.token === undefined) throw new HttpProblem(404, "not-found", "address-unknown");
      return sendMetrics(request, reply, register, config.token);
    },
  );
});

/** Listens for those who read the metrics, and for nothing else. Rejects when the port cannot be opened. */
export async function listenForMetrics(
  register: Registry,
  { listener, token }: MetricsConfig,
): Promise<FastifyInstance | undefined> {
  if (listener === undefined) return undefined;
  // The end of the server waits for no scraper: one that is cut off asks again.
  const app = Fastify({ forceCloseConnections: true });
  app.setErrorHandler(errorHandler(() => undefined));
  app.get("/metrics", (request, reply) => sendMetrics(request, reply, register, token));
  await app.listen(listener);
  return app;
}

async function sendMetrics(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  register: Registry,
  token: string | undefined,
): Promise<FastifyReply> {
  const [, given = ""] = /^bearer +(.*)$/i.exec(headers.authorization ?? "") ?? [];
  if (token !== undefined && !equalSecrets(given, token)) {
    throw new HttpProblem(401, "wrong-credentials", "metrics-token-wrong", {}, { "www-authenticate": "Bearer" });
  }
  return reply
    .type(register.contentType)
    .header("cache-control", "no-store")
    .send(await register.metrics());
}

function describeBuild(register: Registry, commit: string | undefined): void {
  const labels = { version: packageJson.version, ...definedFields({ commit }), node_version: process.versions.node };
  new Gauge({
    name: "catalog_deck_build_info",
    help: "Always 1; what runs here",
    labelNames: Object.keys(labels),
    registers: [register],
  }).set(labels, 1);
}

/** Without these notices the database is asked for what could be remembered: right, but slow. */
function showNotices(register: Registry, store: Store): void {
  const changes = changesOf(store);
  new Gauge({
    name: "catalog_deck_change_notices_connected",
    help: "1 while PostgreSQL tells this instance what others change, 0 while it has to ask each time",
    registers: [register],
    collect() {
      this.set(changes.areTold() ? 1 : 0);
    },
  });
}

/** As OpenTelemetry's semantic conventions for HTTP servers name and count them. */
function measureRequests(app: FastifyInstance): void {
  const registers = [app.metrics];
  const durations = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Time from a request's arrival to its answer",
    labelNames: ["http_request_method", "http_route", "http_response_status_code", "url_scheme", "error_type"],
    buckets: durationBuckets,
    registers,
  });
  const active = new Gauge({
    name: "http_server_active_requests",
    help: "Requests that have no answer yet",
    labelNames: ["http_request_method", "url_scheme"],
    registers,
  });
  app.addHook("onRequest", async (request, reply) => {
    const labels = { http_request_method: request.method, url_scheme: request.protocol };
    active.inc(labels);
    reply.raw.once("close", () => active.dec(labels));
  });
  app.addHook("onResponse", async (request, reply) => {
    const { statusCode } = reply;
    const labels = {
      http_request_method: request.method,
      http_response_status_code: statusCode,
      url_scheme: request.protocol,
      ...definedFields({
        http_route: request.routeOptions.url,
        error_type: statusCode >= 500 ? String(statusCode) : undefined,
      }),
    };
    durations.observe(labels, reply.elapsedTime / 1_000);
  });
}
