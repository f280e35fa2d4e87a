import type { FactOf, PlainFactCode, Problem, ProblemCode, ProblemFactCode } from "@catalog-deck/contract";
import { factInWords } from "@catalog-deck/domain";

/** What a problem states; a code alone where its sentence needs no params. */
export type ProblemFact = FactOf<ProblemFactCode>;
export type PlainProblemFactCode = ProblemFactCode & PlainFactCode;

/** An error that is answered as problem details (RFC 9457) with this status, code and fact. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly fact: ProblemFact;
  readonly extras: Partial<Problem>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: ProblemCode,
    fact: ProblemFact | PlainProblemFactCode,
    extras: Partial<Problem> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    const whole = typeof fact === "string" ? { code: fact, params: {} } : fact;
    super(factInWords(whole));
    this.name = "HttpProblem";
    this.status = status;
    this.code = code;
    this.fact = whole;
    this.extras = extras;
    this.headers = headers;
  }

  /** The fact in English, with the rules that stand in the way. */
  get detail(): string {
    return [this.message, ...(this.extras.rules ?? []).map((rule) => rule.message)].join(" ");
  }
}

const storageAgainAfterS = 5;

/** 503: the database cannot be used now. `fact` says what that means for this request. */
export function storageUnavailable(fact: PlainProblemFactCode = "database-silent"): HttpProblem {
  return unavailable("storage-unavailable", fact, storageAgainAfterS);
}

/** 503 with `Retry-After`, in seconds. */
export function unavailable(code: ProblemCode, fact: PlainProblemFactCode, retryAfterS: number): HttpProblem {
  const headers = { "retry-after": String(retryAfterS) };
  return new HttpProblem(503, code, fact, { retryAfterMs: retryAfterS * 1000 }, headers);
}
