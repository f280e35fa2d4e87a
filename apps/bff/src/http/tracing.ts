import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { FastifyOtelInstrumentation } from "@fastify/otel";
import { context, DiagLogLevel, diag, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider, RandomIdGenerator } from "@opentelemetry/sdk-trace-node";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import type { LogEvent } from "kysely";
import packageJson from "../../package.json" with { type: "json" };
import type { DatabasePlace } from "../config/database-place.ts";
import type { Background } from "../lib/background.ts";

export interface Tracing {
  /** Makes every request of the server a trace; to be registered first. */
  plugin: (app: FastifyInstance) => Promise<void>;
  /** Makes a piece of work that no request has asked for a trace. */
  background: Background;
  /** Makes a statement to the database a part of the trace that it is for. */
  onStatement: (event: LogEvent) => void;
  /** What a line in the log says of the trace that it belongs to. */
  fieldsForLog: () => Record<string, string>;
  /** Sends what has not been sent yet. */
  end: () => Promise<void>;
}

/**
 * Traces requests, the calls to Citrix and the statements to the database that each leads to, and sends them to the
 * collector that OpenTelemetry's variables name. A trace has its request's id. What the server does by itself is a trace for
 * each piece of work. Nothing is told to Citrix, or taken from whoever sends a request.
 */
export function startTracing(database: DatabasePlace): Tracing {
  const requestIds = new AsyncLocalStorage<string>();
  const random = new RandomIdGenerator();
  const own = {
    "service.name": "catalog-deck",
    "service.version": packageJson.version,
    "service.instance.id": randomUUID(),
  };
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes(own).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    idGenerator: {
      generateTraceId: () => requestIds.getStore() ?? random.generateTraceId(),
      generateSpanId: () => random.generateSpanId(),
    },
  });
  provider.register({ propagator: null });
  const requests = new FastifyOtelInstrumentation({
    // Ours are many, and short.
    instrumentHooks: false,
    instrumentHandler: false,
    // The log has them, under the same id.
    recordExceptions: false,
    requestHook(span, { method, routeOptions, url }) {
      span.updateName([method, routeOptions.url].join(" ").trim());
      // Not what is behind the question mark: a sign-in's code stands there.
      span.setAttribute("url.path", url.split("?", 1)[0] ?? "");
    },
  });
  const calls = new UndiciInstrumentation({ requireParentforSpans: true });
  for (const one of [requests, calls]) one.setTracerProvider(provider);
  const statements = provider.getTracer("database");
  const ownWork = provider.getTracer("background");
  return {
    plugin: fastifyPlugin(async (app: FastifyInstance) => {
      tellTrouble(app.log);
      app.addHook("onRequest", (request, _reply, done) => requestIds.run(request.id, done));
      await app.register(requests.plugin());
      // The body arrives as something that happens to the connection, not in the course of the request.
      app.addHook("preValidation", (request, _reply, done) => {
        context.with(request.opentelemetry().context ?? context.active(), done);
      });
      // Every problem is thrown, and would count as an error of the server.
      app.addHook("onSend", async (request, reply) => {
        if (reply.statusCode < 500) request.opentelemetry().span?.setStatus({ code: SpanStatusCode.OK });
      });
    }),
    async background(name, work) {
      return await ownWork.startActiveSpan(name, { root: true }, async (span) => {
        try {
          return await work();
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    onStatement(event) {
      if (trace.getActiveSpan() === undefined) return;
      const operation = /^\w+/.exec(event.query.sql.trimStart())?.[0].toUpperCase() ?? "STATEMENT";
      const endedAtMs = performance.timeOrigin + performance.now();
      const span = statements.startSpan(operation, {
        kind: SpanKind.CLIENT,
        startTime: endedAtMs - event.queryDurationMillis,
        attributes: {
          "db.system.name": database.kind === "sqlite" ? "sqlite" : "postgresql",
          "db.operation.name": operation,
          // With places instead of values.
          "db.query.text": event.query.sql,
        },
      });
      if (event.level === "error") span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(endedAtMs);
    },
    fieldsForLog(): Record<string, string> {
      const span = trace.getActiveSpan()?.spanContext();
      return span === undefined ? {} : { "trace.id": span.traceId, "span.id": span.spanId };
    },
    async end() {
      for (const one of [requests, calls]) one.disable();
      await provider.shutdown();
    },
  };
}

/** A collector that is away would be reported with every batch: once until something else is wrong is enough. */
function tellTrouble(log: FastifyBaseLogger): void {
  let told = "";
  const tell = (...words: unknown[]) => {
    const said = words.map(String).join(" ");
    const why = /"message":"([^"]*)"/.exec(said)?.[1] ?? said;
    if (why === told) return;
    told = why;
    log.warn({ why }, "traces are not sent");
  };
  const ignore = () => undefined;
  diag.setLogger({ error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
}
