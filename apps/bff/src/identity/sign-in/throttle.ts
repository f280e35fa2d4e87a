import { createHmac, hkdfSync } from "node:crypto";
import type { Transaction } from "kysely";
import { HttpProblem } from "../../http/http-problem.ts";
import { addressRange } from "../../lib/address-range.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../../store/database.ts";
import {
  deleteOldSignInAttempts,
  holdSignInAttempts,
  readSignInAttempts,
  type SignInAttempts,
  writeSignInAttempts,
} from "../../store/sign-in-failures.ts";
import type { Tables } from "../../store/tables.ts";

const windowMs = 5 * 60_000;
/** Two instances may be apart by this much in what they take for the database's time. */
const clocksDifferMs = 5_000;

/** An attempt that may be made, or the wait before the next one. */
export type Attempt =
  | {
      /** To be called when the password was right: the attempt does not count then. */
      succeeded: () => Promise<void>;
    }
  | {
      waitMs: number;
      /** True for the first refusal of a wait: who hammers on must not fill the audit log. */
      isNews: boolean;
    };

/**
 * Counts wrong passwords of the last 5 minutes, per account and per address (an IPv6 one by its /64), in the database:
 * for all instances together and across restarts. An attempt counts from its beginning, so that many at once gain
 * nothing; a right password takes its own attempt back, never those before it. Ours, as @fastify/rate-limit counts in
 * one process or in Redis, and rate-limiter-flexible in windows that begin again.
 */
export class SignInThrottle {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #key: Buffer;
  readonly #limits: { perAccount: number; perAddress: number };

  constructor(store: Store, clock: Clock, sessionSecret: Buffer, limits = { perAccount: 5, perAddress: 30 }) {
    this.#store = store;
    this.#clock = clock;
    this.#key = Buffer.from(hkdfSync("sha256", sessionSecret, "", "catalog-deck sign-in throttle", 32));
    this.#limits = limits;
  }

  /** Begins an attempt for an account (its user name as it is compared), or for nobody's, from an address. */
  async begin(address: string, account?: string): Promise<Attempt> {
    const now = this.#clock.now().getTime();
    // The address first, everywhere: attempts that hold both never wait for each other in a circle.
    const watched = [{ key: this.#keyOf("address", addressRange(address)), limit: this.#limits.perAddress }];
    if (account !== undefined) watched.push({ key: this.#keyOf("account", account), limit: this.#limits.perAccount });
    const addressKey = watched[0]?.key ?? "";

    // A flood of refused attempts reads, and writes nothing.
    const waitMs = await this.#longestWait(watched, now);
    if (waitMs > 0 && recent(await readSignInAttempts(this.#store, addressKey), now).toldUntil > now) {
      return { waitMs, isNews: false };
    }
    return this.#store.transaction().execute(async (trx): Promise<Attempt> => {
      const held = new Map<string, SignInAttempts>();
      let wait = 0;
      for (const { key, limit } of watched) {
        const known = recent(await holdSignInAttempts(trx, key), now);
        held.set(key, known);
        wait = Math.max(wait, waitOf(known, limit, now));
        if (wait > 0) break;
      }
      const ofAddress = held.get(addressKey) ?? { attempts: [], toldUntil: 0 };
      if (wait > 0) {
        const isNews = ofAddress.toldUntil <= now;
        if (isNews) await this.#write(trx, addressKey, { ...ofAddress, toldUntil: now + wait }, now);
        return { waitMs: wait, isNews };
      }
      for (const [key, known] of held) await this.#write(trx, key, withOneMore(known, now), now);
      return { succeeded: () => this.#takeBack([...held.keys()], now) };
    });
  }

  /**
   * Begins an attempt, or throws 429 with `Retry-After`; `refused` is called before the first such answer of a wait.
   */
  async demand(address: string, account: string | undefined, refused: () => Promise<void>) {
    const attempt = await this.begin(address, account);
    if (!("waitMs" in attempt)) return attempt;
    if (attempt.isNews) await refused();
    const seconds = Math.max(1, Math.ceil(attempt.waitMs / 1000));
    const fact = { code: "passwords-wrong-too-often", params: { minutes: Math.ceil(seconds / 60) } } as const;
    const extras = { retryAfterMs: seconds * 1000 };
    throw new HttpProblem(429, "too-many-requests", fact, extras, { "retry-after": String(seconds) });
  }

  /** Removes what no longer counts; called now and then so that the table stays small. */
  async forgetOld(): Promise<void> {
    await deleteOldSignInAttempts(this.#store, this.#clock.now().toISOString());
  }

  async #longestWait(watched: readonly { key: string; limit: number }[], now: number): Promise<number> {
    let longest = 0;
    for (const { key, limit } of watched) {
      longest = Math.max(longest, waitOf(recent(await readSignInAttempts(this.#store, key), now), limit, now));
    }
    return longest;
  }

  async #takeBack(keys: readonly string[], at: number): Promise<void> {
    await this.#store.transaction().execute(async (trx) => {
      for (const key of keys) {
        const known = await holdSignInAttempts(trx, key);
        const own = known.attempts.indexOf(at);
        const attempts = known.attempts.filter((_, index) => index !== own);
        await this.#write(trx, key, { ...known, attempts }, at);
      }
    });
  }

  async #write(trx: Transaction<Tables>, key: string, known: SignInAttempts, now: number): Promise<void> {
    await writeSignInAttempts(trx, key, known, new Date(now + windowMs).toISOString());
  }

  #keyOf(kind: "account" | "address", value: string): string {
    return createHmac("sha256", this.#key).update(`${kind} ${value}`).digest("base64url");
  }
}

/** What was written down before the clock was put back counts no more: nobody is to wait until it is there again. */
function recent({ attempts, toldUntil }: SignInAttempts, now: number): SignInAttempts {
  const isRecent = (at: number) => at > now - windowMs && at <= now + clocksDifferMs;
  return { attempts: attempts.filter(isRecent), toldUntil: toldUntil > now + windowMs ? 0 : toldUntil };
}

function withOneMore(known: SignInAttempts, now: number): SignInAttempts {
  return { ...known, attempts: [...known.attempts, now] };
}

function waitOf({ attempts }: SignInAttempts, limit: number, now: number): number {
  const oldestThatCounts = attempts.at(-limit);
  return oldestThatCounts === undefined ? 0 : oldestThatCounts + windowMs - now;
}
