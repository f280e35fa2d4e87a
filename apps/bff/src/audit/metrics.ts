import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { Gauge } from "prom-client";
import { storeGauge } from "../http/store-gauge.ts";
import { readAuditHead } from "../store/audit-log.ts";
import type { Store } from "../store/database.ts";
import type { AuditVerifier } from "./verification.ts";

/** After the start, when there is other work, and then a few times a day: it reads the whole log. */
const firstAfterMs = 60_000;
const everyMs = 6 * 60 * 60_000;

interface AuditMetricsOptions {
  store: Store;
  verifier: AuditVerifier;
}

/**
 * Adds the length of the audit log to the metrics, and whether its chain is whole: verified every six hours, and whenever
 * an administrator asks.
 */
export const auditMetrics = fastifyPlugin<AuditMetricsOptions>(async (app, { store, verifier }) => {
  storeGauge(app, { name: "catalog_deck_audit_entries", help: "Entries of the audit log" }, async () => [
    { value: (await readAuditHead(store))?.sequence ?? 0 },
  ]);
  showLastResult(app, verifier);
  const verify = async () => {
    try {
      const { firstBroken } = await verifier.verify();
      if (firstBroken !== undefined) app.log.error(firstBroken, "the audit log's chain is broken");
    } catch (error) {
      app.log.warn({ err: error }, "the audit log could not be verified");
    }
  };
  const timers: NodeJS.Timeout[] = [];
  app.addHook("onListen", async () => {
    timers.push(setTimeout(verify, firstAfterMs).unref(), setInterval(verify, everyMs).unref());
  });
  app.addHook("onClose", async () => timers.forEach(clearTimeout));
});

function showLastResult(app: FastifyInstance, verifier: AuditVerifier): void {
  new Gauge({
    name: "catalog_deck_audit_chain_intact",
    help: "1 if the chain of the audit log was whole when it was last verified, 0 if it was broken",
    registers: [app.metrics],
    collect() {
      if (verifier.last === undefined) this.remove();
      else this.set(verifier.last.whole ? 1 : 0);
    },
  });
  new Gauge({
    name: "catalog_deck_audit_chain_verified_timestamp_seconds",
    help: "When the chain of the audit log was last verified",
    registers: [app.metrics],
    collect() {
      if (verifier.last === undefined) this.remove();
      else this.set(Date.parse(verifier.last.checkedAt) / 1_000);
    },
  });
}
