import type { Clock } from "../lib/clock.ts";
import type { Store } from "./database.ts";
import { readLeaseTime } from "./lease-time.ts";

/** An answer that took longer says too little about when it was given. */
const promptMs = 1_000;

/**
 * The clock of an instance that shares its database: what is written down has the database's time, so that records of
 * instances whose own clocks differ are in one order. Between two measurements it goes on by the steady clock.
 */
export class DatabaseClock implements Clock {
  readonly #store: Store;
  readonly #own: Clock;
  /** How far the database is ahead of the steady clock; unknown until it is measured. */
  #aheadMs: number | undefined;
  #differenceMs: number | undefined;

  constructor(store: Store, own: Clock) {
    this.#store = store;
    this.#own = own;
  }

  now(): Date {
    if (this.#aheadMs === undefined) return this.#own.now();
    return new Date(Math.round(this.#own.steadyMs() + this.#aheadMs));
  }

  wall(): Date {
    return this.#own.wall();
  }

  steadyMs(): number {
    return this.#own.steadyMs();
  }

  /** How far this machine's wall clock was ahead of the database's when it was last measured; undefined before that. */
  get differenceMs(): number | undefined {
    return this.#differenceMs;
  }

  /** Asks the database for its time. Throws when that cannot be had. */
  async measure(): Promise<void> {
    const askedAtMs = this.#own.steadyMs();
    const databaseMs = (await readLeaseTime(this.#store, this.#own)).getTime();
    const answeredAtMs = this.#own.steadyMs();
    if (answeredAtMs - askedAtMs > promptMs && this.#aheadMs !== undefined) return;
    const halfwayMs = (askedAtMs + answeredAtMs) / 2;
    this.#aheadMs = databaseMs - halfwayMs;
    this.#differenceMs = this.#own.wall().getTime() - (databaseMs + answeredAtMs - halfwayMs);
  }
}
