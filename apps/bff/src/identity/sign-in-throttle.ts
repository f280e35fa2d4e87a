import type { Clock } from "../clock.ts";

const windowMs = 5 * 60_000;

/**
 * Counts wrong passwords of the last 5 minutes, per account and per address, in this process. An attempt counts from its
 * beginning, so that many at once gain nothing; a right password takes its count back.
 */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #attempts = new Map<string, number[]>();
  /** Until when the refusal of an address counts as told. */
  readonly #told = new Map<string, number>();
  readonly #limits: { perAccount: number; perAddress: number };

  constructor(clock: Clock, limits = { perAccount: 5, perAddress: 50 }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Begins an attempt. Gives the wait in milliseconds when it is refused, else a function to call on success. `isNews`
   * is true for the first refusal of a wait: who hammers on must not fill the audit log.
   */
  begin(account: string, address: string): { waitMs: number; isNews: boolean } | { succeeded: () => void } {
    const now = this.#clock.now().getTime();
    const accountKey = `account ${account}`;
    const addressKey = `address ${address}`;
    const waitMs = Math.max(
      this.#waitMs(accountKey, this.#limits.perAccount, now),
      this.#waitMs(addressKey, this.#limits.perAddress, now),
    );
    if (waitMs > 0) return { waitMs, isNews: this.#isNews(addressKey, now, waitMs) };
    this.#add(accountKey, now);
    this.#add(addressKey, now);
    return {
      succeeded: () => {
        this.#attempts.delete(accountKey);
        const others = this.#recent(addressKey, now);
        others.splice(others.indexOf(now), 1);
      },
    };
  }

  /** Forgets what is older than the window; called now and then so that the map stays small. */
  forgetOld(): void {
    const now = this.#clock.now().getTime();
    for (const key of this.#attempts.keys()) {
      if (this.#recent(key, now).length === 0) this.#attempts.delete(key);
    }
    for (const [key, until] of this.#told) {
      if (until <= now) this.#told.delete(key);
    }
  }

  #isNews(key: string, now: number, waitMs: number): boolean {
    if ((this.#told.get(key) ?? 0) > now) return false;
    this.#told.set(key, now + waitMs);
    return true;
  }

  #recent(key: string, now: number): number[] {
    const recent = (this.#attempts.get(key) ?? []).filter((at) => at > now - windowMs);
    this.#attempts.set(key, recent);
    return recent;
  }

  #waitMs(key: string, limit: number, now: number): number {
    const recent = this.#recent(key, now);
    const oldestThatCounts = recent.at(-limit);
    return oldestThatCounts === undefined ? 0 : oldestThatCounts + windowMs - now;
  }

  #add(key: string, now: number): void {
    this.#recent(key, now).push(now);
  }
}
