import type { ImageUpdate, Session } from "@catalog-deck/contract";
import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../store/database.ts";
import { DatabaseClock } from "../store/database-clock.ts";
import { readyToUpdate, startDeck } from "../testing/deck.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";

let postgres: RealPostgres;
let store: Store;
beforeAll(async () => {
  postgres = await RealPostgres.start();
  store = await openStore({ kind: "postgres", url: postgres.url() });
});
afterAll(async () => {
  await store.destroy();
  await postgres.close();
});

/** A deck on PostgreSQL, on a machine whose clock is so many seconds ahead of the database's. */
async function deckOff(seconds: number) {
  const own = new SteppedClock(new Date());
  own.set(seconds * 1_000);
  const clock = new DatabaseClock(store, own);
  await clock.measure();
  for (const table of ["idempotency_keys", "image_update_events", "image_updates", "accounts"] as const) {
    await store.deleteFrom(table).execute();
  }
  const lines: string[] = [];
  const logger: FastifyBaseLogger = pino({ level: "warn" }, { write: (line) => lines.push(line) });
  const deck = await startDeck({ store, clock, logger, simulatorClock: "real" });
  const metrics = () => deck.app.metrics.metrics();
  const session = async (who: "admin" | "helpdesk") => {
    const person = await deck.signIn(who);
    return (await deck.app.inject({ url: "/api/session", headers: person })).json<Session>();
  };
  return { deck, lines, metrics, session, clock, own };
}

test.each([600, -600])(
  "a clock that is %i seconds off is told of in log, metrics and to administrators, and refuses nothing",
  async (seconds) => {
    const { deck, lines, metrics, session } = await deckOff(seconds);
    const told = (await session("admin")).clockOffBySeconds ?? 0;
    expect(Math.abs(told - seconds)).toBeLessThan(10);
    expect((await session("helpdesk")).clockOffBySeconds).toBeUndefined();
    expect(lines.filter((line) => line.includes("clock differs from the database's"))).toHaveLength(1);
    const shown = /^catalog_deck_clock_ahead_of_database_seconds (\S+)$/m.exec(await metrics());
    expect(Math.abs(Number(shown?.[1]) - seconds)).toBeLessThan(10);
    const admin = await deck.signIn("admin");
    const { catalog, body } = await readyToUpdate(deck, admin);
    const answer = await deck.startUpdate(admin, catalog.id, body);
    expect(answer.statusCode).toBe(202);
    // What is written down has the database's time, and so has the answer's own date.
    for (const time of [String(answer.json<ImageUpdate>().requestedAt), String(answer.headers.date)]) {
      expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
    }
  },
);

test("nothing is said of a difference of seconds", async () => {
  const { lines, session, metrics } = await deckOff(20);
  expect((await session("admin")).clockOffBySeconds).toBeUndefined();
  expect(lines).toEqual([]);
  expect(await metrics()).toContain("clock_ahead_of_database_seconds");
});

test("a clock that is set between two measurements changes nothing of what is written down", async () => {
  const { own, clock } = await deckOff(0);
  const before = clock.now();
  own.set(-30 * 60_000);
  own.advance(1_000);
  expect(clock.now().getTime() - before.getTime()).toBe(1_000);
  await clock.measure();
  expect(Math.round((clock.differenceMs ?? 0) / 60_000)).toBe(-30);
});

test("with SQLite there is no other clock to compare with", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  deck.clock.set(30 * 60_000);
  const session = (await deck.app.inject({ url: "/api/session", headers: admin })).json<Session>();
  expect(session.clockOffBySeconds).toBeUndefined();
  expect(await deck.app.metrics.metrics()).not.toContain("clock_ahead_of_database_seconds");
});
