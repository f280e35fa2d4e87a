import { CatalogServiceError } from "./errors.ts";
import type { WireTokenAnswer } from "./wire.ts";

const renewBeforeEndMs = 5 * 60 * 1_000;

interface HeldToken {
  value: string;
  renewAtMs: number;
}

/**
 * The bearer token of one customer, in memory only. It is renewed 5 minutes before its end (a token that lives no longer
 * than that, at half its life), by one request however many callers wait for it.
 */
export class TokenSource {
  readonly #request: (lastToken: string | undefined) => Promise<WireTokenAnswer>;
  readonly #steadyMs: () => number;
  #lastToken: string | undefined;
  #held: HeldToken | undefined;
  #flight: Promise<string> | undefined;

  /** @param request asks the trust service; is given the token before, which may still work and is to be kept secret */
  constructor(request: (lastToken: string | undefined) => Promise<WireTokenAnswer>, steadyMs: () => number) {
    this.#request = request;
    this.#steadyMs = steadyMs;
  }

  /** @throws CatalogServiceError with `mayHaveBeenReceived` false: without a token nothing is sent */
  get(): Promise<string> {
    if (this.#held && this.#steadyMs() < this.#held.renewAtMs) return Promise.resolve(this.#held.value);
    // The flight ends only after the token is held, so that nobody comes between and starts another one.
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  /** A token other than the one that Citrix has just rejected. Many callers whose calls used that one cause one request. */
  replace(rejected: string): Promise<string> {
    if (this.#held?.value === rejected) this.#held = undefined;
    return this.get();
  }

  async #fetch(): Promise<string> {
    // Counted from before the request, so that a slow answer never makes the token look younger than it is.
    const askedAtMs = this.#steadyMs();
    const answer = await this.#request(this.#lastToken).catch((error: unknown) => {
      throw error instanceof CatalogServiceError ? tokenError(error) : error;
    });
    const lifeMs = Number(answer.expires_in) * 1_000;
    const marginMs = lifeMs > renewBeforeEndMs ? renewBeforeEndMs : lifeMs / 2;
    this.#held = { value: answer.access_token, renewAtMs: askedAtMs + lifeMs - marginMs };
    this.#lastToken = answer.access_token;
    return answer.access_token;
  }
}

/**
 * What a failed token request means for the call that waits for it. Nothing of that call was sent. And a refusal is
 * about the credentials, whatever its status: a 404 of the trust service must not read like a catalog that is gone.
 */
function tokenError(error: CatalogServiceError): CatalogServiceError {
  const { kind, status } = error;
  const refused =
    status !== undefined && status >= 400 && status < 500 && kind !== "forbidden" && kind !== "rate-limited";
  return new CatalogServiceError({
    kind: refused ? "unauthorised" : kind,
    message: error.message,
    transactionId: error.transactionId,
    mayHaveBeenReceived: false,
    status,
    retryAt: error.retryAt,
    upstreamMessage: error.upstreamMessage,
    heldBack: error.heldBack,
    earlierTransactionId: error.earlierTransactionId,
    connection: error.connection,
  });
}
