import SqliteDatabase from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, onTestFinished, test } from "vitest";
import { AuditLog } from "../../audit/audit-log.ts";
import { chainedHash } from "../../audit/chain.ts";
import { verifyChain } from "../../audit/verify-chain.ts";
import { databases } from "../../testing/databases.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import type { StoreOptions } from "../database.ts";
import { migrationProvider } from "../migrations.ts";
import { postgresDialect } from "../postgres.ts";
import type { Tables } from "../tables.ts";

/** Entries as version 0.1 wrote them. */
const entries = [
  { kind: "sign-in-refused", address: "10.0.0.1", details: { username: 'O\'Hara "x"', reason: "wrong-credentials" } },
  { kind: "signed-in", actor: { id: "ada", displayName: "Ada", role: "admin" }, details: { method: "password" } },
  {
    kind: "update-ended",
    connectionId: "default",
    catalogId: "sales",
    details: { state: "succeeded", toImage: "Nov" },
  },
].map((entry, index) => ({ id: `e${index}`, at: `2026-03-02T09:0${index}:00.000Z`, ...entry }));

/** The database as version 0.1 left it. */
async function databaseOfVersion01(options: StoreOptions): Promise<void> {
  const dialect =
    options.kind === "sqlite"
      ? new SqliteDialect({ database: new SqliteDatabase(options.file) })
      : await postgresDialect(options.url, "migrations");
  const db = new Kysely<Tables>({ dialect });
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateTo("0002-image-updates");
  if (error !== undefined) throw error;
  const old = db as unknown as Kysely<{
    audit_log: { sequence: number; id: string; entry: string; hash: string };
    audit_head: { sequence: number; hash: string };
  }>;
  let hash = "";
  for (const [index, { id, ...rest }] of entries.entries()) {
    const entry = JSON.stringify({ id, ...rest });
    hash = chainedHash(hash, entry);
    await old
      .insertInto("audit_log")
      .values({ sequence: index + 1, id, entry, hash })
      .execute();
  }
  await old.updateTable("audit_head").set({ sequence: entries.length, hash }).execute();
  await db.destroy();
}

test.each(databases)(
  "entries of version 0.1 on $database keep their chain and are found",
  async ({ start }) => {
    const opened = await start();
    onTestFinished(() => opened.close());
    await databaseOfVersion01(opened.options);
    const store = await opened.open();
    onTestFinished(() => store.destroy());
    expect(await verifyChain(store)).toMatchObject({ entries: 3, head: { sequence: 3 } });
    const audit = new AuditLog(store, new SteppedClock());
    const kinds = async (filter: object) => (await audit.list({ limit: 10, ...filter })).items.map(({ kind }) => kind);
    expect(await kinds({ actor: "ada" })).toEqual(["signed-in"]);
    expect(await kinds({ catalogId: "sales", connectionId: "default" })).toEqual(["update-ended"]);
    expect(await kinds({ kind: "sign-in-refused", to: "2026-03-02T09:01:00Z" })).toEqual(["sign-in-refused"]);
    await audit.append({ kind: "signed-out", details: {} });
    expect((await verifyChain(store)).firstBroken).toBeUndefined();
  },
  60_000,
);
