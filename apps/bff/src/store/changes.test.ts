import { connect, createServer, type Socket } from "node:net";
import { freePort } from "@catalog-deck/simulator";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { databases, type TestDatabase } from "../testing/databases.ts";
import { eventually } from "../testing/eventually.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { type Changes, changesOf } from "./changes.ts";
import { openStore, type Store } from "./database.ts";
import { endSessions, findSession, insertSession, touchSession } from "./sessions.ts";
import { deleteStoppedStarts, putStoppedStarts } from "./start-nothing.ts";

const now = "2026-03-02T09:00:00.000Z";
const later = "2026-03-02T10:00:00.000Z";

const session = (name: string) => ({
  id_hash: name,
  payload: "sealed",
  created_at: now,
  last_used_at: now,
  expires_at: later,
  person_id: `person of ${name}`,
  method: "password",
  provider_session: null,
  address: "10.0.0.1",
  user_agent: "test",
});

const stopped = { connection_id: "default", reason: "a test", by_id: "ada", by_name: "Ada", since: now };

/** Everything that is told of a store from now on: a topic, with the id where there is one. */
function heardOf(store: Store): { changes: Changes; told: string[] } {
  const changes = changesOf(store);
  const told: string[] = [];
  for (const topic of ["sessions", "updates"] as const) {
    changes.listen(topic, (id) => told.push(id === undefined ? topic : `${topic} ${id}`));
  }
  return { changes, told };
}

describe.each(databases)("on $database", ({ database, start }) => {
  let place: TestDatabase;
  let store: Store;
  let other: Store;
  let changes: Changes;
  let told: string[];
  beforeAll(async () => {
    place = await start();
    store = await place.open();
    other = await place.open();
    ({ changes, told } = heardOf(store));
    await eventually(() => expect(changes.areTold()).toBe(true));
  });
  afterAll(async () => {
    await other.destroy();
    await store.destroy();
    await place.close();
  });
  beforeEach(() => {
    changes.areTold();
    told.length = 0;
  });

  test("what is only read is no change", async () => {
    await findSession(store, "a", now);
    await findSession(other, "a", now);
    expect(changes.areTold()).toBe(true);
    expect(told).toEqual([]);
  });

  test("sessions that this process ends are told at once", async () => {
    await insertSession(store, session("a"));
    told.length = 0;
    await endSessions(store, { personId: "person of a" });
    expect(told).toContain("sessions");
  });

  test("sessions that end in a transaction are told once that has ended, too", async () => {
    await insertSession(store, session("b"));
    await store.transaction().execute(async (trx) => {
      await endSessions(trx, { personId: "person of b" });
      if (database === "PostgreSQL") expect(await findSession(store, "b", now)).toBeDefined();
      told.length = 0;
    });
    if (database === "PostgreSQL") expect(told).toContain("sessions");
    expect(await findSession(store, "b", now)).toBeUndefined();
  });

  test("updates and stopped starts of this process are told at once", async () => {
    await putStoppedStarts(store, stopped);
    expect(told).toContain("updates");
    told.length = 0;
    await deleteStoppedStarts(store, "default");
    expect(told).toContain("updates");
  });

  test("what another process changes is told", async () => {
    await insertSession(other, session("c"));
    await touchSession(other, "c", later, later);
    const ofSession = database === "PostgreSQL" ? "sessions c" : "sessions";
    await eventually(() => expect(changes.areTold() && told).toContain(ofSession));
    told.length = 0;
    await endSessions(other, { personId: "person of c" });
    await eventually(() => expect(changes.areTold() && told).toContain(ofSession));
    told.length = 0;
    await deleteStoppedStarts(other, "default");
    await putStoppedStarts(other, stopped);
    await eventually(() => expect(changes.areTold() && told).toContain("updates"));
  });
});

test("on SQLite what another process has committed is told by the very next question", async () => {
  const start = databases[0]?.start;
  if (start === undefined) throw new Error("there is SQLite");
  const place = await start();
  const [store, other] = [await place.open(), await place.open()];
  onTestFinished(async () => {
    await other.destroy();
    await store.destroy();
    await place.close();
  });
  const { changes, told } = heardOf(store);
  changes.areTold();
  told.length = 0;
  await insertSession(other, session("a"));
  expect(changes.areTold()).toBe(true);
  expect(told).toEqual(["sessions", "updates"]);
  await store.transaction().execute(async (trx) => {
    await findSession(trx, "a", now);
    expect(changes.areTold()).toBe(false);
  });
});

describe("when the connection on which PostgreSQL tells changes", () => {
  let postgres: RealPostgres;
  beforeAll(async () => {
    postgres = await RealPostgres.start();
  });
  afterAll(() => postgres.close());

  async function listening(port?: number) {
    const store = await openStore({ kind: "postgres", url: postgres.url(port) });
    onTestFinished(() => store.destroy());
    const heard = heardOf(store);
    expect(heard.changes.areTold()).toBe(false);
    await eventually(() => expect(heard.changes.areTold()).toBe(true));
    heard.told.length = 0;
    return { store, ...heard };
  }

  test("is cut, nothing counts as told until there is another; what came between may have changed anything", async () => {
    const { store, changes, told } = await listening();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'catalog-deck changes'`.execute(store);
    await eventually(() => expect(changes.areTold()).toBe(false));
    await eventually(() => expect(changes.areTold()).toBe(true));
    expect(told).toEqual(["sessions", "updates"]);
  });

  test("falls silent, nothing counts as told a few seconds later", async () => {
    const way = await wayThatFallsSilent(postgres.port);
    const { changes } = await listening(way.port);
    // Before the store: what ends a connection has to get through.
    onTestFinished(way.close);
    way.fallSilent();
    await eventually(() => expect(changes.areTold()).toBe(false));
  });

  test("cannot be had, since a standby tells nothing, nothing counts as told", async () => {
    const store = await openStore({ kind: "postgres", url: postgres.url() });
    onTestFinished(() => store.destroy());
    await postgres.becomeStandby(true);
    const { changes } = heardOf(store);
    await eventually(async () => expect(await findSession(store, "a", now)).toBeUndefined());
    expect(changes.areTold()).toBe(false);
    await postgres.becomeStandby(false);
    await eventually(() => expect(changes.areTold()).toBe(true));
  });
});

/** A way to PostgreSQL on which nothing comes through any more, and no connection ends, once it is told so. */
async function wayThatFallsSilent(to: number): Promise<{ port: number; fallSilent: () => void; close: () => void }> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    sockets.add(near).add(far);
    near.on("data", (bytes) => void (isSilent || far.write(bytes)));
    far.on("data", (bytes) => void (isSilent || near.write(bytes)));
    near.on("error", () => undefined).on("close", () => far.destroy());
    far.on("error", () => undefined).on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port,
    fallSilent: () => {
      isSilent = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
