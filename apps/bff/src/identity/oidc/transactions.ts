import type { CookieSerializeOptions } from "@fastify/cookie";
import type { Config } from "../../config/config.ts";
import type { Clock } from "../../lib/clock.ts";
import { seal, sealingKey, unseal } from "../sessions/sealed-text.ts";
import type { SignInSecrets } from "./provider.ts";

const lifetimeSeconds = 10 * 60;
/** Sign-ins that one browser may have under way at once, in several tabs: they must fit into one cookie of 4 kB. */
const mostAtOnce = 3;

/** A sign-in that is under way at the identity provider. */
export interface SignInTransaction extends SignInSecrets {
  returnTo?: string;
  /** The hashed id of the session that the browser had at the start: the new one takes its place. */
  replaces?: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Keeps sign-ins that are under way in a cookie of the browser that began them, encrypted. It is Lax where the session
 * cookie is Strict, because the provider's redirect back is another site's navigation, which carries no Strict cookie.
 */
export class SignInTransactions {
  readonly cookieName: string;
  readonly #options: CookieSerializeOptions;
  readonly #key: Buffer;
  readonly #clock: Clock;

  constructor({ publicUrl, sessionSecret }: Config, clock: Clock) {
    const secure = publicUrl.protocol === "https:";
    this.cookieName = secure ? "__Host-deck_sign_in" : "deck_sign_in";
    this.#options = { path: "/", httpOnly: true, sameSite: "lax", secure, maxAge: lifetimeSeconds };
    this.#key = sealingKey(sessionSecret, "catalog-deck sign-in transaction");
    this.#clock = clock;
  }

  /** The cookie's next content when a sign-in begins, beside those that the browser has under way. */
  add(cookie: string | undefined, begun: Omit<SignInTransaction, "expiresAt">): SetCookie {
    const expiresAt = this.#clock.now().getTime() + lifetimeSeconds * 1000;
    return this.#cookie([{ ...begun, expiresAt }, ...this.#read(cookie)].slice(0, mostAtOnce));
  }

  /** The sign-in of this state, if this browser has it under way, and the cookie's content without it. */
  take(cookie: string | undefined, state: string | undefined): [SignInTransaction | undefined, SetCookie] {
    const all = this.#read(cookie);
    const found = all.find((transaction) => transaction.state === state);
    return [found, this.#cookie(all.filter((transaction) => transaction !== found))];
  }

  #read(cookie: string | undefined): SignInTransaction[] {
    if (cookie === undefined) return [];
    const text = unseal(this.#key, this.cookieName, Buffer.from(cookie, "base64url"));
    if (text === undefined) return [];
    const now = this.#clock.now().getTime();
    return (JSON.parse(text) as SignInTransaction[]).filter(({ expiresAt }) => expiresAt > now);
  }

  #cookie(transactions: SignInTransaction[]): SetCookie {
    if (transactions.length === 0) return ["", { ...this.#options, maxAge: 0 }];
    const value = seal(this.#key, this.cookieName, JSON.stringify(transactions)).toString("base64url");
    return [value, this.#options];
  }
}

type SetCookie = [string, CookieSerializeOptions];
