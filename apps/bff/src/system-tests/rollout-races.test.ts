import type { RolloutDetail } from "@catalog-deck/contract";
import type { KyselyPlugin } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { SeededRandom } from "../../reliability/crash/random.ts";
import { buildApp } from "../app.ts";
import { deckWith, plan, planFor, postsFor, rolloutOf, statesOf } from "../testing/rollouts.ts";
import { twoStores } from "../testing/two-stores.ts";

const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);
const tries = 20;
const long = "2000-01-01T00:00:00.000Z";

/** Calls back when so many more statements have been made for the database: a moment between two of them. */
class Moment implements KyselyPlugin {
  #left = Number.POSITIVE_INFINITY;
  #counted = 0;
  #act: () => void = () => undefined;

  after(statements: number, act: () => void): void {
    this.#left = statements;
    this.#counted = 0;
    this.#act = act;
  }

  /** How many were made since `after`. */
  get counted(): number {
    return this.#counted;
  }

  transformQuery({ node }: Parameters<KyselyPlugin["transformQuery"]>[0]) {
    this.#counted += 1;
    this.#left -= 1;
    if (this.#left === 0) this.#act();
    return node;
  }

  async transformResult({ result }: Parameters<KyselyPlugin["transformResult"]>[0]) {
    return result;
  }
}

test(`pause and cancel at any moment of a start, here or on another instance: what the answer shows as not sent is never sent (seed ${seed})`, async () => {
  const random = new SeededRandom(seed);
  const { here, there, database } = await twoStores();
  const moment = new Moment();
  const { deck, fleet } = await deckWith(3, {
    store: here.withPlugin(moment),
    config: { database },
  });
  const other = await buildApp({ config: deck.config, store: there, clock: deck.clock });
  onTestFinished(() => other.close());

  /** Moves both clocks, and makes due what waits for the database's. */
  const pass = async (ms: number) => {
    deck.clock.advance(ms);
    await deck.control.advance(ms);
    for (const table of ["image_updates", "rollouts"] as const) {
      await there.updateTable(table).set({ next_step_at: long }).execute();
    }
  };
  const untilStill = async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      await pass(100_000);
      await deck.app.updateWatcher.runDue();
      await deck.app.rolloutRunner.runDue();
    }
  };

  let longest = 40;
  const moments = new Set<string>();
  for (let count = 1; count <= tries; count += 1) {
    const admin = await deck.signIn("admin");
    for (const { id } of fleet.catalogs) {
      await deck.control.patchCatalog(id, { state: "Active", warnings: [], imageId: fleet.fromImageId });
    }
    const planned = await plan(deck, admin, planFor(fleet, [1, 1, 2], { maxParallel: 2 }), `try-${count}`);
    expect(planned.statusCode, planned.body).toBe(202);
    const { id, version } = planned.json<RolloutDetail>();
    await deck.control.clearLog();
    await pass(30_000);

    const what = random.pick(["pause", "cancel"] as const);
    const app = random.pick([deck.app, other]);
    const url = `/api/connections/default/rollouts/${id}`;
    const ask = (payload: object) => app.inject({ method: "POST", url: `${url}/${what}`, headers: admin, payload });
    const actNow = async () => {
      const first = await ask({ version });
      if (first.statusCode !== 412) return first;
      return await ask({ version: first.json<{ rollout: RolloutDetail }>().rollout.version });
    };
    let acting: ReturnType<typeof actNow> | undefined;
    // The first one comes when everything has been sent.
    moment.after(count === 1 ? Number.POSITIVE_INFINITY : random.between(1, longest), () => {
      acting = actNow();
    });
    await deck.app.rolloutRunner.runDue();
    longest = acting === undefined ? moment.counted : Math.max(longest, moment.counted);
    moment.after(Number.POSITIVE_INFINITY, () => undefined);
    const answer = await (acting ?? actNow());
    const about = `try ${count}: ${what}`;
    expect(answer.statusCode, `${about}: ${answer.body}`).toBe(200);
    const shown = answer.json<RolloutDetail>();
    moments.add(statesOf(shown).join());
    const promised = shown.targets
      .filter(({ state }) => state === "waiting" || state === "cancelled")
      .map(({ catalogId }) => catalogId);
    await untilStill();
    const sent = await postsFor(deck);
    expect(
      sent.filter((catalogId) => promised.includes(catalogId)),
      `${about}: ${statesOf(shown)}`,
    ).toEqual([]);
    expect(new Set(sent).size, about).toBe(sent.length);

    const still = await rolloutOf(deck, admin, id);
    if (what === "cancel") {
      expect(still, about).toMatchObject({ state: "cancelled", finishedAt: expect.any(String) });
      continue;
    }
    expect(still, about).toMatchObject({ state: "held", hold: { reason: "paused" } });
    await deck.app.inject({
      method: "POST",
      url: `${url}/resume`,
      headers: admin,
      payload: { version: still.version },
    });
    await pass(30_000);
    await deck.app.rolloutRunner.runDue();
    await untilStill();
    await untilStill();
    const ended = await rolloutOf(deck, admin, id);
    expect(ended, about).toMatchObject({ state: "completed", counts: { succeeded: 3 } });
    expect((await postsFor(deck)).sort(), about).toEqual(fleet.catalogs.map((one) => one.id).sort());
  }
  // Some came while it was being sent, some after.
  expect([...moments].some((states) => states.startsWith("updating,updating"))).toBe(true);
  expect([...moments].some((states) => states.includes("starting"))).toBe(true);
  console.info(`pause and cancel in a race with a start: DECK_SEED=${seed}, ${tries} tries: ${[...moments].join(" ")}`);
}, 300_000);
