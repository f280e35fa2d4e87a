import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { expect, onTestFinished, test } from "vitest";
import { openSqlite } from "../testing/sqlite.ts";
import { copyBeforeMigrating } from "./database-copy.ts";
import { migrate, migrations } from "./migrations.ts";

const addColumn = async (db: Kysely<unknown>) => {
  await sql`alter table accounts add column badge text`.execute(db);
};

async function database() {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-migrations-"));
  const place = { kind: "sqlite", file: join(folder, "catalog-deck.sqlite") } as const;
  const store = await openSqlite(place.file);
  onTestFinished(async () => {
    await store.destroy();
    await rm(folder, { recursive: true });
  });
  const told: string[] = [];
  const upgrade = (up: Migration["up"]) =>
    migrate(
      store,
      copyBeforeMigrating(place, (line) => told.push(line)),
      { ...migrations, "9999-badges": { up } },
    );
  const copies = async () => (await readdir(folder)).filter((name) => name.includes("before"));
  return { folder, store, upgrade, told, copies };
}

test("a database is copied before it is upgraded, and whoever starts the server is told where", async () => {
  const { folder, store, upgrade, told, copies } = await database();
  await upgrade(addColumn);
  await sql`update accounts set badge = 'x'`.execute(store);
  expect(await copies()).toEqual(["catalog-deck.before-9999-badges.sqlite"]);
  const copy = new SqliteDatabase(join(folder, "catalog-deck.before-9999-badges.sqlite"), { readonly: true });
  onTestFinished(() => void copy.close());
  expect(copy.prepare("select name from kysely_migration").all()).toEqual(
    Object.keys(migrations).map((name) => ({ name })),
  );
  expect(() => copy.prepare("select badge from accounts")).toThrow("no such column");
  expect(told).toEqual([expect.stringMatching(/^The database is upgraded\. .+before-9999-badges\.sqlite"\.$/)]);
});

test("an upgrade that fails leaves one copy, however often it is tried", async () => {
  const { upgrade, copies } = await database();
  for (let tries = 0; tries < 2; tries += 1) {
    await expect(upgrade(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  }
  expect(await copies()).toEqual(["catalog-deck.before-9999-badges.sqlite"]);
});

test("neither a new database nor one that is up to date is copied", async () => {
  const { upgrade, copies, told } = await database();
  expect(await copies()).toEqual([]);
  await upgrade(addColumn);
  const before = told.length;
  await upgrade(addColumn);
  expect(told).toHaveLength(before);
});

test("without the copy nothing is changed", async () => {
  const { folder, store } = await database();
  const place = { kind: "sqlite", file: join(folder, "none", "catalog-deck.sqlite") } as const;
  const known = { ...migrations, "9999-badges": { up: addColumn } };
  await expect(
    migrate(
      store,
      copyBeforeMigrating(place, () => undefined),
      known,
    ),
  ).rejects.toThrow("ENOENT");
  await expect(sql`select badge from accounts`.execute(store)).rejects.toThrow("no such column");
});
