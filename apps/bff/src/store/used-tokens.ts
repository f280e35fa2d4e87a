import type { Store } from "./database.ts";

/**
 * Writes down that something that counts once (by its hash) has been used. False when it had been, by whichever instance;
 * it is remembered until `expiresAt`.
 */
export async function markUsed(store: Store, idHash: string, expiresAt: string): Promise<boolean> {
  const added = await store
    .insertInto("used_tokens")
    .values({ id_hash: idHash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column("id_hash").doNothing())
    .returning("id_hash")
    .executeTakeFirst();
  return added !== undefined;
}

/** Forgets what could no longer be used anyway. */
export async function deleteExpiredTokens(store: Store, now: string): Promise<void> {
  await store.deleteFrom("used_tokens").where("expires_at", "<=", now).execute();
}
