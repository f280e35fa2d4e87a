import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Catalog, CatalogList, ImageUpdate, ImageUpdateRequest, Session } from "@catalog-deck/contract";
import { type Simulator, type SimulatorOptions, startSimulator } from "@catalog-deck/simulator";
import { hash } from "@node-rs/argon2";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { onTestFinished } from "vitest";
import { buildApp } from "../app.ts";
import type { ClientTimes } from "../citrix/connection.ts";
import type { Config } from "../config/config.ts";
import type { Clock } from "../lib/clock.ts";
import { insertAccount } from "../store/accounts.ts";
import type { Store } from "../store/database.ts";
import { type Answer, cookieOf, type Inject } from "./answers.ts";
import { makeSqlite, openSqlite } from "./sqlite.ts";
import { SteppedClock } from "./stepped-clock.ts";

export const testPassword = "a long enough password";

const accounts = {
  admin: { username: "admin", display_name: "Test admin", role: "admin", display: 0 },
  helpdesk: { username: "helpdesk", display_name: "Test helpdesk", role: "helpdesk", display: 0 },
  display: { username: "wall", display_name: "Test display", role: "helpdesk", display: 1 },
  "second admin": { username: "second", display_name: "Sam Second", role: "admin", display: 0 },
} as const;

/** Made at the least cost: a check takes as long as the hash says, and most tests only want someone signed in. */
const testPasswordHash = hash(testPassword, { memoryCost: 8, timeCost: 1, parallelism: 1 });

/** Who signs in; user names are `admin`, `helpdesk`, `wall` and `second`. */
export type Who = keyof typeof accounts;

/** A list of catalogs of a simulator that sends nothing unreadable. */
export type ReadableList = Omit<CatalogList, "items"> & { items: Catalog[] };

export type PersonHeaders = Record<string, string>;

export interface DeckOptions {
  fleet?: SimulatorOptions["fleet"];
  /** Of the simulator; `stepped` by default. */
  simulatorClock?: "real" | "stepped";
  /** The server's clock; by default one that stands at the simulator's time until `pass` moves both. */
  clock?: Clock;
  config?: Partial<Config>;
  /** Asked at every start of the server. */
  clientTimes?: () => ClientTimes;
  /** Of the web app; without it there is none: to look through the built one takes a good part of a start. */
  webRoot?: string;
  /** Takes what the server logs; nothing is logged without it. */
  logger?: FastifyBaseLogger;
  /** A store of the test's own; the test closes it. Else an SQLite file of the deck's own. */
  store?: Store;
  /** A simulator of the test's own; the test closes it. */
  simulator?: Simulator;
}

/** A store in a temporary SQLite file; removed when the test has finished. */
export async function temporaryStore(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-test-"));
  const file = join(folder, "test.sqlite");
  await makeSqlite(file);
  const store = await openSqlite(file);
  onTestFinished(async () => {
    await store.destroy();
    await rm(folder, { recursive: true });
  });
  return store;
}

/** Opens a deck that is closed and removed when the test has finished. */
export async function startDeck(options: DeckOptions = {}): Promise<Deck> {
  const deck = await openDeck(options);
  onTestFinished(() => deck.close());
  return deck;
}

/**
 * The whole server on a simulated Citrix Cloud of its own, over HTTP, with real storage: one admin and one helpdesk
 * account (a demo has its own), clocks that the test steps. For tests that share a deck; the caller closes it.
 */
export async function openDeck(options: DeckOptions = {}) {
  const simulator =
    options.simulator ??
    (await startSimulator({
      fleet: options.fleet ?? { catalogs: 8, images: 16 },
      clock: options.simulatorClock ?? "stepped",
      updateDurationMs: 90_000,
    }));
  const dataDir = await mkdtemp(join(tmpdir(), "catalog-deck-"));
  const stepped = new SteppedClock(new Date(await simulator.control.now()));
  const clock = options.clock ?? stepped;
  const config = { ...configFor(simulator, dataDir), ...options.config };
  const file = join(dataDir, "deck.sqlite");
  if (options.store === undefined) await makeSqlite(file);
  let hasAccounts = config.demo;
  const open = async () => {
    const store = options.store ?? (await openSqlite(file));
    if (!hasAccounts) for (const who of ["admin", "helpdesk"] as const) await addAccount(store, who, clock);
    hasAccounts = true;
    const webRoot = options.webRoot ?? join(dataDir, "no-web-app");
    const logger = options.logger === undefined ? {} : { logger: options.logger };
    const clientTimes = options.clientTimes === undefined ? {} : { clientTimes: options.clientTimes() };
    const app = await buildApp({ config, store, clock, webRoot, ...logger, ...clientTimes });
    // Other tests make this process late. What a server refuses then has tests of its own.
    app.isUnderPressure = () => false;
    return { store, app };
  };
  let running: { store: Store; app: FastifyInstance } | undefined = await open();
  const now = () => {
    if (running === undefined) throw new Error("the server is stopped");
    return running;
  };

  const deck = {
    simulator,
    control: simulator.control,
    config,
    clock: stepped,
    get app(): FastifyInstance {
      return now().app;
    },
    get store(): Store {
      return now().store;
    },
    /** Stops the server; what it has stored stays. */
    async stop(): Promise<void> {
      await running?.app.close();
      // The server may have closed its store already; closing it twice does no harm.
      if (options.store === undefined) await running?.store.destroy();
      running = undefined;
    },
    /** Takes the database from under the server, so that nothing more is recorded, as when its process is killed. */
    async crash(): Promise<void> {
      const { app, store } = now();
      running = undefined;
      await store.destroy();
      await app.close();
    },
    /** Starts the server again on the same database. */
    async start(): Promise<void> {
      running = await open();
    },
    async close(): Promise<void> {
      await deck.stop();
      if (options.simulator === undefined) await simulator.close();
      await rm(dataDir, { recursive: true, force: true });
    },
    async signIn(who: Who): Promise<PersonHeaders> {
      if (who === "second admin" || who === "display") await addAccount(deck.store, who, clock);
      const payload = { username: accounts[who].username, password: testPassword };
      const answer = await deck.app.inject({ method: "POST", url: "/api/session", payload });
      return { cookie: cookieOf(answer), "x-csrf-token": answer.json<Session>().csrfToken };
    },
    /** Signs a person in, and gives an `inject` for that session. */
    async injectAs(who: Who): Promise<Inject> {
      const person = await deck.signIn(who);
      return (request) => deck.app.inject({ ...request, headers: { ...person, ...request.headers } });
    },
    get(path: string, person: PersonHeaders, headers: Record<string, string> = {}): Promise<Answer> {
      return deck.app.inject({ url: `/api/connections/default/${path}`, headers: { ...person, ...headers } });
    },
    async catalogs(person: PersonHeaders): Promise<ReadableList> {
      const list = (await deck.get("catalogs", person)).json<ReadableList>();
      await deck.app.externalChanges.settled();
      return list;
    },
    startUpdate(
      person: PersonHeaders,
      catalogId: string,
      body: Record<string, unknown> | ImageUpdateRequest,
      key: string | undefined = "key-of-this-test",
    ): Promise<Answer> {
      return deck.app.inject({
        method: "POST",
        url: `/api/connections/default/catalogs/${catalogId}/image-updates`,
        headers: { ...person, ...(key === undefined ? {} : { "idempotency-key": key }) },
        payload: body,
      });
    },
    async update(person: PersonHeaders, id: string): Promise<ImageUpdate> {
      return (await deck.get(`image-updates/${id}`, person)).json<ImageUpdate>();
    },
    /** Moves both clocks on, and lets the watcher take the step that is due then. */
    async pass(ms: number): Promise<void> {
      await simulator.control.advance(ms);
      stepped.advance(ms);
      await deck.app.updateWatcher.runDue();
      await deck.app.rolloutRunner.runDue();
    },
    /** How many requests to start an update have reached Citrix. */
    async posts(): Promise<number> {
      return (await simulator.control.log({ operation: "startImageUpdate" })).length;
    },
  };
  return deck;
}

export type Deck = Awaited<ReturnType<typeof openDeck>>;

/** A catalog that may be updated, and an image that nothing speaks against. */
export async function readyToUpdate(
  deck: Deck,
  person: PersonHeaders,
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

async function addAccount(store: Store, who: Who, clock: Clock): Promise<void> {
  const made = { id: randomUUID(), password_hash: await testPasswordHash, created_at: clock.now().toISOString() };
  await insertAccount(store, { ...accounts[who], ...made });
}

function configFor(simulator: Simulator, dataDir: string): Config {
  const { baseUrl, customerId, clientId, clientSecret } = simulator;
  return {
    host: "127.0.0.1",
    port: 0,
    publicUrl: new URL("http://127.0.0.1:8080"),
    trustedProxies: [],
    dataDir,
    database: { kind: "sqlite", file: join(dataDir, "deck.sqlite") },
    notices: [],
    sessionSecret: Buffer.alloc(32, "s"),
    connections: [{ id: "default", name: "Contoso", apiBaseUrl: baseUrl, customerId, clientId, clientSecret }],
    demo: false,
    initialAdmin: { username: "admin", password: testPassword },
    logLevel: "silent",
    tracing: false,
    startedByScript: false,
  };
}
