import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Catalog, CatalogList, ImageUpdate, ImageUpdateRequest, Session } from "@catalog-deck/contract";
import { startSimulator } from "@catalog-deck/simulator";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { onTestFinished } from "vitest";
import { buildApp } from "../app.ts";
import type { Config } from "../config.ts";
import { addAccount, demoAccounts } from "../identity/accounts.ts";
import { openStore, type Store } from "../store/database.ts";
import { SteppedClock } from "./test-app.ts";

const secondAdmin = {
  username: "second",
  displayName: "Sam Second",
  password: "catalog-deck-demo",
  role: "admin",
} as const;

/** Headers of a signed-in person. */
export type Person = Record<string, string>;

/**
 * The whole server on an SQLite file and a simulator of its own, both with clocks that the test steps. Everything is
 * closed and removed when the test has finished.
 */
export async function startDeck(fleet: { catalogs: number; images?: number } = { catalogs: 8, images: 16 }) {
  const simulator = await startSimulator({ fleet, clock: "stepped", updateDurationMs: 90_000 });
  const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-"));
  const clock = new SteppedClock(new Date(await simulator.control.now()));
  const config = configFor(simulator, dataDir);
  const open = async () => {
    const store = await openStore({ kind: "sqlite", file: join(dataDir, "deck.sqlite") });
    return { store, app: await buildApp({ config, store, clock }) };
  };
  let running: { store: Store; app: FastifyInstance } | undefined = await open();
  const stop = async () => {
    await running?.app.close();
    // The server may have closed its store already; closing it twice does no harm.
    await running?.store.destroy();
    running = undefined;
  };
  onTestFinished(async () => {
    await stop();
    await simulator.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const deck = {
    simulator,
    control: simulator.control,
    clock,
    get app(): FastifyInstance {
      if (running === undefined) throw new Error("the server is stopped");
      return running.app;
    },
    get store(): Store {
      if (running === undefined) throw new Error("the server is stopped");
      return running.store;
    },
    stop,
    /** Starts the server again on the same database. */
    async start(): Promise<void> {
      running = await open();
    },
    /** Signs in as the demo's admin or helpdesk user, or as a second admin. */
    async signIn(who: "admin" | "helpdesk" | "second admin"): Promise<Person> {
      const account = who === "second admin" ? secondAdmin : demoAccounts.find(({ role }) => role === who);
      if (account === secondAdmin) await addAccount(deck.store, secondAdmin, clock);
      const answer = await deck.app.inject({
        method: "POST",
        url: "/api/session",
        payload: { username: account?.username, password: account?.password },
      });
      const [cookie] = answer.cookies;
      if (answer.statusCode !== 200 || cookie === undefined) throw new Error(`sign-in failed: ${answer.body}`);
      return { cookie: `${cookie.name}=${cookie.value}`, "x-csrf-token": answer.json<Session>().csrfToken };
    },
    get(path: string, person: Person, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
      return deck.app.inject({ url: `/api/connections/default/${path}`, headers: { ...person, ...headers } });
    },
    async catalogs(person: Person): Promise<CatalogList> {
      return (await deck.get("catalogs", person)).json<CatalogList>();
    },
    startUpdate(
      person: Person,
      catalogId: string,
      body: Record<string, unknown> | ImageUpdateRequest,
      key: string | undefined = "key-of-this-test",
    ): Promise<LightMyRequestResponse> {
      return deck.app.inject({
        method: "POST",
        url: `/api/connections/default/catalogs/${catalogId}/image-updates`,
        headers: { ...person, ...(key === undefined ? {} : { "idempotency-key": key }) },
        payload: body,
      });
    },
    async update(person: Person, id: string): Promise<ImageUpdate> {
      return (await deck.get(`image-updates/${id}`, person)).json<ImageUpdate>();
    },
    /** Moves both clocks on, and lets the watcher take the step that is due then. */
    async pass(ms: number): Promise<void> {
      await simulator.control.advance(ms);
      clock.advance(ms);
      await deck.app.updateWatcher.runDue();
    },
    /** How many requests to start an update have reached Citrix. */
    async posts(): Promise<number> {
      return (await simulator.control.log({ operation: "startImageUpdate" })).length;
    },
  };
  return deck;
}

export type Deck = Awaited<ReturnType<typeof startDeck>>;

/** A catalog that may be updated, and an image that nothing speaks against. */
export async function readyToUpdate(
  deck: Deck,
  person: Person,
): Promise<{ catalog: Catalog; body: ImageUpdateRequest }> {
  const { items } = await deck.catalogs(person);
  const catalog = items.find(({ state }) => state === "Active");
  const images = (await deck.get("images", person)).json<{ items: { id: string }[] }>().items;
  const target = images.find(({ id }) => id !== catalog?.imageId);
  if (catalog?.imageId === undefined || target === undefined) throw new Error("the fleet has nothing to update");
  await deck.control.patchCatalog(catalog.id, { allocationType: "Random", isRemotePcCatalog: false, warnings: [] });
  for (const id of [catalog.imageId, target.id]) {
    await deck.control.patchImage(id, {
      state: "Ready",
      sessionSupport: "Both",
      osPlatform: "Windows",
      isServerOs: false,
      vdaVersion: "2507.0.10",
      region: catalog.region ?? null,
      isDeprecated: false,
    });
  }
  await deck.control.clearLog();
  return { catalog, body: { imageId: target.id, expectedImageId: catalog.imageId, vdaUpdateDelay: 60 } };
}

function configFor(
  simulator: { baseUrl: string; customerId: string; clientId: string; clientSecret: string },
  dataDir: string,
): Config {
  const { baseUrl, customerId, clientId, clientSecret } = simulator;
  return {
    host: "127.0.0.1",
    port: 0,
    publicUrl: new URL("http://127.0.0.1:8080"),
    trustedProxies: [],
    dataDir,
    sessionSecret: Buffer.alloc(32, "s"),
    connections: [{ id: "default", name: "Contoso", apiBaseUrl: baseUrl, customerId, clientId, clientSecret }],
    demo: true,
    logLevel: "silent",
    startedByScript: false,
  };
}
