import type { AuditVerification } from "@catalog-deck/contract";
import { HttpProblem } from "../http/http-problem.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { verifyChain } from "./verify-chain.ts";

const waitingAtMost = 10;
const retryAfterSeconds = 5;

/** Verifies the chain on request, once at a time: who asks meanwhile gets the same result, and too many are sent away. */
export class AuditVerifier {
  readonly #store: Store;
  readonly #clock: Clock;
  #underWay: Promise<AuditVerification> | undefined;
  #waiting = 0;
  #last: AuditVerification | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The newest result, of whoever asked; undefined before the first. */
  get last(): AuditVerification | undefined {
    return this.#last;
  }

  /** The result of reading the whole chain. Throws a 429 problem while ten others wait for theirs. */
  async verify(): Promise<AuditVerification> {
    if (this.#waiting >= waitingAtMost) {
      throw new HttpProblem(
        429,
        "too-many-requests",
        "audit-verification-busy",
        { retryAfterMs: retryAfterSeconds * 1000 },
        { "retry-after": String(retryAfterSeconds) },
      );
    }
    this.#waiting++;
    try {
      this.#underWay ??= this.#run().finally(() => {
        this.#underWay = undefined;
      });
      return await this.#underWay;
    } finally {
      this.#waiting--;
    }
  }

  async #run(): Promise<AuditVerification> {
    const findings = await verifyChain(this.#store);
    this.#last = {
      ...findings,
      whole: findings.firstBroken === undefined,
      checkedAt: this.#clock.now().toISOString(),
    };
    return this.#last;
  }
}
