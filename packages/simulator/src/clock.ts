/** How the simulator's time runs: with the machine's clock, or only when a test advances it. */
export type ClockKind = "real" | "stepped";

/**
 * The simulator's clock, in milliseconds since 1970. Everything it shows is computed from this clock, so nothing in it
 * waits for a timer. `advance` works for both kinds: a real clock then runs ahead by that much.
 */
export class SimulatorClock {
  readonly kind: ClockKind;
  #base = Date.now();
  #advancedMs = 0;

  constructor(kind: ClockKind) {
    this.kind = kind;
  }

  /** The simulated time, milliseconds since 1970. */
  now(): number {
    return (this.kind === "real" ? Date.now() : this.#base) + this.#advancedMs;
  }

  /** Moves the time forward by `ms` milliseconds. */
  advance(ms: number): void {
    this.#advancedMs += ms;
  }

  /** Sets the clock to the machine's time again. */
  reset(): void {
    this.#base = Date.now();
    this.#advancedMs = 0;
  }
}
