import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountList } from "@catalog-deck/contract";
import { type KyselyPlugin, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../lib/clock.ts";
import { changesOf } from "../store/changes.ts";
import { openStore, type Store } from "../store/database.ts";
import { endSessions } from "../store/sessions.ts";
import { type Deck, type PersonHeaders, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { RealPostgres } from "../testing/postgres.ts";

const sessionOf = async (deck: Deck, person: PersonHeaders) =>
  (await deck.app.inject({ url: "/api/session", headers: person })).statusCode;

/** The store, with a count of the statements that it is given. */
function counting(store: Store): { store: Store; statements: () => number } {
  let count = 0;
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => {
      count += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { store: store.withPlugin(counter), statements: () => count };
}

async function accountId(deck: Deck, admin: PersonHeaders, username: string): Promise<string> {
  const { items } = (await deck.app.inject({ url: "/api/accounts", headers: admin })).json<AccountList>();
  return items.find((account) => account.username === username)?.id ?? "";
}

const disable = async (deck: Deck, admin: PersonHeaders, username: string) =>
  deck.app.inject({
    method: "PATCH",
    url: `/api/accounts/${await accountId(deck, admin, username)}`,
    headers: admin,
    payload: { disabled: true },
  });

describe("one server on SQLite", () => {
  async function countedDeck() {
    const folder = await mkdtemp(join(tmpdir(), "catalog-deck-remembered-"));
    const opened = await openStore({ kind: "sqlite", file: join(folder, "catalog-deck.sqlite") });
    onTestFinished(async () => {
      await opened.destroy();
      await rm(folder, { recursive: true });
    });
    const { store, statements } = counting(opened);
    return { deck: await startDeck({ store }), store, statements };
  }

  test("asks the database for nothing when a page polls what has not changed", async () => {
    const { deck, statements } = await countedDeck();
    const helpdesk = await deck.signIn("helpdesk");
    const list = await deck.get("catalogs", helpdesk);
    const tag = { "if-none-match": String(list.headers.etag) };
    const before = statements();
    for (let poll = 0; poll < 5; poll += 1) expect((await deck.get("catalogs", helpdesk, tag)).statusCode).toBe(304);
    expect(statements()).toBe(before);
  });

  test("asks the database who it is for whatever changes something", async () => {
    const { deck, statements } = await countedDeck();
    const admin = await deck.signIn("admin");
    expect(await sessionOf(deck, admin)).toBe(200);
    const before = statements();
    expect(await sessionOf(deck, admin)).toBe(200);
    expect(statements()).toBe(before);
    const forbidden = { ...admin, "x-csrf-token": "another" };
    const refused = await deck.app.inject({ method: "DELETE", url: "/api/sessions", headers: forbidden });
    expect(refused.statusCode).toBe(403);
    expect(statements()).toBeGreaterThan(before);
  });

  test.each([
    [
      "an account that is disabled",
      async (deck: Deck, admin: PersonHeaders) => void (await disable(deck, admin, "helpdesk")),
    ],
    [
      "an account that gets another role",
      async (deck: Deck, admin: PersonHeaders) => {
        const url = `/api/accounts/${await accountId(deck, admin, "helpdesk")}`;
        await deck.app.inject({ method: "PATCH", url, headers: admin, payload: { role: "admin" } });
      },
    ],
    [
      "an account that gets another password",
      async (deck: Deck, admin: PersonHeaders) => {
        const url = `/api/accounts/${await accountId(deck, admin, "helpdesk")}/password`;
        await deck.app.inject({
          method: "POST",
          url,
          headers: admin,
          payload: { password: "kangaroo ladder tuesday" },
        });
      },
    ],
  ])("signs the sessions of %s out at once", async (_what, change) => {
    const { deck } = await countedDeck();
    const [admin, helpdesk] = [await deck.signIn("admin"), await deck.signIn("helpdesk")];
    expect(await sessionOf(deck, helpdesk)).toBe(200);
    await change(deck, admin);
    expect(await sessionOf(deck, helpdesk)).toBe(401);
    expect(await sessionOf(deck, admin)).toBe(200);
  });

  test("ends a session that nobody uses on the millisecond, however often a page polls", async () => {
    const { deck } = await countedDeck();
    const helpdesk = await deck.signIn("helpdesk");
    for (let minute = 0; minute < 29; minute += 1) {
      deck.clock.advance(60_000);
      expect(await sessionOf(deck, helpdesk)).toBe(200);
    }
    deck.clock.advance(59_999);
    expect(await sessionOf(deck, helpdesk)).toBe(200);
    deck.clock.advance(1);
    expect(await sessionOf(deck, helpdesk)).toBe(401);
  });

  test("writes down a use once in ten seconds, and tells the new end at once", async () => {
    const { deck, store } = await countedDeck();
    const helpdesk = await deck.signIn("helpdesk");
    const ends = async () => {
      const headers = { ...helpdesk, "x-user-active": "1" };
      return Date.parse(
        (await deck.app.inject({ url: "/api/session", headers })).json<{ expiresAt: string }>().expiresAt,
      );
    };
    const lastUsed = async () =>
      (await store.selectFrom("sessions").select("last_used_at").executeTakeFirst())?.last_used_at;
    const [first, began] = [await ends(), await lastUsed()];
    deck.clock.advance(9_999);
    expect([await ends(), await lastUsed()]).toEqual([first, began]);
    deck.clock.advance(1);
    expect(await ends()).toBe(first + 10_000);
    expect(await lastUsed()).toBe(deck.clock.now().toISOString());
    expect(await ends()).toBe(first + 10_000);
  });
});

describe("two servers on one PostgreSQL", () => {
  let postgres: RealPostgres;
  beforeAll(async () => {
    postgres = await RealPostgres.start();
  });
  afterAll(() => postgres.close());

  async function twoDecks(): Promise<{ one: Deck; two: Deck; admin: PersonHeaders; helpdesk: PersonHeaders }> {
    const name = `deck_${randomUUID().replaceAll("-", "")}`;
    const main = await openStore({ kind: "postgres", url: postgres.url() });
    await sql.raw(`create database ${name}`).execute(main);
    await main.destroy();
    const url = postgres.url().replace(/postgres$/, name);
    const decks: Deck[] = [];
    for (const _ of [1, 2]) {
      const store = await openStore({ kind: "postgres", url });
      onTestFinished(() => store.destroy());
      decks.push(await startDeck({ store, clock: systemClock, simulatorClock: "real" }));
      await eventually(() => expect(changesOf(store).areTold()).toBe(true));
    }
    const [one, two] = decks as [Deck, Deck];
    const [admin, helpdesk] = [await one.signIn("admin"), await one.signIn("helpdesk")];
    for (const person of [admin, helpdesk]) expect(await sessionOf(two, person)).toBe(200);
    return { one, two, admin, helpdesk };
  }

  test("a person disabled on one is out on the other as soon as PostgreSQL has told it", async () => {
    const { one, two, admin, helpdesk } = await twoDecks();
    expect((await disable(one, admin, "helpdesk")).statusCode).toBe(200);
    expect(await sessionOf(one, helpdesk)).toBe(401);
    await eventually(async () => expect(await sessionOf(two, helpdesk)).toBe(401));
    expect(await sessionOf(two, admin)).toBe(200);
  });

  test("what changes something is refused at once on the other, told or not", async () => {
    const { one, two, admin, helpdesk } = await twoDecks();
    await endSessions(one.store, { personId: await accountId(one, admin, "helpdesk") });
    const headers = { ...helpdesk, "sec-fetch-site": "same-origin" };
    expect((await two.app.inject({ method: "DELETE", url: "/api/sessions", headers })).statusCode).toBe(401);
  });

  test("while the other cannot be told, it asks the database for every request", async () => {
    const { one, two, admin, helpdesk } = await twoDecks();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'catalog-deck changes' and datname = current_database()`.execute(one.store);
    await eventually(() => expect(changesOf(two.store).areTold()).toBe(false));
    await disable(one, admin, "helpdesk");
    expect(await sessionOf(two, helpdesk)).toBe(401);
    await eventually(() => expect(changesOf(two.store).areTold()).toBe(true));
    expect(await sessionOf(two, helpdesk)).toBe(401);
    expect(await sessionOf(two, admin)).toBe(200);
  });
});
