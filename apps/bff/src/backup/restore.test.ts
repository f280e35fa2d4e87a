import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditList, ImageUpdateList } from "@catalog-deck/contract";
import SqliteDatabase from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../lib/clock.ts";
import { lockDataFolder } from "../store/data-folder-lock.ts";
import { openStore } from "../store/database.ts";
import { runCommand } from "../testing/commands.ts";
import { type Deck, startDeck } from "../testing/deck.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { act, begunRollout, deckWith, fleetOf, plan, planFor, rolloutOf, untilEnded } from "../testing/rollouts.ts";
import { makeSqlite } from "../testing/sqlite.ts";
import { backUp } from "./backup.ts";
import { restoreFile, settlePostgres } from "./restore.ts";

const run = (env: Record<string, string>, ...args: string[]) => runCommand("restore", env, ...args);

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-restore-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function emptyBackup(): Promise<string> {
  const file = join(await emptyFolder(), "backup.sqlite");
  await makeSqlite(file);
  return file;
}

/** Copies a deck's database as `backup` does; gives what puts it back, while the deck is stopped. */
async function backUpDeck(deck: Deck): Promise<() => ReturnType<typeof restoreFile>> {
  const { dataDir } = deck.config;
  const file = join(dataDir, "deck.sqlite");
  const backup = await backUp(file, join(await emptyFolder(), "backup.sqlite"), deck.clock.now());
  return () => restoreFile(backup.file, { dataDir, file }, { clock: deck.clock, osUser: "somebody" });
}

test("open rollouts are held as restored, start nothing by themselves, and can be resumed", async () => {
  const { deck, admin, fleet } = await deckWith(3);
  const start = { kind: "at", local: "2031-06-01T03:00", timeZone: "Europe/Berlin" } as const;
  const running = await begunRollout(deck, admin, planFor(fleet, [1, 2]));
  const third = { ...fleet, catalogs: fleet.catalogs.slice(2) };
  const scheduled = (await plan(deck, admin, planFor(third, [1], { start }), "another-key-of-this-test")).json<{
    id: string;
  }>();
  expect(await deck.posts()).toBe(1);
  const restore = await backUpDeck(deck);
  await untilEnded(deck);
  expect(await deck.posts()).toBe(2);
  await deck.stop();
  expect(await restore()).toMatchObject({ heldRollouts: 2, audit: { entries: expect.any(Number) } });
  await deck.start();
  expect((await deck.get("rollouts", admin)).statusCode).toBe(401);
  const again = await deck.signIn("admin");
  for (const { id } of [running, scheduled]) {
    expect(await rolloutOf(deck, again, id)).toMatchObject({ state: "held", hold: { reason: "restored" } });
  }
  await untilEnded(deck);
  expect(await deck.posts()).toBe(2);
  // The second catalog has moved since the backup was made: it is not sent again.
  await act(deck, again, running.id, "resume");
  await untilEnded(deck);
  expect(await deck.posts()).toBe(2);
  expect(await rolloutOf(deck, again, running.id)).toMatchObject({
    state: "completed",
    targets: [{ state: "succeeded" }, { state: "skipped", skipReason: { reason: "alreadyOnImage" } }],
  });
  expect((await act(deck, again, scheduled.id, "resume")).json()).toMatchObject({ state: "scheduled" });
});

test("the audit log goes on after the backup, and says so", async () => {
  const { deck, admin, fleet } = await deckWith(1);
  await begunRollout(deck, admin, planFor(fleet, [1]));
  const restore = await backUpDeck(deck);
  await deck.stop();
  const { audit, keptAs } = await restore();
  await deck.start();
  const again = await deck.signIn("admin");
  const list = await deck.app.inject({ url: "/api/audit", headers: again });
  const [, held, restored] = list.json<AuditList>().items;
  expect(held).toMatchObject({ kind: "rollout-held", details: { reason: "restored" } });
  expect(restored).toMatchObject({
    kind: "database-restored",
    actor: { displayName: "Command line (somebody)" },
    details: { lastEntry: audit.head },
  });
  const verified = await deck.app.inject({ url: "/api/audit/verification", headers: again });
  expect(verified.json()).toMatchObject({ whole: true });
  expect(keptAs).toMatch(/deck\.before-restore-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sqlite$/);
  const before = new SqliteDatabase(keptAs ?? "", { readonly: true });
  onTestFinished(() => void before.close());
  expect(before.prepare("select count(*) as count from sessions").get()).toEqual({ count: 1 });
});

test("what has changed at Citrix since the backup is found and told as external", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const fleet = await fleetOf(deck, admin, 1);
  const [catalog] = fleet.catalogs;
  if (catalog === undefined) throw new Error("a fleet of one catalog");
  const restore = await backUpDeck(deck);
  const body = { imageId: fleet.imageId, expectedImageId: fleet.fromImageId, vdaUpdateDelay: 60 };
  expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
  await untilEnded(deck);
  await deck.stop();
  await restore();
  await deck.start();
  const again = await deck.signIn("admin");
  await deck.pass(60_000);
  await deck.catalogs(again);
  const { items } = (await deck.get(`image-updates?catalogId=${catalog.id}`, again)).json<ImageUpdateList>();
  expect(items).toMatchObject([
    { origin: "external", state: "succeeded", fromImage: { id: fleet.fromImageId }, toImage: { id: fleet.imageId } },
  ]);
});

test("an update that was under way in the backup is followed to its end, and never sent again", async () => {
  const { deck, admin, fleet } = await deckWith(1);
  await begunRollout(deck, admin, planFor(fleet, [1]));
  const restore = await backUpDeck(deck);
  await untilEnded(deck);
  await deck.stop();
  await restore();
  await deck.start();
  await untilEnded(deck);
  const again = await deck.signIn("admin");
  const { items } = (await deck.get("image-updates", again)).json<ImageUpdateList>();
  expect(items).toMatchObject([{ origin: "catalog-deck", state: "succeeded" }]);
  expect(await deck.posts()).toBe(1);
});

test("the command restores into an empty folder, and tells what it did", async () => {
  const folder = join(await emptyFolder(), "data");
  const { code, said } = await run({ DATA_DIR: folder }, await emptyBackup());
  expect(said.split("\n")).toEqual([
    `Restored: ${join(folder, "catalog-deck.sqlite")}.`,
    "The audit log is intact: 0 entries. Head 0:none",
    "Everybody has to sign in again. 0 open rollouts are held until an administrator resumes them.",
  ]);
  expect(code).toBe(0);
  expect((await readdir(folder)).sort()).toEqual(["catalog-deck.sqlite", "server.lock"]);
  if (process.platform !== "win32") {
    expect((await stat(join(folder, "catalog-deck.sqlite"))).mode & 0o777).toBe(0o600);
  }
  const store = await openStore({ kind: "sqlite", file: join(folder, "catalog-deck.sqlite") });
  await store.destroy();
});

test("while a server runs nothing is done", async () => {
  const folder = await emptyFolder();
  await makeSqlite(join(folder, "catalog-deck.sqlite"));
  const release = await lockDataFolder(folder, { waitMs: 0 });
  onTestFinished(() => release?.());
  const { code, said } = await run({ DATA_DIR: folder }, await emptyBackup());
  expect([code, said]).toEqual([1, `A Catalog Deck is using the data folder ${JSON.stringify(folder)}. End it first.`]);
  expect((await readdir(folder)).filter((name) => name.includes("restor"))).toEqual([]);
});

test.each([
  ["is no database", (file: string) => writeFile(file, "no database ".repeat(1_000)), "SQLITE_NOTADB"],
  ["is a database of something else", (file: string) => other(file, "create table notes (a)"), "no such table"],
  [
    "a newer version has made",
    (file: string) => other(file, "insert into kysely_migration (name, timestamp) values ('9999-future', '2030')"),
    "a newer version of Catalog Deck has changed",
  ],
  ["is not there", (file: string) => rm(file), "SQLITE_CANTOPEN"],
])("a file that %s is refused in one line, and the database stays", async (what, make, says) => {
  const folder = await emptyFolder();
  const live = join(folder, "catalog-deck.sqlite");
  await writeFile(live, "what was there");
  const backup = await emptyBackup();
  if (!what.startsWith("a newer")) await writeFile(backup, "");
  await make(backup);
  const by = { clock: systemClock, osUser: "somebody" };
  const refusal = await restoreFile(backup, { dataDir: folder, file: live }, by).then(() => undefined, String);
  expect(refusal).toContain(JSON.stringify(backup));
  expect(refusal).toContain(says);
  expect(refusal).not.toContain("\n");
  expect((await readdir(folder)).sort()).toEqual(["catalog-deck.sqlite", "server.lock"]);
});

function other(file: string, statement: string): Promise<void> {
  const database = new SqliteDatabase(file);
  database.exec(statement);
  database.close();
  return Promise.resolve();
}

test("a damaged database is kept as it is, and its place taken", async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, "catalog-deck.sqlite"), "damaged");
  expect(await run({ DATA_DIR: folder }, await emptyBackup())).toMatchObject({ code: 0 });
  expect(await readdir(folder)).toHaveLength(3);
});

test.each([
  ["no file", [], {}, 2, /^Usage: restore/],
  [
    "a file for PostgreSQL",
    ["a"],
    { DATABASE_URL: "postgres://a:hidden-word@127.0.0.1/a" },
    1,
    /^DATABASE_URL .*pg_re/,
  ],
  ["a PostgreSQL that is away", [], { DATABASE_URL: "postgres://a:hidden-word@127.0.0.1:9/a" }, 1, /^DATABASE_URL /],
])("with %s nothing is done, and one line says why", async (_what, args, env, code, says) => {
  const answer = await run({ DATA_DIR: await emptyFolder(), ...env }, ...args);
  expect(answer).toEqual({ code, said: expect.stringMatching(says) });
  if (code === 1) expect(answer.said).not.toContain("\n");
  expect(answer.said).not.toContain("hidden-word");
});

test("a restored PostgreSQL is settled the same way, and not while an instance is connected", async () => {
  const postgres = await RealPostgres.start();
  onTestFinished(() => postgres.close());
  const database = { kind: "postgres", url: postgres.url() } as const;
  const store = await openStore(database);
  const deck = await startDeck({ store, config: { database }, fleet: { catalogs: 2, images: 8 } });
  const admin = await deck.signIn("admin");
  const fleet = await fleetOf(deck, admin, 1);
  const start = { kind: "at", local: "2031-06-01T03:00", timeZone: "Europe/Berlin" } as const;
  expect((await plan(deck, admin, planFor(fleet, [1], { start }))).statusCode).toBe(202);
  const by = { clock: deck.clock, osUser: "somebody" };
  await expect(settlePostgres(database, by)).rejects.toThrow("End every instance first.");
  await deck.stop();
  await store.destroy();
  expect(await run({ DATABASE_URL: database.url })).toEqual({
    code: 0,
    said: expect.stringMatching(/intact: \d+ entries\..+\nEverybody has to sign in again\. 1 open rollout is held/),
  });
  const settled = await openStore(database);
  onTestFinished(() => settled.destroy());
  expect(await settled.selectFrom("sessions").selectAll().execute()).toEqual([]);
  expect(await settled.selectFrom("rollouts").select("state").execute()).toEqual([{ state: "held" }]);
});
