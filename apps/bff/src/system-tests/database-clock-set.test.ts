import type { ImageUpdate } from "@catalog-deck/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../store/database.ts";
import { readyToUpdate, startDeck } from "../testing/deck.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";

const minuteMs = 60_000;
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

/** The database's time so many minutes from now, as leases have it. */
const inMinutes = (minutes: number) =>
  sql<string>`to_char(clock_timestamp() at time zone 'UTC' + ${minutes}::int * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

// The database's clock is real: that it was set is shown by the steady clock of the server, which did not go on with it.
test.each([
  ["set on: nothing is concluded", -20, "unknown"],
  ["put back: it is read at once all the same", 25, "unknown"],
  ["not set: it did not start", 0, "rejected"],
])(
  "an update that has been quiet for 20 minutes by a database's clock that was %s",
  async (_what, steadyMinutes, state) => {
    for (const table of ["idempotency_keys", "image_update_events", "image_updates", "accounts"] as const) {
      await store.deleteFrom(table).execute();
    }
    const clock = new SteppedClock(new Date());
    const deck = await startDeck({ store, clock, simulatorClock: "real" });
    const admin = await deck.signIn("admin");
    const { catalog, body } = await readyToUpdate(deck, admin);
    await deck.control.setFault({ operation: "startImageUpdate", kind: "breakBefore", times: 1 });
    const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
    await deck.app.updateWatcher.runDue();
    clock.advance(steadyMinutes * minuteMs);
    const far = { quiet_since: inMinutes(-20), next_step_at: inMinutes(steadyMinutes > 0 ? 30 : 0) };
    await store.updateTable("image_updates").set(far).execute();
    await deck.control.clearLog();
    await deck.app.updateWatcher.runDue();
    expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1);
    expect(await deck.update(admin, id)).toMatchObject({ state });
  },
);
