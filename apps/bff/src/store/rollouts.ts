import type { CatalogRollout, RolloutEvent, RolloutState, RolloutTargetState } from "@catalog-deck/contract";
import type { ExpressionBuilder, InsertObject, Selectable, UpdateObject } from "kysely";
import { definedFields } from "../lib/defined-fields.ts";
import type { Database } from "./image-updates.ts";
import type { RolloutsTable, RolloutTargetsTable } from "./rollouts.tables.ts";
import type { UpdateScope } from "./site-key.ts";
import type { Tables } from "./tables.ts";

export type RolloutRow = Omit<Selectable<RolloutsTable>, "site_key">;
export type RolloutTargetRow = Selectable<RolloutTargetsTable>;
export type RolloutWaveRow = Selectable<Tables["rollout_waves"]>;
export type RolloutTargetChanges = UpdateObject<Tables, "rollout_targets">;

const eventsShown = 100;

function inScope({ connectionId, siteKey }: UpdateScope) {
  return (eb: ExpressionBuilder<Tables, "rollouts">) =>
    siteKey === undefined
      ? eb("rollouts.connection_id", "=", connectionId)
      : eb.or([eb("rollouts.connection_id", "=", connectionId), eb("rollouts.site_key", "=", siteKey)]);
}

/** Adds a rollout with its targets. Fails on a key that was used, or on a catalog that stands in another open one. */
export async function insertRollout(
  db: Database,
  row: InsertObject<Tables, "rollouts">,
  targets: readonly RolloutTargetRow[],
): Promise<void> {
  await db.insertInto("rollouts").values(row).execute();
  await insertTargets(db, targets);
}

/** Puts other targets in the place of those that were planned. */
export async function replaceTargets(db: Database, id: string, targets: readonly RolloutTargetRow[]): Promise<void> {
  await db.deleteFrom("rollout_targets").where("rollout_id", "=", id).execute();
  await insertTargets(db, targets);
}

async function insertTargets(db: Database, targets: readonly RolloutTargetRow[]): Promise<void> {
  // One statement takes a limited number of values.
  for (let from = 0; from < targets.length; from += 50) {
    await db
      .insertInto("rollout_targets")
      .values(targets.slice(from, from + 50))
      .execute();
  }
}

/** Ids of the rollouts that have neither ended nor been cancelled, oldest first. */
export async function openRolloutIds(db: Database): Promise<string[]> {
  const open: RolloutState[] = ["scheduled", "running", "held"];
  const rows = await db.selectFrom("rollouts").select("id").where("state", "in", open).orderBy("created_at").execute();
  return rows.map(({ id }) => id);
}

export async function findRollout(db: Database, id: string): Promise<RolloutRow | undefined> {
  return await db.selectFrom("rollouts").selectAll().where("id", "=", id).executeTakeFirst();
}

/** One rollout by its id, if it shows through a connection of that scope. */
export async function findRolloutInScope(
  db: Database,
  scope: UpdateScope,
  id: string,
): Promise<RolloutRow | undefined> {
  return await db.selectFrom("rollouts").selectAll().where("id", "=", id).where(inScope(scope)).executeTakeFirst();
}

export async function findRolloutByKey(db: Database, personId: string, key: string): Promise<RolloutRow | undefined> {
  return await db
    .selectFrom("rollouts")
    .selectAll()
    .where("created_by_id", "=", personId)
    .where("request_key", "=", key)
    .executeTakeFirst();
}

export interface RolloutFilter {
  scope: UpdateScope;
  states?: readonly RolloutState[] | undefined;
  /** Only rollouts older than this one, in the order of the list. */
  olderThan?: { createdAt: string; id: string } | undefined;
  limit: number;
}

/** Rollouts of a scope, newest first. */
export async function listRollouts(
  db: Database,
  { scope, states, olderThan, limit }: RolloutFilter,
): Promise<RolloutRow[]> {
  let query = db.selectFrom("rollouts").selectAll().where(inScope(scope));
  if (states !== undefined) query = query.where("state", "in", states);
  if (olderThan !== undefined) {
    query = query.where(({ eb, and, or }) =>
      or([
        eb("created_at", "<", olderThan.createdAt),
        and([eb("created_at", "=", olderThan.createdAt), eb("id", "<", olderThan.id)]),
      ]),
    );
  }
  return await query.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).execute();
}

/** The targets of rollouts, each rollout's in the order of its plan. */
export async function targetsOf(db: Database, rolloutIds: readonly string[]): Promise<RolloutTargetRow[]> {
  if (rolloutIds.length === 0) return [];
  return await db
    .selectFrom("rollout_targets")
    .selectAll()
    .where("rollout_id", "in", rolloutIds)
    .orderBy("wave")
    .orderBy("position")
    .execute();
}

/** The newest rollout that puts the images of each of these back, by their ids. */
export async function rollbacksOf(db: Database, rolloutIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (rolloutIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("rollouts")
    .select(["id", "rollback_of"])
    .where("rollback_of", "in", rolloutIds)
    .orderBy("created_at")
    .execute();
  return new Map(rows.flatMap(({ id, rollback_of }) => (rollback_of === null ? [] : [[rollback_of, id]])));
}

/** The waves that have begun or ended, by number. */
export async function wavesOf(db: Database, rolloutId: string): Promise<ReadonlyMap<number, RolloutWaveRow>> {
  const rows = await db.selectFrom("rollout_waves").selectAll().where("rollout_id", "=", rolloutId).execute();
  return new Map(rows.map((row) => [row.number, row]));
}

export async function noteWave(
  db: Database,
  rolloutId: string,
  number: number,
  facts: Partial<Omit<RolloutWaveRow, "rollout_id" | "number">>,
): Promise<void> {
  const empty = { started_at: null, ended_at: null, passed_at: null, passed_by: null, note: null };
  await db
    .insertInto("rollout_waves")
    .values({ rollout_id: rolloutId, number, ...empty, ...facts })
    .onConflict((conflict) => conflict.columns(["rollout_id", "number"]).doUpdateSet(facts))
    .execute();
}

/** The newest 100 events, newest first. */
export async function newestEvents(db: Database, rolloutId: string): Promise<RolloutEvent[]> {
  const rows = await db
    .selectFrom("rollout_events")
    .selectAll()
    .where("rollout_id", "=", rolloutId)
    .orderBy("position", "desc")
    .limit(eventsShown)
    .execute();
  return rows.map(({ at, kind, actor, params }) => ({
    at,
    kind,
    ...(actor === null ? {} : { actor: JSON.parse(actor) as NonNullable<RolloutEvent["actor"]> }),
    params: JSON.parse(params) as RolloutEvent["params"],
  }));
}

export async function appendRolloutEvent(db: Database, rolloutId: string, event: RolloutEvent): Promise<void> {
  const last = await db
    .selectFrom("rollout_events")
    .select(({ fn }) => fn.max("position").as("position"))
    .where("rollout_id", "=", rolloutId)
    .executeTakeFirst();
  await db
    .insertInto("rollout_events")
    .values({
      rollout_id: rolloutId,
      position: (last?.position ?? 0) + 1,
      at: event.at,
      kind: event.kind,
      actor: event.actor === undefined ? null : JSON.stringify(event.actor),
      params: JSON.stringify(event.params),
    })
    .execute();
}

/** Writes what has become known since into the newest event of a kind. */
export async function changeNewestEvent(
  db: Database,
  rolloutId: string,
  kind: string,
  params: RolloutEvent["params"],
): Promise<void> {
  await db
    .updateTable("rollout_events")
    .set({ params: JSON.stringify(params) })
    .where("rollout_id", "=", rolloutId)
    .where("position", "=", ({ selectFrom }) =>
      selectFrom("rollout_events")
        .select(({ fn }) => fn.max("position").as("position"))
        .where("rollout_id", "=", rolloutId)
        .where("kind", "=", kind),
    )
    .execute();
}

/**
 * Takes a rollout for an act: until the transaction ends nobody else changes it, and its version is one more. The row as
 * it is then, or undefined when there is none.
 */
export async function lockRollout(db: Database, id: string): Promise<RolloutRow | undefined> {
  return await db
    .updateTable("rollouts")
    .set((eb) => ({ version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

/** The row of a rollout, which nobody else changes until the transaction ends. */
export async function keepRollout(db: Database, id: string): Promise<RolloutRow | undefined> {
  return await db
    .updateTable("rollouts")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

/** Changes a rollout that is locked. */
export async function changeRollout(
  db: Database,
  id: string,
  changes: UpdateObject<Tables, "rollouts">,
): Promise<void> {
  await db.updateTable("rollouts").set(changes).where("id", "=", id).execute();
}

/** Changes those targets of a rollout that are in one of the states. Gives their catalogs. */
export async function changeTargets(
  db: Database,
  rolloutId: string,
  which: { catalogIds?: readonly string[]; states: readonly RolloutTargetState[]; attempt?: number },
  changes: RolloutTargetChanges,
): Promise<string[]> {
  if (which.catalogIds?.length === 0) return [];
  let query = db
    .updateTable("rollout_targets")
    .set(changes)
    .where("rollout_id", "=", rolloutId)
    .where("state", "in", which.states);
  if (which.catalogIds !== undefined) query = query.where("catalog_id", "in", which.catalogIds);
  if (which.attempt !== undefined) query = query.where("attempt", "=", which.attempt);
  const rows = await query.returning("catalog_id").execute();
  return rows.map(({ catalog_id }) => catalog_id);
}

/**
 * Brings up to date which catalogs an open rollout keeps for itself: those that wait, start or update, and failures that
 * nobody has accepted. One that another rollout has taken meanwhile stays with that one.
 */
export async function renewHoldOnCatalogs(db: Database, rolloutId: string): Promise<void> {
  const mine = db.updateTable("rollout_targets").where("rollout_id", "=", rolloutId);
  const isKept = (eb: ExpressionBuilder<Tables, "rollout_targets">) =>
    eb.or([
      eb("state", "in", ["waiting", "starting", "updating"]),
      eb.and([eb("state", "=", "failed"), eb("failure_accepted", "=", 0)]),
    ]);
  await mine
    .set({ holds_catalog: 0 })
    .where("holds_catalog", "=", 1)
    .where((eb) => eb.not(isKept(eb)))
    .execute();
  await mine
    .set({ holds_catalog: 1 })
    .where("holds_catalog", "=", 0)
    .where(isKept)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("rollout_targets as other")
            .select("other.catalog_id")
            .whereRef("other.site_key", "=", "rollout_targets.site_key")
            .whereRef("other.catalog_id", "=", "rollout_targets.catalog_id")
            .where("other.holds_catalog", "=", 1),
        ),
      ),
    )
    .execute();
}

/** The open rollout of each catalog of a scope, or of one catalog. */
export async function openRolloutOfCatalogs(
  db: Database,
  scope: UpdateScope,
  catalogId?: string,
): Promise<ReadonlyMap<string, CatalogRollout>> {
  let query = db
    .selectFrom("rollout_targets")
    .innerJoin("rollouts", "rollouts.id", "rollout_targets.rollout_id")
    .select(["rollouts.id", "rollouts.name", "rollouts.state", "rollouts.starts_at", "rollouts.started_at"])
    .select(["rollout_targets.catalog_id", "rollout_targets.wave", "rollout_targets.state as target_state"])
    .select(["rollout_targets.to_image_id", "rollout_targets.to_image_name"])
    .select(({ selectFrom }) => [
      selectFrom("rollout_targets as all")
        .whereRef("all.rollout_id", "=", "rollouts.id")
        .select(({ fn }) => fn.max("all.wave").as("waves"))
        .as("waves"),
      selectFrom("rollout_targets as open")
        .whereRef("open.rollout_id", "=", "rollouts.id")
        .where("open.holds_catalog", "=", 1)
        .select(({ fn }) => fn.min("open.wave").as("current"))
        .as("current_wave"),
    ])
    .where("rollout_targets.holds_catalog", "=", 1)
    .where(inScope(scope));
  if (catalogId !== undefined) query = query.where("rollout_targets.catalog_id", "=", catalogId);
  const rows = await query.execute();
  return new Map(
    rows.map((row) => [
      row.catalog_id,
      {
        id: row.id,
        name: row.name,
        wave: row.wave,
        waves: row.waves ?? row.wave,
        currentWave: row.current_wave ?? row.wave,
        targetState: row.target_state as RolloutTargetState,
        toImage: { id: row.to_image_id, name: row.to_image_name },
        rolloutState: row.state as RolloutState,
        ...definedFields({ startsAt: row.started_at === null ? row.starts_at : null }),
      },
    ]),
  );
}

/** Ids of the rollouts among these targets' catalogs that keep a catalog of this site, except those of one rollout. */
export async function catalogsInOpenRollouts(
  db: Database,
  siteKey: string,
  except?: string,
): Promise<ReadonlyMap<string, { id: string; name: string }>> {
  let query = db
    .selectFrom("rollout_targets")
    .innerJoin("rollouts", "rollouts.id", "rollout_targets.rollout_id")
    .select(["rollout_targets.catalog_id", "rollouts.id", "rollouts.name"])
    .where("rollout_targets.site_key", "=", siteKey)
    .where("rollout_targets.holds_catalog", "=", 1);
  if (except !== undefined) query = query.where("rollouts.id", "!=", except);
  const rows = await query.execute();
  return new Map(rows.map(({ catalog_id, id, name }) => [catalog_id, { id, name }]));
}
