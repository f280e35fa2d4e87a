import { randomBytes } from "node:crypto";
import type { SimulatorClock } from "./clock.ts";
import { Refusal } from "./refusal.ts";

/** The credentials of the simulated customer's API client. */
export interface Credentials {
  customerId: string;
  clientId: string;
  clientSecret: string;
}

/**
 * The trust service: gives bearer tokens for client credentials and knows which are good (citrix-api.md#bearer-tokens).
 */
export class TrustService {
  readonly #clock: SimulatorClock;
  readonly #credentials: Credentials;
  readonly #tokens: { lifetimeSeconds: number; mark: string };
  /** The token that was given last; empty before the first. */
  newestToken = "";
  readonly #expiryOfToken = new Map<string, number>();

  /** `mark` stands in every token. */
  constructor(clock: SimulatorClock, credentials: Credentials, tokens: { lifetimeSeconds: number; mark: string }) {
    this.#clock = clock;
    this.#credentials = credentials;
    this.#tokens = tokens;
  }

  /** The answer to a token request. Throws a Refusal: 400 for a malformed form, 401 for a wrong id or secret. */
  issueToken(customerId: string, form: string) {
    const fields = new URLSearchParams(form);
    if (fields.get("grant_type") !== "client_credentials") {
      throw new Refusal(400, "grant_type must be client_credentials.");
    }
    const right =
      customerId === this.#credentials.customerId &&
      fields.get("client_id") === this.#credentials.clientId &&
      fields.get("client_secret") === this.#credentials.clientSecret;
    if (!right) throw new Refusal(401, "The client id or secret is wrong.");
    const now = this.#clock.now();
    for (const [known, expiry] of this.#expiryOfToken) {
      if (expiry <= now) this.#expiryOfToken.delete(known);
    }
    const token = `ey${this.#tokens.mark}${randomBytes(48).toString("base64url")}`;
    this.newestToken = token;
    this.#expiryOfToken.set(token, now + this.#tokens.lifetimeSeconds * 1_000);
    return { token_type: "bearer", access_token: token, expires_in: String(this.#tokens.lifetimeSeconds) };
  }

  /**
   * Checks the Authorization header of a catalog service call; scheme and parameter are compared without case.
   * Throws a Refusal: 401 without a good token, 403 when the token is another customer's.
   */
  authorize(header: string | undefined, customerId: string): void {
    const token = /^CwsAuth +Bearer=(?<token>[^\s,]+)$/i.exec(header ?? "")?.groups?.token;
    const expiry = token === undefined ? undefined : this.#expiryOfToken.get(token);
    if (expiry === undefined || expiry <= this.#clock.now()) {
      throw new Refusal(401, "The bearer token is missing, unknown or expired.");
    }
    if (customerId !== this.#credentials.customerId) {
      throw new Refusal(403, "The bearer token gives no rights for this customer.");
    }
  }
}
