import type { Selectable } from "kysely";
import type { Store } from "./database.ts";
import type { PersonSettingsTable } from "./tables.ts";

/** One setting of one person, for one connection or (`connection_id` empty) for all. */
export type PersonSetting = Selectable<PersonSettingsTable>;

export async function listSettingsOf(store: Store, personId: string): Promise<PersonSetting[]> {
  return store.selectFrom("person_settings").selectAll().where("person_id", "=", personId).execute();
}

/** Keeps a setting in the place of what the person had set before; of two at the same moment the later one holds. */
export async function putSetting(store: Store, setting: PersonSetting): Promise<void> {
  const { value, updated_at } = setting;
  await store
    .insertInto("person_settings")
    .values(setting)
    .onConflict((conflict) =>
      conflict.columns(["person_id", "name", "connection_id"]).doUpdateSet({ value, updated_at }),
    )
    .execute();
}
