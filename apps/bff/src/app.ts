import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CatalogServiceError } from "@catalog-deck/catalogservice";
import fastifyCompress from "@fastify/compress";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { AuditLog } from "./audit/audit-log.ts";
import { auditMetrics } from "./audit/metrics.ts";
import { auditRoutes } from "./audit/routes.ts";
import { AuditVerifier } from "./audit/verification.ts";
import { catalogRoutes } from "./catalogs/routes.ts";
import { problemFromCitrix } from "./citrix/citrix-problems.ts";
import type { ClientTimes } from "./citrix/connection.ts";
import { connectionsPlugin } from "./citrix/plugin.ts";
import type { Config } from "./config/config.ts";
import { readClientAddress } from "./http/client-address.ts";
import { watchClockDifference } from "./http/clock-difference.ts";
import { healthRoutes } from "./http/health.ts";
import { demandAccessOnEveryRoute } from "./http/known-routes.ts";
import { metricsRoute } from "./http/metrics.ts";
import { collectOpenApi, openApiRoute } from "./http/openapi.ts";
import { overloadGuard } from "./http/overload.ts";
import { answerUnknownRoutes, describeProblems } from "./http/problem-routes.ts";
import { errorHandler } from "./http/problems.ts";
import { newRequestId } from "./http/request-id.ts";
import { logRequests } from "./http/request-log.ts";
import { securityHeaders, setSecurityHeaders } from "./http/security-headers.ts";
import { readWebApp, serveWebApp } from "./http/static-app.ts";
import type { Tracing } from "./http/tracing.ts";
import { answerForNode, answerUnreadable } from "./http/unreadable-requests.ts";
import { ensureAccounts } from "./identity/accounts/accounts.ts";
import { identityPlugin } from "./identity/plugin.ts";
import { catalogUpdates } from "./image-updates/catalog-updates.ts";
import { DurationReader } from "./image-updates/durations.ts";
import { imageUpdatesPlugin } from "./image-updates/plugin.ts";
import { imageUpdateRoutes } from "./image-updates/routes.ts";
import { startNothingRoutes } from "./image-updates/start-nothing.ts";
import { imageRoutes } from "./images/routes.ts";
import { untraced } from "./lib/background.ts";
import { type Clock, systemClock } from "./lib/clock.ts";
import { feature } from "./lib/feature.ts";
import { rolloutsPlugin } from "./rollouts/plugin.ts";
import { waveStartsOf } from "./rollouts/rollout-view.ts";
import { rolloutRoutes } from "./rollouts/routes.ts";
import { settingsRoutes } from "./settings/routes.ts";
import type { Store } from "./store/database.ts";
import { DatabaseClock } from "./store/database-clock.ts";
import { isShared } from "./store/lease-time.ts";

/** A request's head and body (64 kB at most, of some routes 256) have this long to arrive. */
const arrivalMs = 20_000;
/** Of everything that is about one connection; its plugin finds out which. */
const connectionPath = "/api/connections/:connectionId";
const builtWebApp = fileURLToPath(new URL("../../web/dist", import.meta.url));

export interface AppOptions {
  config: Config;
  /** Opened and closed by the caller: it outlives the server. */
  store: Store;
  /** By default the machine's or, where instances share the database, the database's. */
  clock?: Clock;
  logger?: FastifyBaseLogger;
  tracing?: Tracing;
  clientTimes?: ClientTimes;
  webRoot?: string;
}

/** The whole server, ready to listen or to be asked by `inject`. */
export async function buildApp({ config, store, logger, webRoot, ...options }: AppOptions) {
  const clock = options.clock ?? (await clockOf(store));
  const web = readWebApp(webRoot ?? builtWebApp);
  const headers = securityHeaders({
    https: config.publicUrl.protocol === "https:",
    inlineHashes: web.inlineHashes,
  });
  const handleError = errorHandler((error) =>
    error instanceof CatalogServiceError ? problemFromCitrix(error, {}, clock.now()) : undefined,
  );
  const app: FastifyInstance = Fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "http.request.id" }),
    genReqId: newRequestId,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    bodyLimit: 64 * 1024,
    // The absolute form, which a server has to take (RFC 9112, section 3.2.2), is the same address to everything here.
    rewriteUrl: ({ url = "" }) => url.replace(/^https?:\/\/[^/?#]*\/?/i, "/"),
    // Long enough that an absurd id meets its check (400) instead of no route (404).
    routerOptions: { maxParamLength: 16_384 },
    return503OnClosing: false,
    // Node's own answer would have none of our headers; answerForNode refuses it instead.
    // And a request that never arrives whole is given up, however many bytes of it drip in.
    http: { requireHostHeader: false, headersTimeout: arrivalMs, connectionsCheckingInterval: 5_000 },
    requestTimeout: arrivalMs,
    clientErrorHandler: answerUnreadable(headers),
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...headers, "x-request-id": request.id });
      handleError(error, request, reply);
    },
  });
  const audit = new AuditLog(store, clock);
  const verifier = new AuditVerifier(store, clock);
  const durations = new DurationReader(store);
  const background = options.tracing?.background ?? untraced;
  const shared = { config, store, clock, audit, durations, background };
  await ensureAccounts(store, { config, clock, audit });

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler(handleError);
  // What holds for every request comes first, each part for what comes after it.
  if (options.tracing !== undefined) await app.register(options.tracing.plugin);
  await app.register(readClientAddress);
  await app.register(setSecurityHeaders, { headers });
  await app.register(answerForNode, { headers });
  await app.register(demandAccessOnEveryRoute);
  await app.register(describeProblems);
  await app.register(answerUnknownRoutes);
  await app.register(fastifyCompress, { encodings: ["br", "gzip"], threshold: 1024 });
  await app.register(collectOpenApi);
  await app.register(overloadGuard);
  await app.register(healthRoutes, { store });
  await app.register(logRequests);
  await app.register(metricsRoute, { config: config.metrics, store, commit: packagedCommit() });
  await app.register(watchClockDifference, { clock });
  await app.register(identityPlugin, shared);
  await app.register(connectionsPlugin, {
    ...shared,
    clientTimes: options.clientTimes,
    updatesOf: catalogUpdates({
      store,
      durations,
      waveStarts: (rolloutId) => waveStartsOf({ store, durations }, rolloutId, clock.now()),
    }),
  });
  // Features: what one registers is its own, and each takes what it needs of what is shared.
  await app.register(feature(catalogRoutes), { ...shared, prefix: connectionPath });
  await app.register(feature(imageRoutes), { ...shared, prefix: connectionPath });
  await app.register(imageUpdatesPlugin, shared);
  await app.register(feature(imageUpdateRoutes), { ...shared, prefix: connectionPath });
  await app.register(feature(startNothingRoutes), { ...shared, prefix: connectionPath });
  await app.register(rolloutsPlugin, shared);
  await app.register(feature(rolloutRoutes), { ...shared, prefix: `${connectionPath}/rollouts` });
  await app.register(feature(settingsRoutes), { ...shared, prefix: "/api/settings" });
  if (config.metrics !== undefined) await app.register(auditMetrics, { store, verifier });
  await app.register(feature(auditRoutes), { ...shared, verifier, prefix: "/api/audit" });
  await app.register(feature(openApiRoute));
  await app.register(feature(serveWebApp), { web });
  await app.ready();
  return app;
}

async function clockOf(store: Store): Promise<Clock> {
  if (!isShared(store)) return systemClock;
  const clock = new DatabaseClock(store, systemClock);
  await clock.measure();
  return clock;
}

/** What make-package.ts has written; a server that runs from the sources has none. */
function packagedCommit(): string | undefined {
  const { commit } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    commit?: string;
  };
  return commit;
}
