import SqliteDatabase from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, onTestFinished, test } from "vitest";
import { databases } from "../../testing/databases.ts";
import { endedUpdate } from "../../testing/ended-update.ts";
import type { StoreOptions } from "../database.ts";
import { findBlockingUpdate, type ImageUpdateRow } from "../image-updates.ts";
import { migrationProvider } from "../migrations.ts";
import { postgresDialect } from "../postgres.ts";
import type { Tables } from "../tables.ts";

/** A database as 0011 left it, on which two connections to one site have updated one catalog at once. */
async function databaseBefore(options: StoreOptions, rows: readonly ImageUpdateRow[]): Promise<void> {
  const dialect =
    options.kind === "sqlite"
      ? new SqliteDialect({ database: new SqliteDatabase(options.file) })
      : await postgresDialect(options.url, "migrations");
  const db = new Kysely<Tables>({ dialect });
  const { error } = await new Migrator({ db, provider: migrationProvider }).migrateTo("0011-site-of-update");
  if (error !== undefined) throw error;
  await db.insertInto("image_updates").values(rows).execute();
  await db.destroy();
}

test.each(databases)(
  "a database of before on $database keeps its updates, and of two that block one catalog the newer blocks it",
  async ({ start }) => {
    const opened = await start();
    onTestFinished(() => opened.close());
    const running = { state: "running", active: 1, blocks_catalog: 1, finished_at: null };
    const site = { customer_id: "contoso", site_id: "Site-1" };
    await databaseBefore(opened.options, [
      endedUpdate(1, { ...running, ...site, id: "older" }),
      endedUpdate(1, {
        ...{ ...running, ...site, id: "newer", connection_id: "other" },
        requested_at: "2026-11-20T10:00:01.000Z",
      }),
      endedUpdate(1, { ...running, id: "without a site", catalog_id: "lab" }),
      endedUpdate(1, { ...running, ...site, id: "another catalog", catalog_id: "kiosk" }),
    ]);
    const store = await opened.open();
    onTestFinished(() => store.destroy());
    const rows = await store.selectFrom("image_updates").select(["id", "active", "blocks_catalog"]).execute();
    expect(Object.fromEntries(rows.map(({ id, active, blocks_catalog }) => [id, [active, blocks_catalog]]))).toEqual({
      older: [1, 0],
      newer: [1, 1],
      "without a site": [1, 1],
      "another catalog": [1, 1],
    });
    const scope = { connectionId: "default", siteKey: "contoso/site-1" };
    const blocking = async (catalogId: string) => (await findBlockingUpdate(store, scope, catalogId))?.id;
    expect([await blocking("sales"), await blocking("lab"), await blocking("kiosk")]).toEqual([
      "newer",
      "without a site",
      "another catalog",
    ]);
  },
  60_000,
);
