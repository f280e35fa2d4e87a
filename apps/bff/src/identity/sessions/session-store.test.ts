import { randomUUID } from "node:crypto";
import type { Session } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../store/database.ts";
import { RealPostgres } from "../../testing/postgres.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { DatabaseSessionStore } from "./session-store.ts";

const minuteMs = 60_000;
const clock = new SteppedClock();
let postgres: RealPostgres;
let store: Store;
let sessions: DatabaseSessionStore;
beforeAll(async () => {
  postgres = await RealPostgres.start();
  store = await openStore({ kind: "postgres", url: postgres.url() });
  sessions = new DatabaseSessionStore(store, clock, Buffer.alloc(32, 7));
});
afterAll(async () => {
  await store.destroy();
  await postgres.close();
});

const settled = (run: (done: (error?: unknown) => void) => void) =>
  new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
const read = (id: string) =>
  new Promise<Session | null | undefined>((resolve, reject) =>
    sessions.get(id, (error, session) => (error ? reject(error) : resolve(session))),
  );
async function begin(): Promise<string> {
  const id = randomUUID();
  const signedIn = {
    personId: "p1",
    displayName: "Ann",
    role: "viewer",
    csrfToken: "t",
    method: "oidc",
    address: "10.0.0.1",
    userAgent: "test",
  };
  await settled((done) => sessions.set(id, { cookie: {}, signedIn } as unknown as Session, done));
  expect(await read(id)).toMatchObject({ read: { signedIn: { personId: "p1" } } });
  return id;
}

test("a session that the database gave is known for 5 minutes while it is away, one that ended is not", async () => {
  const early = await begin();
  const ended = await begin();
  await settled((done) => sessions.destroy(ended, done));
  clock.advance(2 * minuteMs);
  const late = await begin();
  await postgres.goAway();

  const people = async () =>
    (await Promise.all([early, ended, late].map(read))).map((it) => it?.read?.signedIn.personId);
  expect(await read(early)).toMatchObject({ read: { signedIn: { personId: "p1" } }, storageAway: true });
  clock.advance(3 * minuteMs);
  expect(await people()).toEqual(["p1", undefined, "p1"]);
  clock.advance(1);
  clock.set(-minuteMs);
  expect(await people()).toEqual([undefined, undefined, "p1"]);
  clock.advance(2 * minuteMs);
  expect(await people()).toEqual([undefined, undefined, undefined]);
  expect(await read(late)).toEqual({ storageAway: true });
});
