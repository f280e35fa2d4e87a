import { freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import SqliteDatabase from "better-sqlite3";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller } from "../../reliability/instances/caller.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { AuditLog } from "../audit/audit-log.ts";
import { openStore } from "../store/database.ts";
import { problemOf } from "../testing/answers.ts";
import { readyToUpdate, startDeck, temporaryStore } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

/** A real server process whose real PostgreSQL goes away and comes back. The tests build on each other. */
describe("while PostgreSQL is away", () => {
  let postgres: RealPostgres;
  let simulator: Simulator;
  let server: BffProcess;
  let admin: Caller;
  let unseen: Caller;
  let targets: Awaited<ReturnType<typeof updateTargets>>;
  const path = (rest: string) => `${server.url}/api/connections/default/${rest}`;
  const posts = async () => (await simulator.control.log({ operation: "startImageUpdate" })).length;
  const start = (place: number, key: string) => {
    const { catalogId = "", body } = targets[place] ?? {};
    return admin.startUpdate(server.url, catalogId, body, key);
  };

  beforeAll(async () => {
    postgres = await RealPostgres.start();
    simulator = await startSimulator({ fleet: { catalogs: 8, images: 6 }, updateDurationMs: 8_000 });
    targets = await updateTargets(simulator, 2);
    const env = {
      LOG_LEVEL: "warn",
      DATABASE_URL: postgres.url(),
      SESSION_SECRET: "the same forty bytes for every instance",
      ...serverSettings(simulator),
    };
    server = new BffProcess(await freePort(), env);
    await server.start();
    admin = await Caller.signIn(server.url, firstAdmin);
    unseen = await Caller.signIn(server.url, firstAdmin);
    expect((await admin.get(path("catalogs"))).status).toBe(200);
    expect((await start(0, "before")).status).toBe(202);
    await postgres.goAway();
  });
  afterAll(async () => {
    await server.kill();
    await simulator.close();
    await postgres.close();
  });

  test("no update is sent", async () => {
    const before = await posts();
    const answer = await start(1, "while-away");
    expect(answer).toMatchObject({ status: 503, body: { code: "storage-unavailable", retryAfterMs: 5_000 } });
    expect(answer.headers.get("retry-after")).toBe("5");
    expect((await posts()) - before).toBe(0);
  });

  test("who was signed in just before still sees catalogs and images, said to be old", async () => {
    const catalogs = await admin.get(path("catalogs"));
    expect(catalogs).toMatchObject({ status: 200, body: { stale: true } });
    expect(catalogs.body.items).toHaveLength(8);
    expect((await admin.get(path("images"))).status).toBe(200);
  });

  test("everything else is 503 with the time to come back, never 401 and never 500", async () => {
    const id = targets[0]?.catalogId;
    const reads = ["image-updates", `catalogs/${id}`, "image-updates/some"].map(path);
    for (const url of [...reads, `${server.url}/api/session`, `${server.url}/api/audit`]) {
      const answer = await admin.get(url);
      expect([url, answer.status, answer.body.code]).toEqual([url, 503, "storage-unavailable"]);
      expect(answer.headers.get("retry-after")).toBe("5");
    }
    expect(await unseen.get(path("catalogs"))).toMatchObject({ status: 503, body: { code: "storage-unavailable" } });
    await expect(Caller.signIn(server.url, firstAdmin)).rejects.toThrow(/answered 503: .*storage-unavailable/);
  });

  test("readiness fails and the process lives", async () => {
    expect(await admin.get(`${server.url}/readyz`)).toMatchObject({
      status: 503,
      body: { code: "storage-unavailable" },
    });
    expect((await admin.get(`${server.url}/healthz`)).status).toBe(200);
  });

  test("when it is back everything recovers by itself, and the update under way is followed to its end", async () => {
    const backAt = performance.now();
    await postgres.comeBack();
    await vi.waitFor(async () => expect((await admin.get(`${server.url}/readyz`)).status).toBe(200), {
      timeout: 30_000,
      interval: 20,
    });
    console.log(`storage away: ready again ${Math.round(performance.now() - backAt)} ms after PostgreSQL was started`);
    expect((await unseen.get(path("catalogs"))).body).toMatchObject({ stale: false });
    expect((await start(1, "while-away")).status).toBe(202);
    expect(await posts()).toBe(2);
    await vi.waitFor(
      async () => {
        const { items } = (await admin.get(path("image-updates"))).body as { items: { state: string }[] };
        expect(items.map(({ state }) => state)).toEqual(["succeeded", "succeeded"]);
      },
      { timeout: 90_000, interval: 250 },
    );
    expect(server.isAlive).toBe(true);
    expect(server.output).not.toMatch(/"log.level":"fatal"|correct horse|postgres:\/\//);
  });
});

describe("a PostgreSQL that takes no changes", () => {
  let postgres: RealPostgres;
  const run = async (url: string, ...statements: string[]) => {
    const client = new pg.Client(url);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const plainUrl = () => postgres.url().replace(/\/\/.*@/, "//plain:plain@");
  const readOnlyByDefault = (value: "on" | "off") =>
    run(
      postgres.url(),
      `alter role plain set default_transaction_read_only = ${value}`,
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'plain'",
    );
  const rights = (change: string) => run(plainUrl(), `${change} plain`);
  beforeAll(async () => {
    postgres = await RealPostgres.start();
    await run(postgres.url(), "create role plain login password 'plain'", "grant all on schema public to plain");
  });
  afterAll(() => postgres.close());

  test.each([
    { name: "is read-only", stop: () => readOnlyByDefault("on"), free: () => readOnlyByDefault("off") },
    {
      name: "lets its user read only",
      stop: () => rights("revoke insert, update, delete on all tables in schema public from"),
      free: () => rights("grant insert, update, delete on all tables in schema public to"),
    },
    { name: "is a standby", stop: () => postgres.becomeStandby(true), free: () => postgres.becomeStandby(false) },
  ])("and $name: readiness fails, changes are 503, lists are answered", async ({ stop, free }) => {
    const store = await openStore({ kind: "postgres", url: plainUrl() });
    onTestFinished(() => store.destroy());
    await sql`delete from accounts`.execute(store);
    const deck = await startDeck({ store });
    const admin = await deck.signIn("admin");
    const ready = () => deck.app.inject({ url: "/readyz" });
    expect((await ready()).statusCode).toBe(200);
    await stop();
    const why = { code: "storage-unavailable", detail: expect.stringContaining("read-only") };
    await eventually(async () => expect(problemOf(await ready())).toMatchObject({ status: 503, ...why }));
    const signOut = await deck.app.inject({ method: "DELETE", url: "/api/session", headers: admin });
    expect(problemOf(signOut)).toMatchObject({ status: 503, ...why });
    expect((await deck.get("catalogs", admin)).statusCode).toBe(200);
    await free();
    await eventually(async () => expect((await ready()).statusCode).toBe(200));
  });
});

test("an SQLite file that another program holds is 503 with the time to come back", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const other = new SqliteDatabase(`${deck.config.dataDir}/deck.sqlite`);
  other.exec("begin immediate");
  const answer = await deck.app.inject({ method: "DELETE", url: "/api/session", headers: admin });
  other.close();
  expect(problemOf(answer)).toMatchObject({ status: 503, code: "storage-unavailable" });
  expect(answer.headers["retry-after"]).toBe("5");
  expect((await deck.app.inject({ url: "/readyz" })).statusCode).toBe(200);
});

test("while the disk of an SQLite file is full no update is sent, and lists are answered", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(deck.store);
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count)}`.execute(deck.store);
  const audit = new AuditLog(deck.store, deck.clock);
  const fill = async () => {
    for (;;) await audit.append({ kind: "signed-out", details: {} });
  };
  await expect(fill()).rejects.toThrow("could not be written");
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(problemOf(answer)).toMatchObject({ status: 503, code: "storage-unavailable" });
  expect(await deck.posts()).toBe(0);
  expect((await deck.get("catalogs", admin)).statusCode).toBe(200);
});

test("while the database goes away in the middle of an intent and stays away, the update is not sent, and says so", async () => {
  let isAway = false;
  const store = (await temporaryStore()).withPlugin({
    transformQuery: ({ node }) => {
      isAway ||= node.kind === "InsertQueryNode" && JSON.stringify(node).includes("blocks_catalog");
      if (isAway) throw new Error("the database is away");
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const deck = await startDeck({ store });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(isAway).toBe(true);
  expect(problemOf(answer)).toMatchObject({
    status: 503,
    code: "storage-unavailable",
    detail: "The update could not be recorded, so it was not sent to Citrix. Try again in a moment.",
  });
  expect(await deck.posts()).toBe(0);
});
