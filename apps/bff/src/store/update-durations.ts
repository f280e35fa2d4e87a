import type { Database } from "./image-updates.ts";

/** How long an update that succeeded took, and what decides which others it may be compared with. */
export interface UpdateDuration {
  /** Minutes; null for a change from outside, of which nobody here knows it. */
  vdaUpdateDelay: number | null;
  tookMs: number;
}

/**
 * The durations of the newest updates of a connection, or of one catalog, that succeeded; newest first. An own one begins
 * when it was asked for. Of one from outside Citrix has to have told when it began: when it was first seen says nothing.
 */
export async function durationsOfSucceeded(
  db: Database,
  filter: { connectionId: string; catalogId?: string | undefined; limit: number },
): Promise<UpdateDuration[]> {
  let query = db
    .selectFrom("image_updates")
    .select(["origin", "vda_update_delay", "requested_at", "started_at", "finished_at"])
    .where("connection_id", "=", filter.connectionId)
    .where("state", "=", "succeeded")
    .where("finished_at", "is not", null)
    .where(({ eb, or }) => or([eb("origin", "=", "catalog-deck"), eb("started_at", "is not", null)]));
  if (filter.catalogId !== undefined) query = query.where("catalog_id", "=", filter.catalogId);
  const rows = await query.orderBy("finished_at", "desc").orderBy("id", "desc").limit(filter.limit).execute();
  return rows
    .map((row) => {
      const isOwn = row.origin === "catalog-deck";
      const began = isOwn ? row.requested_at : row.started_at;
      return {
        vdaUpdateDelay: isOwn ? row.vda_update_delay : null,
        tookMs: Date.parse(row.finished_at ?? "") - Date.parse(began ?? ""),
      };
    })
    .filter(({ tookMs }) => tookMs > 0);
}

/** When the last update of a connection ended: another time whenever one has; null before the first. */
export async function newestEnd(db: Database, connectionId: string): Promise<string | null> {
  const row = await db
    .selectFrom("image_updates")
    .select(({ fn }) => fn.max("finished_at").as("last"))
    .where("connection_id", "=", connectionId)
    .executeTakeFirst();
  return row?.last ?? null;
}
