import { type Database, type ImageUpdateRow, inScope } from "./image-updates.ts";
import type { UpdateScope } from "./site-key.ts";

/** How long an update that succeeded took, and what decides which others it may be compared with. */
export interface UpdateDuration {
  catalogId: string;
  /** Minutes; null for an external update, of which nobody here knows it. */
  vdaUpdateDelay: number | null;
  tookMs: number;
}

/**
 * The durations of the newest `limit` updates of a scope that succeeded, newest first. An own one begins when it was
 * asked for. Of an external one Citrix has to have told when it began: when it was first seen says nothing.
 */
export async function durationsOfScope(db: Database, scope: UpdateScope, limit: number) {
  const newest = succeeded(db, scope).orderBy("finished_at", "desc").orderBy("id", "desc").limit(limit);
  return durationsOf(await newest.execute());
}

/** The same for each of some catalogs, the newest `limit` of each, in one query. */
export async function durationsOfCatalogs(
  db: Database,
  scope: UpdateScope,
  catalogIds: readonly string[],
  limit: number,
): Promise<UpdateDuration[]> {
  const ranked = succeeded(db, scope)
    .where("catalog_id", "in", catalogIds)
    .select(({ fn }) =>
      fn
        .agg<number>("row_number")
        .over((over) => over.partitionBy("catalog_id").orderBy("finished_at", "desc").orderBy("id", "desc"))
        .as("place"),
    );
  return durationsOf(await db.selectFrom(ranked.as("ranked")).selectAll().where("place", "<=", limit).execute());
}

function succeeded(db: Database, scope: UpdateScope) {
  return db
    .selectFrom("image_updates")
    .select(["catalog_id", "origin", "vda_update_delay", "recorded_at", "started_at", "finished_at"])
    .where(inScope(scope))
    .where("state", "=", "succeeded")
    .where("finished_at", "is not", null)
    .where(({ eb, or }) => or([eb("origin", "=", "catalog-deck"), eb("started_at", "is not", null)]));
}

type Succeeded = Pick<
  ImageUpdateRow,
  "catalog_id" | "origin" | "vda_update_delay" | "recorded_at" | "started_at" | "finished_at"
>;

function durationsOf(rows: readonly Succeeded[]): UpdateDuration[] {
  return rows
    .map((row) => {
      const began = row.origin === "catalog-deck" ? row.recorded_at : row.started_at;
      return {
        catalogId: row.catalog_id,
        vdaUpdateDelay: row.vda_update_delay,
        tookMs: Date.parse(row.finished_at ?? "") - Date.parse(began ?? ""),
      };
    })
    .filter(({ tookMs }) => tookMs > 0);
}

/** When the last update of a scope ended: another time whenever one has; null before the first. */
export async function newestEnd(db: Database, scope: UpdateScope): Promise<string | null> {
  const row = await db
    .selectFrom("image_updates")
    .select(({ fn }) => fn.max("finished_at").as("last"))
    .where(inScope(scope))
    .executeTakeFirst();
  return row?.last ?? null;
}
