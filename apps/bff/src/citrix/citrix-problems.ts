import type { CatalogServiceError, CatalogServiceErrorKind, HeldBack } from "@catalog-deck/catalogservice";
import type { Problem, ProblemCode } from "@catalog-deck/contract";
import { HttpProblem, type PlainProblemFactCode, type ProblemFact } from "../http/http-problem.ts";
import { definedFields } from "../lib/defined-fields.ts";

interface CitrixProblem {
  status: number;
  code: ProblemCode;
  fact: PlainProblemFactCode;
}

/**
 * What each kind of Citrix trouble is to a browser. Trouble with the connection's own credentials is a 502: an upstream
 * 401 or 403 says nothing about the person's session.
 */
const problemOfKind = {
  unauthorised: { status: 502, code: "citrix-unauthorised", fact: "citrix-unauthorised" },
  forbidden: { status: 502, code: "citrix-forbidden", fact: "citrix-forbidden" },
  "not-found": { status: 404, code: "citrix-not-found", fact: "citrix-not-found" },
  conflict: { status: 409, code: "citrix-conflict", fact: "citrix-conflict" },
  refused: { status: 502, code: "citrix-refused", fact: "citrix-refused" },
  "rate-limited": { status: 503, code: "citrix-rate-limited", fact: "citrix-rate-limited" },
  unavailable: { status: 503, code: "citrix-unavailable", fact: "citrix-unavailable" },
  "timed-out": { status: 504, code: "citrix-timed-out", fact: "citrix-timed-out" },
  unreadable: { status: 502, code: "citrix-unreadable", fact: "citrix-unreadable" },
} as const satisfies Record<CatalogServiceErrorKind, CitrixProblem>;

/** What a call that was not sent is to a browser, in place of what its kind is; none where that says it all. */
const problemOfHeldBack = {
  breaker: { ...problemOfKind.unavailable, fact: "citrix-left-alone" },
  "retry-after": undefined,
  ceiling: { status: 503, code: "citrix-call-limit", fact: "citrix-call-limit" },
  "last-check": { status: 503, code: "not-sent-in-time", fact: "not-sent-in-time" },
} as const satisfies Record<HeldBack, CitrixProblem | undefined>;

function problemOf({ kind, heldBack }: CatalogServiceError): CitrixProblem {
  return (heldBack === undefined ? undefined : problemOfHeldBack[heldBack]) ?? problemOfKind[kind];
}

/** The transaction id that Citrix Support can find. A call that was held back never had one: then that of its reason. */
export function transactionIdOf(error: CatalogServiceError): string | undefined {
  return error.heldBack === undefined ? error.transactionId : error.earlierTransactionId;
}

/** The stable code of an error of the Citrix client, and what it states. Never a secret: the client's errors hold none. */
export function factOfCitrixError(error: CatalogServiceError): { code: ProblemCode; fact: ProblemFact } {
  const { code, fact } = problemOf(error);
  const { connection, upstreamMessage } = error;
  if (connection !== undefined) return { code, fact: { code: fact, params: {}, connection } };
  return { code, fact: { code: fact, params: {}, ...definedFields({ citrixMessage: upstreamMessage }) } };
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
  const { code, fact } = factOfCitrixError(error);
  const headers: Record<string, string> = {};
  const citrixTransactionId = transactionIdOf(error);
  const allExtras: Partial<Problem> = {
    ...(citrixTransactionId === undefined ? {} : { citrixTransactionId }),
    ...definedFields({ connection: error.connection }),
    ...extras,
  };
  if (error.retryAt !== undefined) {
    const waitMs = Math.max(0, error.retryAt.getTime() - now.getTime());
    headers["retry-after"] = String(Math.max(1, Math.ceil(waitMs / 1000)));
    allExtras.retryAfterMs = waitMs;
  }
  return new HttpProblem(status, code, fact, allExtras, headers);
}
