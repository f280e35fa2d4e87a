import { CatalogServiceError } from "@catalog-deck/catalogservice";
import type { Clock } from "../lib/clock.ts";
import { within } from "../lib/within.ts";
import { afterFailedRead } from "./pace.ts";

/** Why the newest attempt to read failed, and when Citrix is asked again. */
export interface ReadTrouble {
  error: unknown;
  nextTryAt: Date;
}

/** What a reader hands out: the last good value, its age, and what stood in the way of a newer one. */
export interface CachedResult<T> {
  value: T;
  fetchedAt: Date;
  trouble?: ReadTrouble;
  /** Citrix has been asked again and is taking so long that this older value is served meanwhile. */
  late: boolean;
  /** Another number for another value or trouble: what was made of one result can be kept by it. */
  version: number;
}

export interface SharedReadOptions<T> {
  clock: Clock;
  read: () => Promise<T>;
  /** How long a value just read serves everyone, in milliseconds. */
  freshForMs: (value: T) => number;
  /** Whether what Citrix does not find any more is gone for good; it is, unless this says otherwise. */
  isGone?: () => Promise<boolean>;
  /** How long a person with an older value at hand waits for a slow Citrix, in milliseconds. */
  patienceMs?: number;
}

/** By how much the wall clock has to be set before times that were shown are corrected: less is its daily drift. */
const noticedMs = 1_000;

/**
 * One upstream read for however many ask. A value serves until `freshForMs` has passed; callers in between start no
 * read, callers during a read share it. When Citrix fails the last good value is handed out with the trouble, and Citrix
 * is left alone for 5 s growing to 60 s, or as long as it asked for. All waits and ages go by the steady clock; the times
 * that are handed out are the wall clock's as it is now. A value that is gone at Citrix (`isGone`) is forgotten.
 * Without any value the error itself is thrown, again without asking before its time, with that time in it.
 */
export class SharedRead<T> {
  readonly #options: SharedReadOptions<T>;
  readonly #patienceMs: number;
  #good: { value: T; fetchedAt: Date; fetchedAtMs: number } | undefined;
  #freshUntilMs = Number.NEGATIVE_INFINITY;
  #trouble: { error: unknown; nextTryAtMs: number } | undefined;
  #failures = 0;
  #generation = 0;
  #version = 0;
  #flight: { generation: number; done: Promise<void> } | undefined;

  constructor(options: SharedReadOptions<T>) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? 5_000;
  }

  /** The newest result there can be without hammering Citrix. Throws what Citrix answered when there is none. */
  async get(): Promise<CachedResult<T>> {
    const nowMs = this.#options.clock.steadyMs();
    const resting = this.#trouble !== undefined && nowMs < this.#trouble.nextTryAtMs;
    const fresh = this.#good !== undefined && this.#trouble === undefined && nowMs < this.#freshUntilMs;
    let late = false;
    if (!resting && !fresh) {
      const flight = this.#flight?.generation === this.#generation ? this.#flight : this.#startFlight();
      if (this.#good === undefined) await flight.done;
      else
        late = await within(
          flight.done.then(() => false),
          this.#patienceMs,
          true,
        );
    }
    if (this.#good === undefined) {
      if (this.#trouble === undefined) throw new Error("the read ended without a value or an error");
      throw dueAt(this.#shown(this.#trouble));
    }
    this.#correctFetchedAt();
    const { value, fetchedAt } = this.#good;
    const result = { value, fetchedAt, late, version: this.#version };
    return this.#trouble === undefined ? result : { ...result, trouble: this.#shown(this.#trouble) };
  }

  /** The last good value, however old, without asking Citrix. */
  peek(): T | undefined {
    return this.#good?.value;
  }

  /** The last good value with the time that it is from, without asking Citrix. */
  last(): { value: T; fetchedAt: Date } | undefined {
    this.#correctFetchedAt();
    return this.#good;
  }

  /** For how many milliseconds the last good value has been here; undefined without one. */
  ageMs(): number | undefined {
    return this.#good === undefined ? undefined : this.#options.clock.steadyMs() - this.#good.fetchedAtMs;
  }

  /** The next `get` asks Citrix again, unless Citrix is being left alone. A read under way counts as too old. */
  invalidate(): void {
    this.#generation += 1;
    this.#freshUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** When the wall clock was set since, what was read gets the time that it would have now. */
  #correctFetchedAt(): void {
    if (this.#good === undefined) return;
    const fetchedAt = this.#dateOf(this.#good.fetchedAtMs);
    if (Math.abs(fetchedAt.getTime() - this.#good.fetchedAt.getTime()) < noticedMs) return;
    this.#good = { ...this.#good, fetchedAt };
    this.#version += 1;
  }

  #shown({ error, nextTryAtMs }: { error: unknown; nextTryAtMs: number }): ReadTrouble {
    return { error, nextTryAt: this.#dateOf(nextTryAtMs) };
  }

  #dateOf(steadyMs: number): Date {
    const { clock } = this.#options;
    return new Date(Math.round(clock.now().getTime() + steadyMs - clock.steadyMs()));
  }

  #startFlight(): { generation: number; done: Promise<void> } {
    const generation = this.#generation;
    const flight = { generation, done: this.#readOnce(generation) };
    this.#flight = flight;
    const forget = () => {
      if (this.#flight === flight) this.#flight = undefined;
    };
    flight.done.then(forget, forget);
    return flight;
  }

  async #readOnce(generation: number): Promise<void> {
    try {
      const value = await this.#options.read();
      if (generation < this.#generation && this.#good !== undefined) return;
      const { clock, freshForMs } = this.#options;
      const fetchedAtMs = clock.steadyMs();
      this.#good = { value, fetchedAt: clock.now(), fetchedAtMs };
      this.#version += 1;
      this.#freshUntilMs = generation === this.#generation ? fetchedAtMs + freshForMs(value) : Number.NEGATIVE_INFINITY;
      this.#trouble = undefined;
      this.#failures = 0;
    } catch (error) {
      const gone = this.#good !== undefined && isNotFound(error) && (await (this.#options.isGone?.() ?? true));
      this.#version += 1;
      const { clock } = this.#options;
      const { failures, waitMs } = afterFailedRead(error, this.#failures, clock.now());
      this.#failures = failures;
      this.#trouble = { error, nextTryAtMs: clock.steadyMs() + waitMs };
      if (gone) this.#good = undefined;
    }
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof CatalogServiceError && error.kind === "not-found";
}

/** The error for those who have no value to fall back on: it says when Citrix is asked again. */
function dueAt({ error, nextTryAt }: ReadTrouble): unknown {
  if (!(error instanceof CatalogServiceError) || isNotFound(error)) return error;
  return new CatalogServiceError({ ...error, message: error.message, retryAt: nextTryAt });
}
