import { z } from "zod";
import { operations, type Route } from "./operations.ts";

/**
 * A fault of the switchboard. `times` absent: until cleared. `delayMs` is real time.
 *
 * Nothing is done:
 * - `status`: the answer is `status` (default 503) with `retryAfter`, `location`, `contentType` and `body` as given.
 * - `breakBefore`: the connection is cut.
 * - `refused`: the port is closed, for every operation and until the faults are cleared. Control goes on.
 *
 * The request is done late:
 * - `hold`: nothing happens until the faults are cleared; then it is done and answered, whether or not anybody still waits.
 *
 * The request is done (an update is accepted), and then:
 * - `delay`: it is answered `delayMs` late.
 * - `breakAfter`: the connection is cut without an answer.
 * - `breakMidway`: half of the answer is sent, its length said to be that of the whole, then the connection is cut.
 * - `dripHead`, `dripBody`: the answer's head or body comes byte by byte, `delayMs` apart, and never ends.
 * - `truncated`: half of the body is sent, and its length is said to be that: JSON that ends in the midst.
 *   `{token}` in `body` is the newest token.
 * - `unreadable`: the answer's body is `body` or broken JSON, of type `contentType` where given.
 * - `contentType`: the right answer under the name of `contentType` (default `text/html`).
 * - `location`: the answer's `location` is what is given here, or there is none.
 * - `older`: catalogs and their status are shown as they were `ageMs` (default 60,000) of simulated time before.
 * - `idCase`: ids are in capitals, in small letters, or in a mixture that changes with each answer (`spelling`, by `seed`).
 * - `odd`: the item at `index` (default 0) of a list, or what is no list itself, is odd: it is `item`, or has `fields` and is
 *   `without` others.
 * - `encoding`: the body is encoded in `encoding` (default gzip), asked for or not.
 */
export const Fault = z.strictObject({
  operation: z.enum([...operations, "any"]),
  kind: z.enum([
    "status",
    "breakBefore",
    "refused",
    "hold",
    "delay",
    "breakAfter",
    "breakMidway",
    "dripHead",
    "dripBody",
    "truncated",
    "unreadable",
    "contentType",
    "location",
    "older",
    "idCase",
    "odd",
    "encoding",
  ]),
  times: z.int().min(1).optional(),
  catalogId: z.string().optional(),
  status: z.int().min(200).max(599).optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  ageMs: z.int().min(0).optional(),
  retryAfter: z.string().optional(),
  location: z.string().optional(),
  contentType: z.string().optional(),
  body: z.string().optional(),
  spelling: z.enum(["upper", "lower", "mixed"]).optional(),
  seed: z.int().optional(),
  index: z.int().min(0).optional(),
  item: z.unknown().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  without: z.array(z.string()).optional(),
  encoding: z.enum(["gzip", "br", "deflate", "raw-deflate", "unknown"]).optional(),
});
export type Fault = z.infer<typeof Fault>;

/** The faults that are switched on. The first that fits a request is the one that happens. */
export class FaultSwitchboard {
  #faults: Fault[] = [];
  #random = numbersFrom(0);
  #cleared = new AbortController();

  /** Decides what a fault leaves to chance; the same numbers follow a fault with the same `seed`. */
  readonly random = (): number => this.#random();

  /** Switches a fault on; it takes the place of an earlier one of the same operation, catalog and kind. */
  set(fault: Fault): void {
    this.#faults = this.#faults.filter(
      (known) =>
        known.operation !== fault.operation || known.catalogId !== fault.catalogId || known.kind !== fault.kind,
    );
    this.#faults.push({ ...fault });
    if (fault.seed !== undefined) this.#random = numbersFrom(fault.seed);
  }

  /** Switches all faults off. */
  clear(): void {
    this.#faults = [];
    this.#cleared.abort();
    this.#cleared = new AbortController();
  }

  /** Aborted when the faults that are switched on now are cleared. */
  get cleared(): AbortSignal {
    return this.#cleared.signal;
  }

  /** The fault that happens to a request, counted down when it is limited in times. */
  take(route: Route): Fault | undefined {
    const fault = this.#faults.find(
      (known) =>
        (known.operation === "any" || known.operation === route.operation) &&
        (known.catalogId === undefined || known.catalogId.toLowerCase() === route.catalogId?.toLowerCase()),
    );
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.#faults = this.#faults.filter((known) => known !== fault);
    }
    return fault;
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
