import type { CatalogServiceError, CatalogServiceErrorKind, HeldBack } from "@catalog-deck/catalogservice";
import type { ConnectionTrouble, Problem, ProblemCode } from "@catalog-deck/contract";
import { connectionTroubleInWords } from "@catalog-deck/domain";
import { HttpProblem } from "../http/http-problem.ts";

interface CitrixProblem {
  status: number;
  code: ProblemCode;
  detail: string;
}

/**
 * What each kind of Citrix trouble is to a browser. Trouble with the connection's own credentials is a 502: an upstream
 * 401 or 403 says nothing about the person's session.
 */
const problemOfKind = {
  unauthorised: {
    status: 502,
    code: "citrix-unauthorised",
    detail: "Citrix Cloud does not accept this connection's API client. Its id, secret or customer id need checking.",
  },
  forbidden: {
    status: 502,
    code: "citrix-forbidden",
    detail: "Citrix Cloud knows this connection's API client but does not allow it to do this.",
  },
  "not-found": { status: 404, code: "citrix-not-found", detail: "Citrix Cloud does not find this (any more)." },
  conflict: {
    status: 409,
    code: "citrix-conflict",
    detail: "Citrix Cloud refused this because of what the catalog is doing at the moment.",
  },
  refused: { status: 502, code: "citrix-refused", detail: "Citrix Cloud refused the request." },
  "rate-limited": {
    status: 503,
    code: "citrix-rate-limited",
    detail: "Citrix Cloud limits how often it may be asked. It is asked again as soon as it allows.",
  },
  unavailable: { status: 503, code: "citrix-unavailable", detail: "Citrix Cloud cannot be reached at the moment." },
  "timed-out": { status: 504, code: "citrix-timed-out", detail: "Citrix Cloud did not answer in time." },
  unreadable: { status: 502, code: "citrix-unreadable", detail: "Citrix Cloud's answer could not be understood." },
} as const satisfies Record<CatalogServiceErrorKind, CitrixProblem>;

/** What a call that was not sent is to a browser, in place of what its kind is; none where that says it all. */
const problemOfHeldBack = {
  breaker: {
    ...problemOfKind.unavailable,
    detail: "Citrix Cloud has failed several times in a row. It is left alone for a moment and then asked again.",
  },
  "retry-after": undefined,
  ceiling: {
    status: 503,
    code: "citrix-call-limit",
    detail: "Citrix Cloud has been asked as often as Catalog Deck allows itself in a minute.",
  },
  "last-check": {
    status: 503,
    code: "not-sent-in-time",
    detail:
      "This update was not sent to Citrix: too much time had passed since it was asked for, or its record could not be confirmed. Look at the catalog, and start the update again if it is still wanted.",
  },
} as const satisfies Record<HeldBack, CitrixProblem | undefined>;

function problemOf({ kind, heldBack }: CatalogServiceError): CitrixProblem {
  return (heldBack === undefined ? undefined : problemOfHeldBack[heldBack]) ?? problemOfKind[kind];
}

/** The transaction id that Citrix Support can find. A call that was held back never had one: then that of its reason. */
export function transactionIdOf(error: CatalogServiceError): string | undefined {
  return error.heldBack === undefined ? error.transactionId : error.earlierTransactionId;
}

/**
 * The stable code and the words for an error of the Citrix client, with why there was no connection or what Citrix itself
 * said about it. Never a secret: the client's errors hold none.
 */
export function wordsForCitrixError(error: CatalogServiceError): {
  code: ProblemCode;
  message: string;
  connection?: ConnectionTrouble;
} {
  const { code, detail } = problemOf(error);
  const { connection, upstreamMessage } = error;
  if (connection !== undefined) {
    return { code, message: `${detail} ${connectionTroubleInWords(connection)}`, connection };
  }
  return { code, message: upstreamMessage === undefined ? detail : `${detail} Citrix says: ${upstreamMessage}` };
}

/**
 * The answer that a browser gets for an error of the Citrix client: with Citrix's transaction id, and with
 * `Retry-After` (seconds) when Citrix said when to come back. `now` turns that time into a wait.
 */
export function problemFromCitrix(
  error: CatalogServiceError,
  extras: Partial<Problem> = {},
  now: Date = new Date(),
): HttpProblem {
  const { status } = problemOf(error);
  const { code, message, connection } = wordsForCitrixError(error);
  const headers: Record<string, string> = {};
  const citrixTransactionId = transactionIdOf(error);
  const allExtras: Partial<Problem> = {
    ...(citrixTransactionId === undefined ? {} : { citrixTransactionId }),
    ...(connection === undefined ? {} : { connection }),
    ...extras,
  };
  if (error.retryAt !== undefined) {
    const waitMs = Math.max(0, error.retryAt.getTime() - now.getTime());
    headers["retry-after"] = String(Math.max(1, Math.ceil(waitMs / 1000)));
    allExtras.retryAfterMs = waitMs;
  }
  return new HttpProblem(status, code, message, allExtras, headers);
}
