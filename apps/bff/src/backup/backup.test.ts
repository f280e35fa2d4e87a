import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate as letOthersRun } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { AuditLog } from "../audit/audit-log.ts";
import { systemClock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { runCommand } from "../testing/commands.ts";
import { openSqlite } from "../testing/sqlite.ts";
import { backUp, RefusedError } from "./backup.ts";

const run = (env: Record<string, string>, ...args: string[]) => runCommand("backup", env, ...args);
const marked = "payload-of-a-session-that-nobody-may-find";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-backup-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A database with an entry in its audit log and a session, open as a server has it. */
async function databaseInUse(): Promise<{ file: string; store: Store; audit: AuditLog }> {
  const file = join(await emptyFolder(), "catalog-deck.sqlite");
  const store = await openSqlite(file);
  onTestFinished(() => store.destroy());
  const audit = new AuditLog(store, systemClock);
  await audit.append({ kind: "signed-out", details: {} });
  const at = systemClock.now().toISOString();
  await store
    .insertInto("sessions")
    .values({
      id_hash: "hash",
      payload: marked,
      created_at: at,
      last_used_at: at,
      expires_at: at,
      person_id: "p",
      method: "password",
      address: "",
      user_agent: "",
    })
    .execute();
  return { file, store, audit };
}

test("a copy is whole, verified, for its owner only, and without sessions, while a server writes", async () => {
  const { file, store, audit } = await databaseInUse();
  const target = join(await emptyFolder(), "copy.sqlite");
  const { code, said } = await run({ DATA_DIR: dirname(file) }, target);
  expect(said).toMatch(
    /^Backup written: \S+copy\.sqlite \(\d+ KiB\)\. The audit log is intact: 1 entry\. Head 1:[0-9a-f]{64}$/,
  );
  expect(code).toBe(0);
  if (process.platform !== "win32") expect((await stat(target)).mode & 0o777).toBe(0o600);
  expect(await readdir(dirname(target))).toEqual(["copy.sqlite"]);
  expect((await readFile(target)).includes(marked)).toBe(false);
  const copy = new SqliteDatabase(target, { readonly: true });
  onTestFinished(() => void copy.close());
  expect(copy.prepare("select count(*) as count from sessions").get()).toEqual({ count: 0 });
  await audit.append({ kind: "signed-out", details: {} });
  expect(await store.selectFrom("sessions").select("payload").execute()).toEqual([{ payload: marked }]);
});

test("a copy made between two writes holds each whole or not at all", async () => {
  const { file, store } = await databaseInUse();
  const target = await emptyFolder();
  let writing = true;
  const writes = (async () => {
    for (let round = 1; writing; round += 1) {
      await store.transaction().execute(async (trx) => {
        const values = { person_id: "p", connection_id: "", value: String(round), updated_at: "" };
        for (const name of ["one", "two"]) {
          await trx
            .insertInto("person_settings")
            .values({ ...values, name })
            .onConflict((conflict) => conflict.columns(["person_id", "name", "connection_id"]).doUpdateSet(values))
            .execute();
        }
      });
      await letOthersRun();
    }
  })();
  for (let copy = 0; copy < 2; copy += 1) {
    expect(await run({ DATA_DIR: dirname(file) }, join(target, `${copy}.sqlite`))).toMatchObject({ code: 0 });
    const database = new SqliteDatabase(join(target, `${copy}.sqlite`), { readonly: true });
    const values = database.prepare("select distinct value from person_settings").all();
    database.close();
    expect(values).toHaveLength(1);
  }
  writing = false;
  await writes;
});

test("in a folder it is named after the moment; a file that is there is never replaced", async () => {
  const { file } = await databaseInUse();
  const folder = await emptyFolder();
  const now = new Date("2026-11-28T00:44:50.123Z");
  const backup = await backUp(file, folder, now);
  expect(backup.file).toBe(join(folder, "catalog-deck-2026-11-28T00-44-50Z.sqlite"));
  await expect(backUp(file, folder, now)).rejects.toThrow(RefusedError);
  await expect(backUp(file, backup.file, now)).rejects.toThrow(/exists\. Nothing was done\.$/);
});

test("a broken audit log is told by the exit code; the copy is kept", async () => {
  const { file, store } = await databaseInUse();
  await store
    .updateTable("audit_head")
    .set({ hash: "0".repeat(64) })
    .execute();
  const target = join(await emptyFolder(), "copy.sqlite");
  const { code, said } = await run({ DATA_DIR: dirname(file) }, target);
  expect([code, said]).toEqual([1, expect.stringContaining("BROKEN at entry 1")]);
  expect((await stat(target)).size).toBeGreaterThan(0);
});

test.each([
  ["no file", [], {}, 2, /^Usage: backup/],
  ["an option that it does not know", ["--all"], {}, 2, /^Usage: backup/],
  ["PostgreSQL", ["a"], { DATABASE_URL: "postgres://deck:hidden-word@127.0.0.1/deck" }, 1, /^DATABASE_URL .*pg_dump/],
  ["no database", ["a"], {}, 1, /^"\S+catalog-deck\.sqlite" cannot be copied to "a": .+\(SQLITE_CANTOPEN\)/],
])("with %s nothing is written, and one line says why", async (_what, args, env, code, says) => {
  const folder = await emptyFolder();
  const answer = await run({ DATA_DIR: folder, ...env }, ...args);
  expect(answer).toEqual({ code, said: expect.stringMatching(says) });
  if (code === 1) expect(answer.said).not.toContain("\n");
  expect(answer.said).not.toContain("hidden-word");
  expect(await readdir(folder)).toEqual([]);
});

test("a file that is no database, and one that is damaged, are no backup", async () => {
  const folder = await emptyFolder();
  const file = join(folder, "catalog-deck.sqlite");
  await writeFile(file, "no database ".repeat(1_000));
  await expect(backUp(file, join(folder, "copy"), new Date())).rejects.toThrow(/SQLITE_NOTADB/);
  const { file: whole, store } = await databaseInUse();
  await store.destroy();
  const bytes = await readFile(whole);
  await writeFile(file, bytes.fill(0xaa, 20_000, 120_000));
  await expect(backUp(file, join(folder, "copy"), new Date())).rejects.toThrow(/SQLITE_CORRUPT|damaged/);
  expect((await readdir(folder)).filter((name) => name.startsWith("copy"))).toEqual([]);
});
