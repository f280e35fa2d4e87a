import type {
  ImageUpdate,
  Rollout,
  RolloutDetail,
  RolloutState,
  RolloutTarget,
  RolloutTargetState,
  RolloutWave,
} from "@catalog-deck/contract";
import { estimatedEnd, estimatedWaves } from "@catalog-deck/domain";
import type { DurationReader } from "../image-updates/durations.ts";
import { definedFields } from "../lib/defined-fields.ts";
import type { Store } from "../store/database.ts";
import { type Database, imageUpdateFromRow } from "../store/image-updates.ts";
import { updatesByIds } from "../store/rollout-updates.ts";
import {
  findRollout,
  newestEvents,
  type RolloutRow,
  type RolloutTargetRow,
  type RolloutWaveRow,
  rollbacksOf,
  targetsOf,
  wavesOf,
} from "../store/rollouts.ts";
import { gateOf, holdOf, responsibleOf, scopeOfRollout, startOf, wasSentIn } from "./rollout-records.ts";

const busyPollMs = 5_000;
const idlePollMs = 30_000;
/** A rollout that begins so soon is looked at as eagerly as one that runs. */
const soonMs = 5 * 60_000;

/** What browsers are told of rollouts, read from the database. */
export interface RolloutViewOptions {
  store: Store;
  durations: DurationReader;
}

/** Rollouts as a list shows them, in the order of the rows. */
export async function viewsOf(
  { store, durations }: RolloutViewOptions,
  rows: readonly RolloutRow[],
  now: Date,
): Promise<Rollout[]> {
  const ids = rows.map(({ id }) => id);
  const [targets, rollbacks] = [await targetsOf(store, ids), await rollbacksOf(store, ids)];
  const updates = await updatesOf(store, targets);
  const byRollout = Map.groupBy(targets, ({ rollout_id }) => rollout_id);
  const views: Rollout[] = [];
  for (const row of rows) {
    const mine = byRollout.get(row.id) ?? [];
    const waves = isGateCounting(row) ? await wavesOf(store, row.id) : new Map();
    const end = await endOf(durations, row, mine, { updates, now, opensAt: openingOf(row, mine, waves)?.at });
    views.push(summary(row, mine, { updates, rolledBackBy: rollbacks.get(row.id), end }));
  }
  return views;
}

/** One rollout with everything of it. */
export async function detailOf(
  { store, durations }: RolloutViewOptions,
  row: RolloutRow,
  now: Date,
): Promise<RolloutDetail> {
  const targets = await targetsOf(store, [row.id]);
  const [updates, rollbacks] = [await updatesOf(store, targets), await rollbacksOf(store, [row.id])];
  const [waves, events] = [await wavesOf(store, row.id), await newestEvents(store, row.id)];
  const opensAt = openingOf(row, targets, waves)?.at;
  const end = await endOf(durations, row, targets, { updates, now, opensAt });
  const shown = summary(row, targets, { updates, rolledBackBy: rollbacks.get(row.id), end });
  return {
    ...shown,
    targets: targets.map((target) => targetView(target, updates)),
    waves: wavesView(row, targets, waves),
    events,
    pollAfterMs: pollAfterMsOf([shown], now),
  };
}

/** Milliseconds until rollouts are worth asking for again. */
export function pollAfterMsOf(rollouts: readonly Rollout[], now: Date): number {
  const isBusy = ({ state, startsAt, counts, finishedAt }: Rollout) => {
    if (finishedAt !== undefined) return false;
    if (state === "scheduled") return Date.parse(startsAt ?? "") - now.getTime() < soonMs;
    return state === "running" || counts.starting + counts.updating > 0;
  };
  return rollouts.some(isBusy) ? busyPollMs : idlePollMs;
}

type Updates = ReadonlyMap<string, ImageUpdate>;

async function updatesOf(db: Database, targets: readonly RolloutTargetRow[]): Promise<Updates> {
  const rows = await updatesByIds(
    db,
    targets.flatMap(({ image_update_id }) => image_update_id ?? []),
  );
  return new Map(rows.map((row) => [row.id, imageUpdateFromRow(row)]));
}

async function endOf(
  durations: DurationReader,
  row: RolloutRow,
  targets: readonly RolloutTargetRow[],
  facts: { updates: Updates; now: Date; opensAt?: Date | undefined },
): Promise<Date | undefined> {
  const { plan, left, from } = await outlookOf(durations, row, targets, facts);
  const end = estimatedEnd(plan, left, from);
  return end && toTheMinute(end);
}

/** What is left of a rollout with how long it usually takes; nothing while it is held: nobody knows when it goes on. */
async function outlookOf(
  durations: DurationReader,
  row: RolloutRow,
  targets: readonly RolloutTargetRow[],
  { updates, now, opensAt = now }: { updates: Updates; now: Date; opensAt?: Date | undefined },
) {
  const goesOn = row.state === "scheduled" || row.state === "running";
  const left = targets.filter(({ state }) => goesOn && ["waiting", "starting", "updating"].includes(state));
  const { vda_update_delay: vdaUpdateDelay, max_parallel: maxParallel } = row;
  const usual = await durations.ofUpdates(
    scopeOfRollout(row),
    left.map(({ catalog_id: catalogId }) => ({ catalogId, vdaUpdateDelay })),
  );
  const isAhead = row.started_at === null && row.starts_at > now.toISOString();
  return {
    plan: { gate: gateOf(row), maxParallel, vdaUpdateDelay },
    left: left.map((target) => ({
      wave: target.wave,
      state: target.state as RolloutTargetState,
      p95Ms: usual.get(target.catalog_id)?.p95Ms,
      requestedAt: requestedAtOf(target, updates),
    })),
    from: isAhead ? new Date(row.starts_at) : opensAt,
  };
}

/** A finer figure would be another answer at every poll. */
function toTheMinute(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / 60_000) * 60_000);
}

/** When each wave that is left of a rollout is expected to begin, by its number; a wave that nobody can tell of is absent. */
export async function waveStartsOf(
  { store, durations }: RolloutViewOptions,
  rolloutId: string,
  now: Date,
): Promise<ReadonlyMap<number, Date>> {
  const row = await findRollout(store, rolloutId);
  if (row === undefined) return new Map();
  const targets = await targetsOf(store, [rolloutId]);
  const waves = isGateCounting(row) ? await wavesOf(store, rolloutId) : new Map();
  const facts = { updates: await updatesOf(store, targets), now, opensAt: openingOf(row, targets, waves)?.at };
  const { plan, left, from } = await outlookOf(durations, row, targets, facts);
  return new Map(estimatedWaves(plan, left, from).map(({ wave, startsAt }) => [wave, toTheMinute(startsAt)]));
}

function requestedAtOf({ image_update_id }: RolloutTargetRow, updates: Updates): Date | undefined {
  const update = image_update_id === null ? undefined : updates.get(image_update_id);
  return update?.requestedAt === undefined ? undefined : new Date(update.requestedAt);
}

function summary(
  row: RolloutRow,
  targets: readonly RolloutTargetRow[],
  facts: { updates: Updates; rolledBackBy: string | undefined; end: Date | undefined },
): Rollout {
  const { id, displayName } = responsibleOf(row);
  return {
    id: row.id,
    name: row.name,
    state: row.state as RolloutState,
    createdBy: { id: row.created_by_id, displayName: row.created_by_name },
    responsible: { id, displayName },
    createdAt: row.created_at,
    startsAt: row.starts_at,
    vdaUpdateDelay: row.vda_update_delay,
    gate: gateOf(row),
    stopAfterFailures: row.stop_after_failures,
    maxParallel: row.max_parallel,
    start: startOf(row),
    ...definedFields({
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      estimatedEnd: facts.end?.toISOString(),
      undoUntil: row.state === "scheduled" ? row.undo_until : null,
      warningTitle: row.warning_title,
      warningMessage: row.warning_message,
      reason: row.reason,
      rollbackOf: row.rollback_of,
      rolledBackBy: facts.rolledBackBy,
      hold: holdOf(row),
      waits:
        row.waits === null || !["scheduled", "running"].includes(row.state)
          ? null
          : (JSON.parse(row.waits) as Rollout["waits"]),
    }),
    counts: countsOf(targets),
    cells: targets.map((target) => {
      const { wave, state, image_update_id } = target;
      const update = image_update_id === null ? undefined : facts.updates.get(image_update_id);
      return {
        wave,
        state: state as RolloutTargetState,
        ...definedFields({ percent: state === "updating" ? update?.percent : undefined }),
      };
    }),
    images: imagesOf(targets),
    version: row.version,
  };
}

/** How many targets are in each state. */
export function countsOf(targets: readonly Pick<RolloutTargetRow, "state">[]): Rollout["counts"] {
  const count = (state: RolloutTargetState) => targets.filter((target) => target.state === state).length;
  return {
    waiting: count("waiting"),
    starting: count("starting"),
    updating: count("updating"),
    succeeded: count("succeeded"),
    failed: count("failed"),
    skipped: count("skipped"),
    cancelled: count("cancelled"),
  };
}

function imagesOf(targets: readonly RolloutTargetRow[]): Rollout["images"] {
  const groups = Map.groupBy(targets, ({ from_image_id, to_image_id }) => `${from_image_id} ${to_image_id}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { from, to } = imageNames(first);
    return [{ ...definedFields({ from }), to, catalogs: group.length }];
  });
}

function imageNames(target: RolloutTargetRow) {
  const { from_image_id, from_image_name, to_image_id, to_image_name } = target;
  return {
    from: from_image_id === null ? undefined : { id: from_image_id, name: from_image_name ?? from_image_id },
    to: { id: to_image_id, name: to_image_name },
  };
}

function targetView(target: RolloutTargetRow, updates: Updates): RolloutTarget {
  const { from, to } = imageNames(target);
  const { image_update_id, skip_reason } = target;
  return {
    catalogId: target.catalog_id,
    catalogName: target.catalog_name,
    wave: target.wave,
    position: target.position,
    state: target.state as RolloutTargetState,
    attempt: target.attempt,
    toImage: to,
    acknowledgedWarnings: JSON.parse(target.acknowledged_warnings) as string[],
    ...definedFields({
      machines: target.machines,
      fromImage: from,
      failureAccepted: target.failure_accepted === 1 ? (true as const) : null,
      busySince: target.state === "waiting" ? target.busy_since : null,
      update: image_update_id === null ? undefined : updates.get(image_update_id),
      skipReason: skip_reason === null ? null : (JSON.parse(skip_reason) as RolloutTarget["skipReason"]),
    }),
  };
}

function wavesView(
  row: RolloutRow,
  targets: readonly RolloutTargetRow[],
  known: ReadonlyMap<number, RolloutWaveRow>,
): RolloutWave[] {
  const numbers = [...new Set(targets.map(({ wave }) => wave))];
  const opening = openingOf(row, targets, known);
  return numbers.map((number): RolloutWave => {
    const members = targets.filter(({ wave }) => wave === number);
    const isDone = members.every(
      ({ state, failure_accepted }) =>
        ["succeeded", "skipped", "cancelled"].includes(state) || (state === "failed" && failure_accepted === 1),
    );
    const isBegun = members.some(({ state }) => ["starting", "updating", "succeeded", "failed"].includes(state));
    const own = known.get(number);
    const before = known.get(number - 1);
    return {
      number,
      state: isDone ? "done" : isBegun ? "running" : "waiting",
      ...definedFields({
        startedAt: own?.started_at,
        finishedAt: isDone ? own?.ended_at : null,
        opensAt: opening?.wave === number ? opening.at.toISOString() : null,
        passedAt: before?.passed_at,
        passedBy: before?.passed_by ? (JSON.parse(before.passed_by) as RolloutWave["passedBy"]) : null,
        note: before?.note,
      }),
    };
  });
}

/** Whether its waves may have minutes between them that pass now. */
function isGateCounting({ gate, state }: RolloutRow): boolean {
  return gate === "minutes" && state === "running";
}

/** The wave whose gate counts its minutes now, and when that opens. */
function openingOf(
  row: RolloutRow,
  targets: readonly RolloutTargetRow[],
  known: ReadonlyMap<number, RolloutWaveRow>,
): { wave: number; at: Date } | undefined {
  if (!isGateCounting(row)) return undefined;
  const before = [...known.values()].find(
    ({ number, ended_at, passed_at }) =>
      ended_at !== null &&
      passed_at === null &&
      wasSentIn(number, targets) &&
      targets.some(({ wave }) => wave === number + 1),
  );
  if (before === undefined) return undefined;
  const endedMs = Date.parse(before.ended_at ?? "");
  return { wave: before.number + 1, at: new Date(endedMs + (row.gate_minutes ?? 0) * 60_000) };
}
