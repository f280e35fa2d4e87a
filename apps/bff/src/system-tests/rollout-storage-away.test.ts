import type { Rollout } from "@catalog-deck/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../store/database.ts";
import { problemOf } from "../testing/answers.ts";
import { eventually } from "../testing/eventually.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { deckWith, plan, planFor, postsFor, rolloutOf, statesOf } from "../testing/rollouts.ts";

const long = "2000-01-01T00:00:00.000Z";

/** A server that listens, so that it looks after rollouts by itself, on a real PostgreSQL that can go away. */
async function deckOnPostgres() {
  const postgres = await RealPostgres.start();
  const database = { kind: "postgres", url: postgres.url() } as const;
  const store = await openStore(database);
  onTestFinished(async () => {
    await store.destroy();
    await postgres.close();
  });
  const { logger, lines } = loggerOfTest();
  const made = await deckWith(4, { store, config: { database }, logger });
  const { deck, admin, fleet } = made;
  await deck.app.listen({ host: "127.0.0.1", port: 0 });

  /** Moves both clocks, and makes due what waits for the database's. */
  const pass = async (ms: number) => {
    deck.clock.advance(ms);
    await deck.control.advance(ms);
    for (const table of ["image_updates", "rollouts"] as const) {
      await store.updateTable(table).set({ next_step_at: long }).execute();
    }
  };
  const planned = (await plan(deck, admin, planFor(fleet, [1, 1, 2, 2]))).json<Rollout>();
  const rollout = () => rolloutOf(deck, admin, planned.id);
  return {
    ...made,
    postgres,
    store,
    pass,
    id: planned.id,
    rollout,
    logged: (what: string) => lines.filter((line) => line.includes(what)).length,
    /** Lets what is sent end, wave after wave, until the rollout has ended. */
    untilCompleted: async () => {
      await eventually(async () => {
        await pass(2_000);
        expect(await store.selectFrom("rollouts").select("state").executeTakeFirst()).toEqual({ state: "completed" });
      });
      // Their session may have ended meanwhile.
      expect(await rolloutOf(deck, await deck.signIn("admin"), planned.id)).toMatchObject({ counts: { succeeded: 4 } });
    },
  };
}

describe("the database goes away", () => {
  test("while a wave runs: nothing starts, nobody can act, and it goes on when the database is back", async () => {
    const { deck, admin, fleet, postgres, pass, id, rollout, logged, untilCompleted } = await deckOnPostgres();
    await pass(30_000);
    await eventually(async () => expect(statesOf(await rollout()).slice(0, 2)).toEqual(["updating", "updating"]));
    await postgres.goAway();
    await deck.control.advance(300_000);
    deck.clock.advance(300_000);
    // It has looked again, more than once.
    await eventually(() => expect(logged("rollouts could not be processed")).toBeGreaterThan(1));
    const url = `/api/connections/default/rollouts/${id}`;
    for (const answer of [
      await deck.app.inject({ url, headers: admin }),
      await deck.app.inject({ method: "POST", url: `${url}/pause`, headers: admin, payload: { version: 1 } }),
      await plan(deck, admin, planFor(fleet, [1]), "another"),
    ]) {
      expect(problemOf(answer)).toMatchObject({ status: 503, code: "storage-unavailable" });
    }
    expect(await deck.posts()).toBe(2);
    await postgres.comeBack();
    await eventually(async () => expect((await deck.app.inject({ url: "/readyz" })).statusCode).toBe(200));
    await untilCompleted();
    expect((await postsFor(deck)).sort()).toEqual(fleet.catalogs.map((one) => one.id).sort());
  }, 120_000);

  test("before a start is recorded: that start is not sent, and comes again once it is back", async () => {
    const { deck, fleet, idOf, postgres, pass, rollout, logged, untilCompleted } = await deckOnPostgres();
    await deck.control.setFault({ operation: "getCatalog", kind: "hold" });
    await pass(30_000);
    await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(2));
    expect(statesOf(await rollout())).toEqual(["starting", "starting", "waiting", "waiting"]);
    await postgres.goAway();
    await deck.control.clearFaults();
    await eventually(() => expect(logged("what became of a target could not be recorded")).toBe(2));
    expect(await deck.posts()).toBe(0);
    await postgres.comeBack();
    await untilCompleted();
    expect(await postsFor(deck)).toHaveLength(4);
    expect(new Set((await postsFor(deck)).slice(0, 2))).toEqual(new Set([idOf(0), idOf(1)]));
    expect((await postsFor(deck)).sort()).toEqual(fleet.catalogs.map((one) => one.id).sort());
  }, 120_000);

  test("while a request is out: what Citrix took is found once it is back, and not sent again", async () => {
    const { deck, fleet, postgres, store, pass, logged, untilCompleted } = await deckOnPostgres();
    await deck.control.setFault({ operation: "startImageUpdate", kind: "hold" });
    await pass(30_000);
    await eventually(async () => expect(await deck.posts()).toBe(2));
    await postgres.goAway();
    await deck.control.clearFaults();
    await eventually(() => expect(logged("an outcome could not be stored")).toBe(2));
    await postgres.comeBack();
    // The lease of whoever was sending runs out after three minutes, by the database's clock.
    await eventually(() =>
      store.updateTable("image_updates").set({ lease_until: long }).where("state", "=", "submitting").execute(),
    );
    await untilCompleted();
    expect((await postsFor(deck)).sort()).toEqual(fleet.catalogs.map((one) => one.id).sort());
  }, 120_000);
});
