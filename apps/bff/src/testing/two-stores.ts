import { onTestFinished } from "vitest";
import type { DatabasePlace } from "../config/database-place.ts";
import { openStore, type Store } from "../store/database.ts";
import { RealPostgres } from "./postgres.ts";

/** A PostgreSQL of the test's own, opened as two instances would; closed when the test has finished. */
export async function twoStores(): Promise<{ here: Store; there: Store; database: DatabasePlace }> {
  const postgres = await RealPostgres.start();
  const database: DatabasePlace = { kind: "postgres", url: postgres.url() };
  const [here, there] = await Promise.all([openStore(database), openStore(database)]);
  onTestFinished(async () => {
    await Promise.all([here.destroy(), there.destroy()]);
    await postgres.close();
  });
  return { here, there, database };
}
