import type { CallPurpose } from "@catalog-deck/catalogservice";
import { upstreamLimits } from "./upstream-limits.ts";

const windowMs = 60_000;

/** Slots for calls, at most `limit` of them in any 60 s, given in the order of asking. */
class RollingSlots {
  readonly #limit: number;
  /** Milliseconds of the steady clock, in rising order; some may lie ahead. */
  #takenAt: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** When the next slot is free: now, or later. */
  nextAt(nowMs: number): number {
    this.#forget(nowMs);
    const inTheWay = this.#takenAt.at(-this.#limit);
    return inTheWay === undefined || this.#takenAt.length < this.#limit ? nowMs : inTheWay + windowMs;
  }

  take(atMs: number): void {
    this.#takenAt.push(atMs);
  }

  count(nowMs: number): number {
    this.#forget(nowMs);
    return this.#takenAt.length;
  }

  #forget(nowMs: number): void {
    const kept = this.#takenAt.findIndex((atMs) => atMs > nowMs - windowMs);
    if (kept !== 0) this.#takenAt = kept === -1 ? [] : this.#takenAt.slice(kept);
  }
}

const { callsPerMinute, keptPerMinute } = upstreamLimits;

/**
 * The ceiling on a connection's calls: in any 60 s at most 300, of which some are kept for what an image update depends on
 * and some for watching (`upstreamLimits`). Each purpose uses its own slots first, then those that are for all.
 */
export class CallCeiling {
  readonly #forAll = new RollingSlots(callsPerMinute - keptPerMinute.update - keptPerMinute.watch);
  readonly #slots: Readonly<Record<CallPurpose, readonly RollingSlots[]>> = {
    update: [new RollingSlots(keptPerMinute.update), this.#forAll],
    watch: [new RollingSlots(keptPerMinute.watch), this.#forAll],
    look: [this.#forAll],
  };

  /** When a call could be sent, in milliseconds of the steady clock; takes nothing. */
  nextAt(purpose: CallPurpose, nowMs: number): number {
    return Math.min(...this.#slots[purpose].map((slots) => slots.nextAt(nowMs)));
  }

  /**
   * Takes a slot that is free within `patienceMs`.
   * @returns when the call may be sent (its slot is then taken), or when it could be at the earliest
   */
  take(purpose: CallPurpose, nowMs: number, patienceMs: number): { taken: boolean; atMs: number } {
    const atMs = this.nextAt(purpose, nowMs);
    const slots = this.#slots[purpose].find((one) => one.nextAt(nowMs) <= atMs);
    if (slots === undefined || atMs > nowMs + patienceMs) return { taken: false, atMs };
    slots.take(atMs);
    return { taken: true, atMs };
  }

  /** The calls of the last 60 s, those that have a slot ahead included. */
  count(nowMs: number): number {
    const all = new Set(Object.values(this.#slots).flat());
    return [...all].reduce((sum, slots) => sum + slots.count(nowMs), 0);
  }
}

/**
 * The budget for retries: another one is allowed while those of the last 60 s stay within 20 % of all calls of the last
 * 60 s (first tries and retries, counted before this one), or are fewer than 2.
 */
export class RetryBudget {
  #spentAt: number[] = [];

  /** Spends one retry if there is one; false when the budget is used up. `calls`: those of the last 60 s. */
  spend(calls: number, nowMs: number): boolean {
    this.#spentAt = this.#spentAt.filter((atMs) => atMs > nowMs - windowMs);
    const allowed = Math.max(upstreamLimits.retriesAlways, Math.floor(calls * upstreamLimits.retryShare));
    if (this.#spentAt.length >= allowed) return false;
    this.#spentAt.push(nowMs);
    return true;
  }
}
