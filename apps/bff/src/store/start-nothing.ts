import type { Selectable } from "kysely";
import type { Database } from "./image-updates.ts";
import type { StoppedStartsTable } from "./rollouts.tables.ts";

export type StoppedStarts = Selectable<StoppedStartsTable>;

/** Why nothing may start on a connection, and since when; undefined while it may. */
export async function findStoppedStarts(db: Database, connectionId: string): Promise<StoppedStarts | undefined> {
  return await db.selectFrom("stopped_starts").selectAll().where("connection_id", "=", connectionId).executeTakeFirst();
}

/** Stops starts on a connection, or gives another reason for it. */
export async function putStoppedStarts(db: Database, row: StoppedStarts): Promise<void> {
  await db
    .insertInto("stopped_starts")
    .values(row)
    .onConflict((conflict) => conflict.column("connection_id").doUpdateSet(row))
    .execute();
}

export async function deleteStoppedStarts(db: Database, connectionId: string): Promise<void> {
  await db.deleteFrom("stopped_starts").where("connection_id", "=", connectionId).execute();
}
