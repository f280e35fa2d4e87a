import type { Clock } from "../clock.ts";

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
