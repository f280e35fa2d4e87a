import type { FastifyInstance } from "fastify";
import { Histogram } from "prom-client";
import { storeGauge } from "../http/store-gauge.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { countOpenRollouts, earliestStart, longestDueMs } from "../store/operating-figures.ts";

const delayBuckets = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Adds what there is to know of rollouts to the metrics. Returns what takes the delay of each start, in milliseconds. */
export function measureRollouts(app: FastifyInstance, store: Store, clock: Clock): (delayMs: number) => void {
  storeGauge(
    app,
    {
      name: "catalog_deck_rollouts",
      help: "Rollouts that have not ended, by state; of all instances",
      labelNames: ["state"],
    },
    async () => (await countOpenRollouts(store)).map(({ count: value, ...labels }) => ({ labels, value })),
  );
  storeGauge(
    app,
    {
      name: "catalog_deck_rollout_start_overdue_seconds",
      help: "By how much the rollout whose start is due the longest is late; of all instances",
    },
    async () => {
      const startsAt = await earliestStart(store);
      const lateMs = startsAt === undefined ? 0 : clock.now().getTime() - startsAt.getTime();
      return [{ value: Math.max(0, lateMs) / 1_000 }];
    },
  );
  storeGauge(
    app,
    {
      name: "catalog_deck_rollout_step_delay_seconds",
      help: "How long the step of a rollout that is due the longest has been so; of all instances",
    },
    async () => [{ value: (await longestDueMs(store, clock, "rollouts")) / 1_000 }],
  );
  const delays = new Histogram({
    name: "catalog_deck_rollout_start_delay_seconds",
    help: "By how much a rollout that this instance has begun was late",
    buckets: delayBuckets,
    registers: [app.metrics],
  });
  return (delayMs) => delays.observe(Math.max(0, delayMs) / 1_000);
}
