import { randomUUID } from "node:crypto";
import type { ConnectionTrouble } from "./connection-trouble.ts";

/**
 * Why a call to Citrix failed. `refused` is any 4xx without a kind of its own, `unavailable` any 5xx and every broken or
 * impossible connection, `unreadable` an answer that Citrix's API does not know.
 */
export type CatalogServiceErrorKind =
  | "unauthorised"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "refused"
  | "rate-limited"
  | "unavailable"
  | "timed-out"
  | "unreadable";

/**
 * Why a call was not sent at all: Citrix keeps failing: calls are paused, Citrix has named a time before which
 * nobody is to ask, as much has been asked as may be in a minute, or whoever wanted an update sent no longer stands by it
 * at the moment of sending.
 */
export type HeldBack = "breaker" | "retry-after" | "ceiling" | "last-check";

export interface CatalogServiceErrorDetails {
  kind: CatalogServiceErrorKind;
  /** A sentence for a log or an admin. Holds neither secret nor token. */
  message: string;
  transactionId: string;
  mayHaveBeenReceived: boolean;
  status?: number | undefined;
  retryAt?: Date | undefined;
  upstreamMessage?: string | undefined;
  heldBack?: HeldBack | undefined;
  earlierTransactionId?: string | undefined;
  field?: string | undefined;
  connection?: ConnectionTrouble | undefined;
}

/**
 * A call to Citrix that failed. It never carries a `cause`: what the HTTP library throws may hold pieces of the
 * request, and with them the token.
 */
export class CatalogServiceError extends Error {
  readonly kind: CatalogServiceErrorKind;
  /** The HTTP status, when Citrix answered. */
  readonly status?: number;
  /** What Citrix Support asks for: the id that Citrix echoed, else the one that was sent. */
  readonly transactionId: string;
  /** When Citrix wants to be asked again (`Retry-After`). */
  readonly retryAt?: Date;
  /** What Citrix said in the body of its refusal, shortened, without secret or token. */
  readonly upstreamMessage?: string;
  /**
   * False only when it is certain that Citrix did not accept the request: no connection, no token, or any 4xx but 408.
   * True after a time-out or a break while the answer was awaited, a 5xx or an unreadable answer: then read before
   * sending again.
   */
  readonly mayHaveBeenReceived: boolean;
  /** Set when the call was held back: nothing was sent, and `retryAt`, of the call gate, says when it may be tried. */
  readonly heldBack?: HeldBack;
  /** Of a call that was held back: the transaction id of the call that failed before and is the reason. */
  readonly earlierTransactionId?: string;
  /** Of an answer that is JSON but not what the contract says: the first field that is missing or of another type. */
  readonly field?: string;
  /** Why there was no connection: of this call or, when it was held back, of the call that is the reason. */
  readonly connection?: ConnectionTrouble;

  constructor(details: CatalogServiceErrorDetails) {
    super(details.message);
    this.name = "CatalogServiceError";
    this.kind = details.kind;
    this.transactionId = details.transactionId;
    this.mayHaveBeenReceived = details.mayHaveBeenReceived;
    if (details.status !== undefined) this.status = details.status;
    if (details.retryAt !== undefined) this.retryAt = details.retryAt;
    if (details.upstreamMessage !== undefined) this.upstreamMessage = details.upstreamMessage;
    if (details.heldBack !== undefined) this.heldBack = details.heldBack;
    if (details.earlierTransactionId !== undefined) this.earlierTransactionId = details.earlierTransactionId;
    if (details.field !== undefined) this.field = details.field;
    if (details.connection !== undefined) this.connection = details.connection;
  }
}

/**
 * The kind that an HTTP status stands for (citrix-api.md#headers-errors-and-retries). A redirect or an odd 2xx is
 * unreadable.
 */
export function kindOfStatus(status: number): CatalogServiceErrorKind {
  if (status === 401) return "unauthorised";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 409) return "conflict";
  if (status === 429) return "rate-limited";
  if (status >= 500) return "unavailable";
  if (status >= 400) return "refused";
  return "unreadable";
}

/** The error of a request that is refused here, before anything is sent. */
export function refusedError(message: string, transactionId: string = randomUUID()): CatalogServiceError {
  return new CatalogServiceError({ kind: "refused", message, transactionId, mayHaveBeenReceived: false });
}
