import type { Clock } from "../lib/clock.ts";

/** A clock that stands until a test moves it. */
export class SteppedClock implements Clock {
  #steadyMs: number;
  #setMs = 0;

  constructor(start = new Date("2026-03-02T09:00:00.000Z")) {
    this.#steadyMs = start.getTime();
  }

  now(): Date {
    return new Date(this.#steadyMs + this.#setMs);
  }

  wall(): Date {
    return this.now();
  }

  steadyMs(): number {
    return this.#steadyMs;
  }

  /** Time passes. */
  advance(ms: number): void {
    this.#steadyMs += ms;
  }

  /** Someone sets the wall clock on, or back when `ms` is negative. No time passes. */
  set(ms: number): void {
    this.#setMs += ms;
  }
}
