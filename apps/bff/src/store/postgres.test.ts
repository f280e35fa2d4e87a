import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { ImageUpdate } from "@catalog-deck/contract";
import { freePort } from "@catalog-deck/simulator";
import { sql } from "kysely";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { readyToUpdate, startDeck } from "../testing/deck.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { openStore, pingStore, type Store } from "./database.ts";
import { StorageUnavailableError } from "./storage-trouble.ts";

let postgres: RealPostgres;
beforeAll(async () => {
  postgres = await RealPostgres.start();
  return () => postgres.close();
});

async function storeOn(port?: number): Promise<Store> {
  const store = await openStore({ kind: "postgres", url: postgres.url(port) });
  onTestFinished(() => store.destroy());
  return store;
}

/** A way to PostgreSQL that breaks when the next COMMIT has passed: it is done, and nobody hears of it. */
async function wayThatLosesCommits(): Promise<{ port: number; loseNextCommit: () => void; server: Server }> {
  const port = await freePort();
  let armed = false;
  const server = createServer((near: Socket) => {
    const far = connect(postgres.port, "127.0.0.1");
    let lost = false;
    near.on("data", (bytes) => {
      if (armed && bytes.includes("commit")) {
        armed = false;
        lost = true;
      }
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (lost) near.destroy();
      else near.write(bytes);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return {
    port,
    server,
    loseNextCommit: () => {
      armed = true;
    },
  };
}

test("many that start at once on an empty database migrate it once", async () => {
  const stores = await Promise.all([1, 2, 3, 4].map(() => storeOn()));
  const applied = await sql<{ name: string }>`select name from kysely_migration`.execute(stores[0] as Store);
  const names = applied.rows.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const store of stores) await pingStore(store);
});

test("a connection cut in the middle of a transaction fails that transaction and nothing else", async () => {
  const store = await storeOn();
  const cut = store.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(store);
    // Nothing runs on the connection while it breaks: its error event is heard by nobody but the pool's listener.
    await pause(100);
    await pingStore(trx);
  });
  await expect(cut).rejects.toThrow(StorageUnavailableError);
  await pingStore(store);
});

test("an error of the request itself is no trouble of the database", async () => {
  const store = await storeOn();
  await expect(sql`select nonsense`.execute(store)).rejects.not.toThrow(StorageUnavailableError);
  await expect(sql`select nonsense`.execute(store)).rejects.toThrow("nonsense");
});

test("an update whose commit was not answered is never sent, and its key works again", async () => {
  const way = await wayThatLosesCommits();
  const deck = await startDeck({ store: await storeOn(way.port) });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  way.loseNextCommit();
  const answer = await deck.startUpdate(admin, catalog.id, body);
  expect(problemOf(answer)).toMatchObject({ status: 503, code: "storage-unavailable" });
  expect(answer.headers["retry-after"]).toBe("5");
  expect(await deck.posts()).toBe(0);
  const { items } = (await deck.get("image-updates", admin)).json<{ items: ImageUpdate[] }>();
  expect(items).toMatchObject([{ state: "rejected", message: expect.stringContaining("not sent") }]);
  const audited = await deck.store.selectFrom("audit_log").select(["kind", "entry"]).orderBy("sequence").execute();
  expect(audited.map(({ kind }) => kind)).toEqual(["signed-in", "update-intended", "update-outcome"]);
  expect(JSON.parse(audited.at(-1)?.entry ?? "{}")).toMatchObject({ details: { state: "rejected" } });
  await deck.pass(10_000);
  expect(await deck.posts()).toBe(0);
  expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
  expect(await deck.posts()).toBe(1);
});
