import type { Problem, ProblemCode } from "@catalog-deck/contract";

/** An error that is answered as problem details (RFC 9457) with this status, code and text. `detail` is for people. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly extras: Partial<Problem>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: ProblemCode,
    detail: string,
    extras: Partial<Problem> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = "HttpProblem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.extras = extras;
    this.headers = headers;
  }
}

const storageAgainAfterS = 5;

/** 503: the database cannot be used now. `detail` says what that means for this request. */
export function storageUnavailable(detail = "The database does not answer. Try again in a moment."): HttpProblem {
  return unavailable("storage-unavailable", detail, storageAgainAfterS);
}

/** 503 with `Retry-After`, in seconds. */
export function unavailable(code: ProblemCode, detail: string, retryAfterS: number): HttpProblem {
  const headers = { "retry-after": String(retryAfterS) };
  return new HttpProblem(503, code, detail, { retryAfterMs: retryAfterS * 1000 }, headers);
}
