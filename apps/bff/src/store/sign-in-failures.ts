import type { Transaction } from "kysely";
import type { Store } from "./database.ts";
import type { Tables } from "./tables.ts";

/** What is known of an account or an address that signs in; times in milliseconds since 1970. */
export interface SignInAttempts {
  /** When the attempts that count began, oldest first. */
  attempts: number[];
  /** Until when a refusal is no news. */
  toldUntil: number;
}

/** What is known of a key, without holding it. */
export async function readSignInAttempts(store: Store, key: string): Promise<SignInAttempts> {
  const row = await store.selectFrom("sign_in_failures").selectAll().where("key", "=", key).executeTakeFirst();
  return fromRow(row);
}

/** The same, held until the transaction ends: whoever asks for that key meanwhile waits, on PostgreSQL too. */
export async function holdSignInAttempts(trx: Transaction<Tables>, key: string): Promise<SignInAttempts> {
  const row = await trx
    .insertInto("sign_in_failures")
    .values({ key, attempts: "[]", told_until: "0", expires_at: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet((eb) => ({ key: eb.ref("excluded.key") })))
    .returningAll()
    .executeTakeFirst();
  return fromRow(row);
}

/** Writes what is known of a held key; the row may go at `expiresAt` (ISO 8601). */
export async function writeSignInAttempts(
  trx: Transaction<Tables>,
  key: string,
  { attempts, toldUntil }: SignInAttempts,
  expiresAt: string,
): Promise<void> {
  await trx
    .updateTable("sign_in_failures")
    .set({ attempts: JSON.stringify(attempts), told_until: String(toldUntil), expires_at: expiresAt })
    .where("key", "=", key)
    .execute();
}

/** Removes what no longer counts. */
export async function deleteOldSignInAttempts(store: Store, now: string): Promise<void> {
  await store.deleteFrom("sign_in_failures").where("expires_at", "<=", now).execute();
}

function fromRow(row: { attempts: string; told_until: string } | undefined): SignInAttempts {
  if (row === undefined) return { attempts: [], toldUntil: 0 };
  return { attempts: JSON.parse(row.attempts) as number[], toldUntil: Number(row.told_until) };
}
