import type { Role } from "@catalog-deck/contract";
import type { Simulator } from "@catalog-deck/simulator";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config.ts";
import type { Store } from "../store/database.ts";
import type { Inject } from "./answers.ts";
import { type DeckOptions, startDeck } from "./deck.ts";

export type { Inject } from "./answers.ts";
export { cookieOf, problemOf } from "./answers.ts";
export { temporaryStore, testPassword } from "./deck.ts";
export { SteppedClock } from "./stepped-clock.ts";

export interface TestApp {
  app: FastifyInstance;
  simulator: Simulator;
  store: Store;
  config: Config;
  /** Signs in as `admin` or `helpdesk` (user names like the roles); gives an `inject` for that session. */
  signIn(role: Role): Promise<Inject>;
}

/** A deck on the demo's fleet and the machine's time, with its parts at hand; a new test uses `startDeck` itself. */
export async function startTestApp(options: DeckOptions = {}): Promise<TestApp> {
  const deck = await startDeck({ fleet: "demo", clock: { now: () => new Date() }, ...options });
  const { app, simulator, store, config } = deck;
  return { app, simulator, store, config, signIn: (role) => deck.injectAs(role) };
}
