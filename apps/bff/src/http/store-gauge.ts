import type { FastifyInstance } from "fastify";
import { Gauge } from "prom-client";
import { within } from "../lib/within.ts";

/** Whoever reads the metrics waits ten seconds or so: what the database does not tell by then is left out. */
const answerWithinMs = 3_000;

interface StoreGauge {
  name: string;
  help: string;
  labelNames?: readonly string[];
}

/**
 * A gauge whose values are asked of the database whenever the metrics are read. While the database is away it has none:
 * an old value would look like a new one.
 */
export function storeGauge(
  app: FastifyInstance,
  { labelNames = [], ...named }: StoreGauge,
  read: () => Promise<readonly { labels?: Record<string, string>; value: number }[]>,
): void {
  new Gauge({
    ...named,
    labelNames: [...labelNames],
    registers: [app.metrics],
    async collect() {
      const values = await within(read(), answerWithinMs, []).catch((error: unknown) => {
        app.log.debug({ err: error, metric: named.name }, "a metric could not be read from the database");
        return [];
      });
      this.reset();
      if (labelNames.length === 0) this.remove();
      for (const { labels = {}, value } of values) this.set(labels, value);
    },
  });
}
