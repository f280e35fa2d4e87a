import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Problem, Role } from "@catalog-deck/contract";
import { type Simulator, startSimulator } from "@catalog-deck/simulator";
import type { FastifyInstance, InjectOptions } from "fastify";
import { onTestFinished } from "vitest";
import { buildApp } from "../app.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { addAccount } from "../identity/accounts.ts";
import { openStore, type Store } from "../store/database.ts";

export const testPassword = "a long enough password";

/** A clock that stands until a test moves it. */
export class SteppedClock implements Clock {
  #at: number;

  constructor(start = new Date("2026-03-02T09:00:00.000Z")) {
    this.#at = start.getTime();
  }

  now(): Date {
    return new Date(this.#at);
  }

  advance(ms: number): void {
    this.#at += ms;
  }
}

export interface TestAppOptions {
  fleet?: "demo" | { catalogs: number; images?: number };
  /** Of the simulator; `stepped` by default. */
  simulatorClock?: "real" | "stepped";
  clock?: Clock;
  config?: Partial<Config>;
  webRoot?: string;
  /** A store of the test's own; the test closes it. Else one in a temporary file. */
  store?: Store;
  /** A simulator of the test's own; the test closes it. */
  simulator?: Simulator;
}

/** What answers a request of `inject`. */
export type Answer = Awaited<ReturnType<FastifyInstance["inject"]>>;
/** `inject` with the session's cookie and CSRF token. */
export type Inject = (options: InjectOptions) => Promise<Answer>;

export interface TestApp {
  app: FastifyInstance;
  simulator: Simulator;
  store: Store;
  config: Config;
  /** Signs in as `admin` or `helpdesk` (user names like the roles); gives an `inject` for that session. */
  signIn(role: Role): Promise<Inject>;
}

/** A store in a temporary SQLite file; removed when the test has finished. */
export async function temporaryStore(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-test-"));
  const store = await openStore({ kind: "sqlite", file: join(folder, "test.sqlite") });
  onTestFinished(async () => {
    await store.destroy();
    await rm(folder, { recursive: true });
  });
  return store;
}

/** The whole server on a simulated Citrix, with one admin and one helpdesk account; closed when the test has finished. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const simulator =
    options.simulator ??
    (await startSimulator({ clock: options.simulatorClock ?? "stepped", fleet: options.fleet ?? "demo" }));
  if (options.simulator === undefined) onTestFinished(() => simulator.close());
  const store = options.store ?? (await temporaryStore());
  const clock = options.clock ?? { now: () => new Date() };
  const config: Config = {
    host: "127.0.0.1",
    port: 0,
    publicUrl: new URL("http://127.0.0.1:8080"),
    trustedProxies: [],
    dataDir: "",
    sessionSecret: Buffer.alloc(32, 7),
    connections: [
      {
        id: "default",
        name: "Contoso",
        apiBaseUrl: simulator.baseUrl,
        customerId: simulator.customerId,
        clientId: simulator.clientId,
        clientSecret: simulator.clientSecret,
      },
    ],
    demo: false,
    initialAdmin: { username: "admin", password: testPassword },
    logLevel: "silent",
    startedByScript: false,
    ...options.config,
  };
  if (!config.demo) {
    for (const role of ["admin", "helpdesk"] as const) {
      await addAccount(store, { username: role, displayName: `Test ${role}`, password: testPassword, role }, clock);
    }
  }
  const app = await buildApp({
    config,
    store,
    clock,
    ...(options.webRoot === undefined ? {} : { webRoot: options.webRoot }),
  });
  onTestFinished(() => app.close());
  return { app, simulator, store, config, signIn: (role) => signIn(app, role) };
}

async function signIn(app: FastifyInstance, username: string): Promise<Inject> {
  const answer = await app.inject({
    method: "POST",
    url: "/api/session",
    payload: { username, password: testPassword },
  });
  if (answer.statusCode !== 200) throw new Error(`sign-in was answered ${answer.statusCode}: ${answer.body}`);
  const { csrfToken } = answer.json<{ csrfToken: string }>();
  const cookie = cookieOf(answer);
  return (options) => app.inject({ ...options, headers: { cookie, "x-csrf-token": csrfToken, ...options.headers } });
}

/** The session cookie that an answer sets, as a browser sends it back. */
export function cookieOf(answer: Answer): string {
  const cookie = answer.cookies.find(({ name }) => name.endsWith("deck_session"));
  if (cookie === undefined) throw new Error("the answer sets no session cookie");
  return `${cookie.name}=${cookie.value}`;
}

/** The problem that an answer holds; throws when it is something else. */
export function problemOf(answer: Answer): Problem {
  const type = String(answer.headers["content-type"]);
  if (!type.startsWith("application/problem+json")) throw new Error(`no problem but ${type}: ${answer.body}`);
  return answer.json<Problem>();
}
