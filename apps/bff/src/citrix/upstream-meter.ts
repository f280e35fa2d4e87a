import type { CallReport, GatedCall } from "@catalog-deck/catalogservice";
import { connectionTroubleInWords } from "@catalog-deck/domain";
import type { FastifyBaseLogger } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { definedFields } from "../lib/defined-fields.ts";
import type { BreakerState, GovernorEvents, UpstreamGovernor } from "./upstream-governor.ts";
import { upstreamLimits } from "./upstream-limits.ts";

const numberOfState = { closed: 0, "half-open": 1, open: 2 } as const satisfies Record<BreakerState, number>;

/** What there is to know of one connection's calls to Citrix. */
export interface ConnectionMeter extends GovernorEvents {
  called(report: CallReport): void;
  watch(governor: UpstreamGovernor): void;
}

/**
 * Counts the calls to Citrix for `/metrics` and writes a debug line for each: operation, outcome, time and transaction id,
 * never a header, an address or a body. Returns what makes the meter of one connection.
 */
export function upstreamMetrics(register: Registry, log: FastifyBaseLogger): (connection: string) => ConnectionMeter {
  const registers = [register];
  const governors = new Map<string, UpstreamGovernor>();
  const lastTroubles = new Map<string, string>();
  const durations = new Histogram({
    name: "http_client_request_duration_seconds",
    help: "Time of each HTTP call to Citrix Cloud; error_type says why it failed",
    labelNames: ["connection", "operation", "http_request_method", "http_response_status_code", "error_type"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const heldBack = new Counter({
    name: "catalog_deck_citrix_calls_held_back_total",
    help: "Calls that were not sent: breaker, retry-after or ceiling; retry-budget: retries that were given up",
    labelNames: ["connection", "operation", "reason"],
    registers,
  });
  const retries = new Counter({
    name: "catalog_deck_citrix_retries_total",
    help: "Calls that were tried again after a passing failure",
    labelNames: ["connection", "operation"],
    registers,
  });
  new Gauge({
    name: "catalog_deck_citrix_breaker_state",
    help: "Circuit breaker of a connection: 0 closed, 1 half-open, 2 open",
    labelNames: ["connection"],
    registers,
    collect() {
      for (const [connection, governor] of governors) this.set({ connection }, numberOfState[governor.breakerState()]);
    },
  });
  new Gauge({
    name: "catalog_deck_citrix_calls_last_minute",
    help: "Calls of a connection in the last 60 s, which the ceiling bounds",
    labelNames: ["connection"],
    registers,
    collect() {
      for (const [connection, governor] of governors) this.set({ connection }, governor.callsInLastMinute());
    },
  });
  new Gauge({
    name: "catalog_deck_citrix_calls_per_minute_limit",
    help: "The ceiling: calls that a connection may make in any 60 s",
    registers,
  }).set(upstreamLimits.callsPerMinute);
  return (connection) => ({
    called({ operation, method, status, durationMs, transactionId, attempt, errorKind, connection: trouble }) {
      const outcome = errorKind ?? "ok";
      const labels = { http_response_status_code: status, error_type: errorKind };
      durations.observe(
        { connection, operation, http_request_method: method, ...definedFields(labels) },
        durationMs / 1_000,
      );
      const line = {
        "http.request.method": method,
        "http.response.status_code": status,
        "event.duration": Math.round(durationMs * 1_000_000),
      };
      const about = { connection, operation, outcome, attempt, citrixTransactionId: transactionId };
      log.debug({ ...line, ...about }, "called Citrix");
      // Once for each thing that is wrong, not once for each call that meets it.
      const sentence = trouble === undefined ? "" : connectionTroubleInWords(trouble);
      if (trouble !== undefined && lastTroubles.get(connection) !== sentence) {
        log.warn({ connection, trouble }, `no connection to Citrix: ${sentence}`);
      }
      lastTroubles.set(connection, sentence);
    },
    heldBack({ operation }: GatedCall, reason) {
      heldBack.inc({ connection, operation, reason });
      log.debug({ connection, operation, reason }, "held a call to Citrix back");
    },
    retried({ operation }: GatedCall) {
      retries.inc({ connection, operation });
    },
    breakerChanged(state, nextTryAt) {
      if (state === "open") log.warn({ connection, nextTryAt }, "Citrix keeps failing: calls are paused");
      else if (state === "closed") log.info({ connection }, "Citrix answers again");
    },
    watch(governor) {
      governors.set(connection, governor);
    },
  });
}
