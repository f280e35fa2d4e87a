import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditLog } from "../audit/audit-log.ts";
import { databases, type TestDatabase } from "../testing/databases.ts";
import { SteppedClock } from "../testing/test-app.ts";
import { findAccount, hasNoAccounts, insertAccount } from "./accounts.ts";
import { pingStore, type Store } from "./database.ts";

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  }, 60_000);
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

  test("audit entries written at once stand in one unbroken chain; a changed one shows", async () => {
    const audit = new AuditLog(store, new SteppedClock());
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    await Promise.all(numbers.map((number) => audit.append({ kind: "signed-out", details: { number } })));
    const first = await audit.list({ limit: 15 });
    const second = await audit.list({ limit: 15, cursor: first.nextCursor });
    const all = [...first.items, ...second.items];
    expect(all.map(({ details }) => details.number).sort((a, b) => Number(a) - Number(b))).toEqual(numbers);
    expect(second.nextCursor).toBeUndefined();
    expect(await audit.firstBrokenLink()).toBeUndefined();
    await store.updateTable("audit_log").set({ entry: "{}" }).where("sequence", "=", 7).execute();
    expect(await audit.firstBrokenLink()).toBe(7);
    await store.deleteFrom("audit_log").execute();
    await store.updateTable("audit_head").set({ sequence: 0, hash: "" }).execute();
  });

  test("an audit entry of a transaction that fails is not written", async () => {
    const audit = new AuditLog(store, new SteppedClock());
    const failing = store.transaction().execute(async (trx) => {
      await audit.append({ kind: "update-intended", details: {} }, trx);
      throw new Error("the rest failed");
    });
    await expect(failing).rejects.toThrow("the rest failed");
    expect((await audit.list({ limit: 10 })).items).toEqual([]);
  });
});
