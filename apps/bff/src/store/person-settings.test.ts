import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases, type TestDatabase } from "../testing/databases.ts";
import type { Store } from "./database.ts";
import { listSettingsOf, type PersonSetting, putSetting } from "./person-settings.ts";

const setting = (fields: Partial<PersonSetting> = {}): PersonSetting => ({
  person_id: "ada",
  name: "saved-views",
  connection_id: "default",
  value: '{"views":[]}',
  updated_at: "2026-11-23T09:00:00.000Z",
  ...fields,
});

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let first: Store;
  let second: Store;
  beforeAll(async () => {
    opened = await start();
    [first, second] = [await opened.open(), await opened.open()];
  });
  afterAll(async () => {
    await first.destroy();
    await second.destroy();
    await opened.close();
  });

  test("a setting is kept for one person, one name and one connection", async () => {
    await putSetting(first, setting());
    await putSetting(first, setting({ connection_id: "emea", value: '{"views":[1]}' }));
    await putSetting(first, setting({ name: "notifications", connection_id: "", value: '{"choice":"all"}' }));
    await putSetting(first, setting({ person_id: "hedy", value: '{"views":[2]}' }));
    const found = await listSettingsOf(second, "ada");
    expect(found.map(({ name, connection_id, value }) => [name, connection_id, value]).sort()).toEqual([
      ["notifications", "", '{"choice":"all"}'],
      ["saved-views", "default", '{"views":[]}'],
      ["saved-views", "emea", '{"views":[1]}'],
    ]);
    expect(await listSettingsOf(second, "nobody")).toEqual([]);
  });

  test("what is set again takes the place of what was, also when two instances do it at the same moment", async () => {
    const again = Array.from({ length: 10 }, (_, index) =>
      putSetting(index % 2 === 0 ? first : second, setting({ person_id: "sam", value: String(index) })),
    );
    await Promise.all(again);
    await putSetting(second, setting({ person_id: "sam", value: "last", updated_at: "2026-11-23T10:00:00.000Z" }));
    expect(await listSettingsOf(first, "sam")).toEqual([
      setting({ person_id: "sam", value: "last", updated_at: "2026-11-23T10:00:00.000Z" }),
    ]);
  });
});
