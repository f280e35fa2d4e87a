import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases, type TestDatabase } from "../testing/databases.ts";
import { findAccount, hasNoAccounts, insertAccount } from "./accounts.ts";
import { pingStore, type Store } from "./database.ts";

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("a database that is up to date is opened again as it is", async () => {
    const again = await opened.open();
    await pingStore(again);
    await again.destroy();
  });

  test("an account is found by its name without case, and is made once", async () => {
    const account = {
      id: "a1",
      username: "Zoë",
      display_name: "Zoë",
      display: 0,
      role: "admin",
      password_hash: "hash",
      created_at: "2026-03-02T09:00:00.000Z",
    };
    expect(await hasNoAccounts(store)).toBe(true);
    await insertAccount(store, account);
    await insertAccount(store, { ...account, id: "a2", username: " ZOË " });
    expect(await findAccount(store, "zoë")).toMatchObject({ id: "a1", username: "Zoë" });
    expect(await findAccount(store, "zoe")).toBeUndefined();
    expect(await hasNoAccounts(store)).toBe(false);
  });
});
