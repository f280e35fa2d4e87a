import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageUpdateList, RolloutList, Session } from "@catalog-deck/contract";
import SqliteDatabase from "better-sqlite3";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openStore, type Store } from "../store/database.ts";
import { cookieOf } from "../testing/answers.ts";
import { type PersonHeaders, startDeck, temporaryStore, testPassword } from "../testing/deck.ts";
import { act, begunRollout, deckWith, fleetOf, planFor, rolloutOf, untilEnded } from "../testing/rollouts.ts";

/** A database of each schema, as SQL, named after its last migration. Those of released versions stay as they are. */
const folder = join(import.meta.dirname, "upgrade");
const databases = readdirSync(folder).filter((file) => file.endsWith(".sql"));
const fleet = { catalogs: 3, images: 8 };

async function temporaryFile(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "catalog-deck-upgrade-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return join(made, "catalog-deck.sqlite");
}

/** Opens a database of an earlier schema, as a start of this version does. */
async function upgraded(database: string): Promise<{ file: string; store: Store }> {
  const file = await temporaryFile();
  const made = new SqliteDatabase(file);
  made.exec(readFileSync(join(folder, database), "utf8"));
  made.close();
  const store = await openStore({ kind: "sqlite", file });
  onTestFinished(() => store.destroy());
  return { file, store };
}

/** What the tables, indexes and triggers of a database do, however they came to be. */
function schemaOf(file: string): unknown {
  const database = new SqliteDatabase(file, { readonly: true });
  const rows = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
  const parts = rows(
    "select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite_%' order by name",
  );
  const schema = parts.map(({ type, name, tbl_name, sql }) => [
    type,
    name,
    tbl_name,
    type === "table"
      ? rows(`select name, type, "notnull", dflt_value, pk, hidden from pragma_table_xinfo('${name}') order by name`)
      : sql,
  ]);
  database.close();
  return schema;
}

/** A database with something in every part of it: two catalogs in a rollout that waits at its gate, and an account. */
async function makeDatabase(): Promise<string> {
  const file = await temporaryFile();
  const served = await openStore({ kind: "sqlite", file });
  const { deck, admin, fleet: catalogs } = await deckWith(2, { store: served });
  await begunRollout(deck, admin, planFor(catalogs, [1, 2], { gate: { kind: "person" } }));
  await untilEnded(deck);
  await deck.app.inject({
    method: "PUT",
    url: "/api/settings/notifications",
    headers: admin,
    payload: { choice: "mine" },
  });
  await deck.stop();
  await served.destroy();
  const store = await openStore({ kind: "sqlite", file });
  // Tests make accounts of these names.
  await store
    .updateTable("accounts")
    .set({ username: "ada", username_key: "ada" })
    .where("username", "=", "admin")
    .execute();
  await store.deleteFrom("accounts").where("username", "=", "helpdesk").execute();
  await store.deleteFrom("sessions").execute();
  await store.destroy();
  return asSql(file);
}

function asSql(file: string): string {
  const database = new SqliteDatabase(file, { readonly: true });
  const rows = (sql: string) => database.prepare(sql).all() as Record<string, string>[];
  const made = (type: string) =>
    rows(`select sql from sqlite_master where type = '${type}' and sql is not null`).map(({ sql }) => `${sql};`);
  const inserts = rows("select name from sqlite_master where type = 'table'").flatMap(({ name }) => {
    const columns = rows(`select name from pragma_table_xinfo('${name}') where hidden = 0`).map(
      (column) => column.name,
    );
    const values = columns.map((column) => `quote(${column})`).join(" || ', ' || ");
    return rows(`select ${values} as row from ${name}`).map(
      ({ row }) => `insert into ${name} (${columns.join(", ")}) values (${row});`,
    );
  });
  const lines = [...made("table"), ...inserts, ...made("index"), ...made("trigger"), ""];
  database.close();
  return lines.join("\n");
}

test("the schema of this version has a database here", async () => {
  const store = await temporaryStore();
  const { rows } = await sql<{ last: string }>`select max(name) as last from kysely_migration`.execute(store);
  const file = `${rows[0]?.last}.sql`;
  if (!databases.includes(file)) writeFileSync(join(folder, file), await makeDatabase());
  expect(databases, "it has been made now: commit it").toContain(file);
});

test.each(databases)("%s has the tables of a new database after its upgrade", async (database) => {
  const fresh = await temporaryFile();
  await (await openStore({ kind: "sqlite", file: fresh })).destroy();
  const { file } = await upgraded(database);
  expect(schemaOf(file)).toEqual(schemaOf(fresh));
});

test.each(databases)("%s goes on where it was: people, history, audit log and an open rollout", async (database) => {
  const { store } = await upgraded(database);
  const deck = await startDeck({ store, fleet });
  await fleetOf(deck, await deck.signIn("helpdesk"), 2);
  const payload = { username: "ada", password: testPassword };
  const signedIn = await deck.app.inject({ method: "POST", url: "/api/session", payload });
  const ada: PersonHeaders = { cookie: cookieOf(signedIn), "x-csrf-token": signedIn.json<Session>().csrfToken };
  expect((await deck.app.inject({ url: "/api/audit/verification", headers: ada })).json()).toMatchObject({
    whole: true,
  });
  const history = (await deck.get("image-updates", ada)).json<ImageUpdateList>().items;
  expect(history.map(({ state }) => state)).toContain("succeeded");
  const [rollout] = (await deck.get("rollouts", ada)).json<RolloutList>().items;
  expect(rollout).toMatchObject({ state: "held", hold: { reason: "gate" } });
  const id = rollout?.id ?? "";
  expect((await act(deck, ada, id, "continue")).statusCode).toBe(200);
  await deck.pass(1_000);
  expect(await deck.posts()).toBe(1);
  await untilEnded(deck);
  expect(await rolloutOf(deck, ada, id)).toMatchObject({ state: "completed" });
});
