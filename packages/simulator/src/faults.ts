import { z } from "zod";
import { operations, type Route } from "./operations.ts";

/**
 * A fault of the switchboard. `times` absent: until cleared. `delayMs` is real time.
 *
 * - `status`: nothing is done; the answer is `status` (default 503) with `retryAfter` and `body` as given.
 * - `delay`: the request is done at once and answered `delayMs` late.
 * - `breakBefore`: the connection is cut and nothing is done.
 * - `breakAfter`: the request is done (an update is accepted), then the connection is cut without an answer.
 * - `breakMidway`: the request is done and half of the answer is sent, then the connection is cut.
 * - `unreadable`: the request is done; the answer is `body` or broken JSON.
 * - `location`: the request is done; the answer's `location` is what is given here, or there is none.
 */
export const Fault = z.strictObject({
  operation: z.enum([...operations, "any"]),
  kind: z.enum(["status", "delay", "breakBefore", "breakAfter", "breakMidway", "unreadable", "location"]),
  times: z.int().min(1).optional(),
  catalogId: z.string().optional(),
  status: z.int().min(200).max(599).optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  retryAfter: z.string().optional(),
  location: z.string().optional(),
  body: z.string().optional(),
});
export type Fault = z.infer<typeof Fault>;

/** The faults that are switched on. The first that fits a request is the one that happens. */
export class FaultSwitchboard {
  #faults: Fault[] = [];

  /** Switches a fault on; it takes the place of an earlier one of the same operation, catalog and kind. */
  set(fault: Fault): void {
    this.#faults = this.#faults.filter(
      (known) =>
        known.operation !== fault.operation || known.catalogId !== fault.catalogId || known.kind !== fault.kind,
    );
    this.#faults.push({ ...fault });
  }

  /** Switches all faults off. */
  clear(): void {
    this.#faults = [];
  }

  /** The fault that happens to a request, counted down when it is limited in times. */
  take(route: Route): Fault | undefined {
    const fault = this.#faults.find(
      (known) =>
        (known.operation === "any" || known.operation === route.operation) &&
        (known.catalogId === undefined || known.catalogId === route.catalogId),
    );
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.#faults = this.#faults.filter((known) => known !== fault);
    }
    return fault;
  }
}
