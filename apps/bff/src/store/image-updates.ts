import type { FactOf, ImageUpdate, ImageUpdateEvent, ImageUpdateState, OpenDecision } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";
import {
  type ExpressionBuilder,
  type InsertObject,
  type Selectable,
  type SelectQueryBuilder,
  sql,
  type Transaction,
  type UpdateObject,
} from "kysely";
import { definedFields } from "../lib/defined-fields.ts";
import type { Store } from "./database.ts";
import { factOfText } from "./fact-text.ts";
import type { ImageUpdatesTable } from "./image-updates.tables.ts";
import { siteKeysOf, type UpdateScope } from "./site-key.ts";
import type { Tables } from "./tables.ts";

/** The store, or a transaction on it. */
export type Database = Store | Transaction<Tables>;
export type ImageUpdateRow = Omit<Selectable<ImageUpdatesTable>, "site_key">;
/** What of a row is to change; times may be left to the database. */
export type ImageUpdateChanges = UpdateObject<Tables, "image_updates">;

export function inScope({ connectionId, siteKey }: UpdateScope) {
  return (eb: ExpressionBuilder<Tables, "image_updates">) =>
    siteKey === undefined
      ? eb("connection_id", "=", connectionId)
      : eb("site_key", "in", siteKeysOf({ connectionId, siteKey }));
}

/** A row as browsers see it, without its timeline. */
export function imageUpdateFromRow(row: ImageUpdateRow): ImageUpdate {
  const answer = row.answer_trouble === null ? undefined : factOfText(row.answer_trouble);
  return {
    id: row.id,
    ...(row.customer_id === null || row.site_id === null
      ? {}
      : { site: { customerId: row.customer_id, siteId: row.site_id } }),
    catalogId: row.catalog_id,
    catalogName: row.catalog_name,
    fromImage: row.from_image_id === null ? null : { id: row.from_image_id, name: row.from_image_name ?? "" },
    ...timesOfRecord(row),
    state: row.state as ImageUpdateState,
    ...definedFields({
      toImage: toImageOf(row),
      vdaUpdateDelay: row.vda_update_delay,
      requestedBy:
        row.requested_by_id === null ? null : { id: row.requested_by_id, displayName: row.requested_by_name ?? "" },
      warningTitle: row.warning_title,
      warningMessage: row.warning_message,
      reason: row.reason,
      rollsBack: row.rolls_back_id,
      rolloutId: row.rollout_id,
      machinesKeepDisk: row.machines_keep_disk === null ? null : row.machines_keep_disk === 1,
      subState: row.sub_state,
      percent: row.percent,
      startedAt: row.started_at,
      estimatedMinutes: row.estimated_minutes,
      finishedAt: row.finished_at,
      ...stated(row.fact),
      citrixTransactionId: row.citrix_transaction_id,
      answerTrouble: answer && factInWords(answer),
      answerFact: answer,
      decision: openDecisionOf(row),
    }),
  };
}

/** A fact that a row keeps, and the same in English. */
function stated(text: string | null): { fact?: FactOf; message?: string } {
  if (text === null) return {};
  const fact = factOfText(text);
  return { fact, message: factInWords(fact) };
}

function timesOfRecord(
  row: ImageUpdateRow,
): Pick<ImageUpdate, "origin" | "requestedAt" | "noticedAt" | "seenRunningSince"> {
  if (!isExternal(row)) return { origin: "catalog-deck", requestedAt: row.recorded_at };
  return {
    origin: "external",
    noticedAt: row.recorded_at,
    ...definedFields({ seenRunningSince: row.seen_running_since }),
  };
}

/** Whether it was seen at Citrix without having been asked for here. */
export function isExternal({ origin }: Pick<ImageUpdateRow, "origin">): boolean {
  return origin === "external";
}

/** The image that it moves the catalog to; null while that is not known. */
export function toImageOf(row: Pick<ImageUpdateRow, "to_image_id" | "to_image_name">) {
  return row.to_image_id === null ? null : { id: row.to_image_id, name: row.to_image_name ?? row.to_image_id };
}

/** The question that an administrator has to answer about this update, if there is one. */
export function openDecisionOf(row: ImageUpdateRow): OpenDecision | undefined {
  if (row.state !== "unknown" || row.decision_needed_since === null || row.catalog_seen === null) return undefined;
  const image = toImageOf(row);
  // Only an update that was asked for here has an answer to lose, and of that one the image is known.
  if (image === null) return undefined;
  const answer: FactOf =
    row.answer_trouble === null ? { code: "answer-missing", params: {} } : factOfText(row.answer_trouble);
  return {
    neededSince: row.decision_needed_since,
    sent: {
      at: row.recorded_at,
      image,
      answer: factInWords(answer),
      answerFact: answer,
      ...definedFields({
        citrixTransactionId: row.citrix_transaction_id,
        lastModifiedTime: row.last_modified_at_request,
      }),
    },
    catalog: JSON.parse(row.catalog_seen) as OpenDecision["catalog"],
  };
}

/** Adds an update. Fails on the unique index while another update of that catalog has not ended. */
export async function insertImageUpdate(db: Database, row: InsertObject<Tables, "image_updates">): Promise<void> {
  await db.insertInto("image_updates").values(row).execute();
}

/** Adds a step to an update's timeline, after those that are there. */
export async function appendImageUpdateEvent(
  db: Database,
  updateId: string,
  event: { at: string; state: string; sub_state: string | null; percent: number | null; fact: string | null },
): Promise<void> {
  const last = await db
    .selectFrom("image_update_events")
    .select((columns) => columns.fn.max("position").as("position"))
    .where("update_id", "=", updateId)
    .executeTakeFirst();
  await db
    .insertInto("image_update_events")
    .values({ update_id: updateId, position: (last?.position ?? 0) + 1, ...event })
    .execute();
}

/** The timeline of an update, oldest first. */
export async function timelineOf(db: Database, updateId: string): Promise<ImageUpdateEvent[]> {
  const rows = await db
    .selectFrom("image_update_events")
    .selectAll()
    .where("update_id", "=", updateId)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    at: row.at,
    state: row.state as ImageUpdateState,
    ...definedFields({ subState: row.sub_state, percent: row.percent, ...stated(row.fact) }),
  }));
}

export async function findImageUpdate(db: Database, id: string): Promise<ImageUpdateRow | undefined> {
  return await db.selectFrom("image_updates").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The newest update that takes this one back, if one does. */
export async function findRollBackOf(db: Database, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("image_updates")
    .select("id")
    .where("rolls_back_id", "=", id)
    .orderBy("recorded_at", "desc")
    .executeTakeFirst();
  return row?.id;
}

/** The update that keeps others of the same catalog from starting, if there is one. */
export async function findBlockingUpdate(
  db: Database,
  scope: UpdateScope,
  catalogId: string,
): Promise<ImageUpdateRow | undefined> {
  return await db
    .selectFrom("image_updates")
    .selectAll()
    .where(inScope(scope))
    .where("catalog_id", "=", catalogId)
    .where("blocks_catalog", "=", 1)
    .executeTakeFirst();
}

/** Updates of a catalog that have not ended, or were recorded or ended at `since` or later, oldest first. */
export async function updatesSince(
  db: Database,
  catalog: { scope: UpdateScope; catalogId: string; since: string },
): Promise<ImageUpdateRow[]> {
  return await db
    .selectFrom("image_updates")
    .selectAll()
    .where(inScope(catalog.scope))
    .where("catalog_id", "=", catalog.catalogId)
    .where(({ eb, or }) =>
      or([eb("active", "=", 1), eb("recorded_at", ">=", catalog.since), eb("finished_at", ">=", catalog.since)]),
    )
    .orderBy("recorded_at")
    .orderBy("id")
    .execute();
}

/** How many external updates have not ended, of all connections. */
export async function countExternal(db: Database): Promise<number> {
  const row = await db
    .selectFrom("image_updates")
    .select(({ fn }) => fn.countAll<number | string>().as("count"))
    .where("active", "=", 1)
    .where("origin", "=", "external")
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface ImageUpdateFilter {
  scope: UpdateScope;
  catalogId?: string | undefined;
  state?: ImageUpdateState | undefined;
  requestedById?: string | undefined;
  /** When it was asked for: not before, and before. ISO 8601 in UTC. */
  from?: string | undefined;
  to?: string | undefined;
  /** Each must be found: words in lower case. */
  words?: readonly string[] | undefined;
  /** Only updates older than this one, in the order of the list. */
  olderThan?: { recordedAt: string; id: string } | undefined;
  limit: number;
}

/**
 * Updates of the site that a connection leads to, and of the connection wherever it led before, newest first. Each of both
 * comes from an index of its own, so that a page costs the same however long the history is.
 */
export async function listImageUpdates(db: Database, filter: ImageUpdateFilter): Promise<ImageUpdateRow[]> {
  const { connectionId, siteKey } = filter.scope;
  const own = newestOf(db.selectFrom("image_updates").where("connection_id", "=", connectionId), filter);
  if (siteKey === undefined) return await own.selectAll().execute();
  const shared = newestOf(db.selectFrom("image_updates").where("site_key", "=", siteKey), filter);
  const ids = db
    .selectFrom(own.select("id").as("own"))
    .select("own.id")
    .union(db.selectFrom(shared.select("id").as("shared")).select("shared.id"));
  const both = db.selectFrom("image_updates").where("id", "in", ids);
  return await newestOf(both, filter).selectAll().execute();
}

const searchedText = sql<string>`lower(catalog_name || ' ' || coalesce(from_image_name, '') || ' ' || to_image_name || ' '
  || requested_by_name || ' ' || coalesce(reason, '') || ' ' || coalesce(citrix_transaction_id, '') || ' ' || id)`;

function holdsText(word: string) {
  const pattern = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
  return sql<boolean>`${searchedText} like ${pattern} escape '\\'`;
}

/** SQLite's `lower` leaves letters outside ASCII as they are: the "Ü" of a name is found by its large form. */
function spelledLarge(word: string): string {
  return word.replace(/[^\x20-\x7e]/gu, (letter) => letter.toUpperCase());
}

/** Everyone who asked for an update of a scope, under the name of the newest, by name; 500 people at most. */
export async function peopleOfUpdates(
  db: Database,
  scope: UpdateScope,
): Promise<{ id: string; displayName: string }[]> {
  const rows = await db
    .selectFrom("image_updates")
    .select(["requested_by_id as id", "requested_by_name as displayName"])
    .select(({ fn }) => fn.max("recorded_at").as("last"))
    .where(inScope(scope))
    .where("requested_by_id", "is not", null)
    .groupBy(["requested_by_id", "requested_by_name"])
    .orderBy("last")
    .execute();
  const newest = new Map(rows.map(({ id, displayName }) => [id ?? "", displayName]));
  return [...newest]
    .map(([id, displayName]) => ({ id, displayName: displayName ?? id }))
    .sort((a, b) => a.displayName.localeCompare(b.displayName, "en"))
    .slice(0, 500);
}

function newestOf(
  query: SelectQueryBuilder<Tables, "image_updates", object>,
  { catalogId, state, requestedById, from, to, words = [], olderThan, limit }: ImageUpdateFilter,
) {
  let found = query;
  if (requestedById !== undefined) found = found.where("requested_by_id", "=", requestedById);
  if (from !== undefined) found = found.where("recorded_at", ">=", from);
  if (to !== undefined) found = found.where("recorded_at", "<", to);
  for (const word of words) found = found.where(({ or }) => or([holdsText(word), holdsText(spelledLarge(word))]));
  if (catalogId !== undefined) found = found.where("catalog_id", "=", catalogId);
  if (state !== undefined) found = found.where("state", "=", state);
  if (olderThan !== undefined) {
    found = found.where(({ eb, and, or }) =>
      or([
        eb("recorded_at", "<", olderThan.recordedAt),
        and([eb("recorded_at", "=", olderThan.recordedAt), eb("id", "<", olderThan.id)]),
      ]),
    );
  }
  return found.orderBy("recorded_at", "desc").orderBy("id", "desc").limit(limit);
}

/** The newest active and the newest ended update of every catalog of a scope, or of one catalog. */
export async function newestPerCatalog(
  db: Database,
  scope: UpdateScope,
  catalogId?: string,
): Promise<ImageUpdateRow[]> {
  return await db
    .selectFrom((inner) => {
      const all = inner
        .selectFrom("image_updates")
        .selectAll()
        .select(({ fn }) =>
          fn
            .agg<number>("row_number")
            .over((over) =>
              over
                .partitionBy(["catalog_id", "active"])
                .orderBy("blocks_catalog", "desc")
                .orderBy("recorded_at", "desc")
                .orderBy("id", "desc"),
            )
            .as("place"),
        )
        .where(inScope(scope));
      return (catalogId === undefined ? all : all.where("catalog_id", "=", catalogId)).as("ranked");
    })
    .selectAll()
    .where("place", "=", 1)
    .execute();
}

/** Another text whenever an update of a scope began, ended (`running`) or went on in any way that is shown (`shown`). */
export async function fingerprintsOfUpdates(
  db: Database,
  scope: UpdateScope,
): Promise<{ running: string; shown: string }> {
  const active = await db
    .selectFrom("image_updates")
    .select(["id", "state", "blocks_catalog", "sub_state", "percent", "started_at", "estimated_minutes", "fact"])
    .where(inScope(scope))
    .where("active", "=", 1)
    .orderBy("id")
    .execute();
  const ended = await db
    .selectFrom("image_updates")
    .select(({ fn }) => fn.max("finished_at").as("last"))
    .where(inScope(scope))
    .executeTakeFirst();
  const running = JSON.stringify([active.map(({ id }) => id), ended?.last ?? null]);
  return { running, shown: JSON.stringify(active) };
}

/** Changes a row, whoever holds its lease: for the one who sends the request. */
export async function changeImageUpdate(db: Database, id: string, changes: ImageUpdateChanges): Promise<void> {
  await db.updateTable("image_updates").set(changes).where("id", "=", id).execute();
}

/**
 * Changes a row by what became of its request, whoever holds its lease, unless readings have shown more meanwhile. False,
 * and nothing changed, when it is in none of the states `from` any more, or has ended in one by more than a guess.
 */
export async function changeSentImageUpdate(
  db: Database,
  id: string,
  from: readonly ImageUpdateState[],
  changes: ImageUpdateChanges,
): Promise<boolean> {
  const result = await db
    .updateTable("image_updates")
    .set(changes)
    .where("id", "=", id)
    .where("state", "in", from)
    .where(({ eb, or }) => or([eb("active", "=", 1), eb("guessed", "=", 1)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Changes a row that waits for an administrator's decision and takes it from whoever watches it. False, and nothing
 * changed, when it does not wait for one (any more).
 */
export async function changeUndecidedImageUpdate(
  db: Database,
  id: string,
  changes: ImageUpdateChanges,
): Promise<boolean> {
  const result = await db
    .updateTable("image_updates")
    .set({ ...changes, decision_needed_since: null, lease_owner: null, lease_until: null })
    .where("id", "=", id)
    .where("state", "=", "unknown")
    .where("decision_needed_since", "is not", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
