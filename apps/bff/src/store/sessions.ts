import type { Selectable } from "kysely";
import type { Store } from "./database.ts";
import type { SessionsTable } from "./tables.ts";

export type SessionRow = Selectable<SessionsTable>;

/** Adds a session. */
export async function insertSession(store: Store, row: SessionRow): Promise<void> {
  await store.insertInto("sessions").values(row).execute();
}

/** The session of that hashed id, if it has not ended at `now`. */
export async function findSession(store: Store, idHash: string, now: string): Promise<SessionRow | undefined> {
  return store
    .selectFrom("sessions")
    .selectAll()
    .where("id_hash", "=", idHash)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** Writes down a use of the session: when it was and until when the session lasts now. */
export async function touchSession(store: Store, idHash: string, lastUsedAt: string, expiresAt: string): Promise<void> {
  await store
    .updateTable("sessions")
    .set({ last_used_at: lastUsedAt, expires_at: expiresAt })
    .where("id_hash", "=", idHash)
    .execute();
}

/** Removes a session. */
export async function deleteSession(store: Store, idHash: string): Promise<void> {
  await store.deleteFrom("sessions").where("id_hash", "=", idHash).execute();
}

/** Removes all sessions that have ended. */
export async function deleteEndedSessions(store: Store, now: string): Promise<void> {
  await store.deleteFrom("sessions").where("expires_at", "<=", now).execute();
}
