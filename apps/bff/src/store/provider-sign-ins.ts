import type { Role } from "@catalog-deck/contract";
import type { Store } from "./database.ts";

/** Writes down the last sign-in by the identity provider. `role`: what it gave; null when it gave none. */
export async function noteProviderSignIn(store: Store, personId: string, role: Role | null, at: string): Promise<void> {
  if (role === null) {
    await store.deleteFrom("provider_sign_ins").where("person_id", "=", personId).execute();
    return;
  }
  const facts = { role, signed_in_at: at };
  await store
    .insertInto("provider_sign_ins")
    .values({ person_id: personId, ...facts })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet(facts))
    .execute();
}

/** Whether the person was an administrator at their last sign-in, and that was not before `since`. */
export async function wasAdminSince(store: Store, personId: string, since: string): Promise<boolean> {
  const row = await store
    .selectFrom("provider_sign_ins")
    .select("person_id")
    .where("person_id", "=", personId)
    .where("role", "=", "admin")
    .where("signed_in_at", ">=", since)
    .executeTakeFirst();
  return row !== undefined;
}
