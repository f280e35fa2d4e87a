import type { Selectable } from "kysely";
import type { Store } from "./database.ts";
import type { SessionsTable } from "./tables.ts";

export type SessionRow = Selectable<SessionsTable>;

/** Who has more sessions than this loses the one that was not used for the longest time. */
export const mostSessionsPerPerson = 10;

/**
 * Adds a session, and ends those of the same person that are too many. Also under sign-ins at once the last of them
 * leaves no more than the bound: each counts after its own session has been written.
 */
export async function insertSession(store: Store, row: SessionRow): Promise<void> {
  await store.insertInto("sessions").values(row).execute();
  await store
    .deleteFrom("sessions")
    .where("person_id", "=", row.person_id)
    .where("id_hash", "!=", row.id_hash)
    .where("id_hash", "not in", (eb) =>
      eb
        .selectFrom("sessions as other")
        .select("other.id_hash")
        .where("other.person_id", "=", row.person_id)
        .where("other.id_hash", "!=", row.id_hash)
        .where("other.expires_at", ">", row.created_at)
        .orderBy("other.last_used_at", "desc")
        .orderBy("other.id_hash")
        .limit(mostSessionsPerPerson - 1),
    )
    .execute();
}

/** The sessions of a person that have not ended at `now`, last used first. */
export async function listSessionsOf(store: Store, personId: string, now: string): Promise<SessionRow[]> {
  return store
    .selectFrom("sessions")
    .selectAll()
    .where("person_id", "=", personId)
    .where("expires_at", ">", now)
    .orderBy("last_used_at", "desc")
    .orderBy("id_hash")
    .execute();
}

/** Which sessions end: a person's all, all but one, or one; or those of one session at the identity provider. */
export type SessionsToEnd =
  | { personId: string; exceptIdHash?: string }
  | { personId: string; idHash: string }
  | { providerSession: string };

/** Ends sessions at once; the next request of each is answered 401. Gives how many there were. Works in a transaction. */
export async function endSessions(store: Store, which: SessionsToEnd): Promise<number> {
  let query = store.deleteFrom("sessions");
  if ("providerSession" in which) query = query.where("provider_session", "=", which.providerSession);
  else query = query.where("person_id", "=", which.personId);
  if ("idHash" in which) query = query.where("id_hash", "=", which.idHash);
  if ("exceptIdHash" in which && which.exceptIdHash !== undefined)
    query = query.where("id_hash", "!=", which.exceptIdHash);
  const { numDeletedRows } = await query.executeTakeFirst();
  return Number(numDeletedRows);
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

export async function deleteSession(store: Store, idHash: string): Promise<void> {
  await store.deleteFrom("sessions").where("id_hash", "=", idHash).execute();
}

export async function deleteEndedSessions(store: Store, now: string): Promise<void> {
  await store.deleteFrom("sessions").where("expires_at", "<=", now).execute();
}
