import type { FastifyInstance } from "fastify";
import { Counter, Histogram } from "prom-client";
import { storeGauge } from "../http/store-gauge.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { type ImageUpdateRow, isExternal } from "../store/image-updates.ts";
import { countOpenUpdates, countUndecidedUpdates, longestDueMs } from "../store/operating-figures.ts";

/** Is told of every image update that this process has recorded the end of, once that is committed. */
export type OnUpdateEnded = (row: ImageUpdateRow) => void;

const results = ["succeeded", "rolledBack", "failed", "rejected", "unknown"];
const origins = ["catalog-deck", "external"];
/** From minutes to two days: machines wait for their users. */
const durationBuckets = [300, 600, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 14_400, 28_800, 57_600, 86_400, 172_800];

/** Adds what there is to know of image updates to the metrics. Returns what counts those that end. */
export function measureImageUpdates(app: FastifyInstance, store: Store, clock: Clock): OnUpdateEnded {
  const registers = [app.metrics];
  const labelNames = ["result", "origin"];
  storeGauge(
    app,
    {
      name: "catalog_deck_image_updates",
      help: "Image updates that have not ended, by state; of all instances",
      labelNames: ["state", "origin"],
    },
    async () => (await countOpenUpdates(store)).map(({ count: value, ...labels }) => ({ labels, value })),
  );
  storeGauge(
    app,
    {
      name: "catalog_deck_image_updates_undecided",
      help: "Image updates that wait for an administrator to decide whether they have started; of all instances",
    },
    async () => [{ value: await countUndecidedUpdates(store) }],
  );
  storeGauge(
    app,
    {
      name: "catalog_deck_image_update_step_delay_seconds",
      help: "How long the step of an image update that is due the longest has been so; of all instances",
    },
    async () => [{ value: (await longestDueMs(store, clock, "image_updates")) / 1_000 }],
  );
  const ended = new Counter({
    name: "catalog_deck_image_updates_ended_total",
    help: "Image updates whose end this instance has recorded; an external one that is only seen when it has ended included",
    labelNames,
    registers,
  });
  for (const result of results) for (const origin of origins) ended.inc({ result, origin }, 0);
  const durations = new Histogram({
    name: "catalog_deck_image_update_duration_seconds",
    help: "Time from the request for an image update, of an external one from its start by Citrix, to its end; without rejected ones",
    labelNames,
    buckets: durationBuckets,
    registers,
  });
  return (row) => {
    const labels = { result: row.state, origin: row.origin };
    ended.inc(labels);
    const began = isExternal(row) ? row.started_at : row.recorded_at;
    if (row.state === "rejected" || began === null || row.finished_at === null) return;
    durations.observe(labels, Math.max(0, Date.parse(row.finished_at) - Date.parse(began)) / 1_000);
  };
}
